namespace Dockerize.Tests;

[TestClass]
public sealed class DockerfileAssertTests
{
    private static readonly Dockerfile Shop = Dockerfile.Parse("FROM a\nCOPY shop.conf /etc/\n\nUSER app\nUSER app\n");

    [TestMethod]
    public void Dockerfile_assertion_passes_only_for_a_matching_Dockerfile()
    {
        var other = Dockerfile.Parse("FROM b\nUSER\n");

        Decides(dockerfile => dockerfile.HasLine("USER app"), Shop, other);
        Decides(dockerfile => dockerfile.HasLine(""), Shop, other);
        Decides(dockerfile => dockerfile.LineAbsent("USER"), Shop, other);
        Decides(dockerfile => dockerfile.LineBefore("FROM a", "USER app"), Shop, other);
        Decides(dockerfile => dockerfile.LineAfter("USER app", "FROM a"), Shop, other);
        Decides(dockerfile => dockerfile.HasFile("shop.conf", "/etc/"), Shop, other);
        Decides(dockerfile => dockerfile.HasFile("shop.conf", "/etc"), Shop, other);
        Decides(
            dockerfile => dockerfile.HasFile("v2", "/opt/v2/"),
            Dockerfile.Parse("FROM a\nCOPY v2 /opt/v2\nCOPY v3 /\n"),
            other
        );
        Decides(dockerfile => dockerfile.HasFile("v3", "/"), Dockerfile.Parse("FROM a\nCOPY v3 /\n"), other);

        static void Decides(Action<Dockerfile> assertion, Dockerfile meets, Dockerfile other)
        {
            assertion(meets);
            Assert.ThrowsExactly<DockerfileAssertException>(() => assertion(other));
        }
    }

    [TestMethod]
    public void Failed_assertion_shows_the_Dockerfile_with_line_numbers()
    {
        const string Numbered =
            "\n    1: FROM a\n    2: COPY shop.conf /etc/\n    3: \n    4: USER app\n    5: USER app";

        Fails(() => Shop.HasLine("USER root"), "Expected line 'USER root' not found. Dockerfile:" + Numbered);
        Fails(() => Shop.LineAbsent("USER app"), "Unexpected line 'USER app' found in line 4. Dockerfile:" + Numbered);
        Fails(
            () => Shop.LineBefore("USER app", "FROM a"),
            "Expected 'USER app' before 'FROM a', but found them in lines 4 and 1. Dockerfile:" + Numbered
        );
        Fails(
            () => Shop.LineAfter("FROM a", "USER app"),
            "Expected 'USER app' before 'FROM a', but found them in lines 4 and 1. Dockerfile:" + Numbered
        );
        Fails(
            () => Shop.LineBefore("USER app", "USER app"),
            "Expected 'USER app' before 'USER app', but found them in lines 4 and 4. Dockerfile:" + Numbered
        );
        Fails(
            () => Shop.HasFile("other.conf", "/etc/"),
            "Expected line 'COPY other.conf /etc/' not found. Dockerfile:" + Numbered
        );
    }

    [TestMethod]
    public void Order_assertion_requires_both_lines()
    {
        Fails(() => Shop.LineBefore("FROM b", "USER app"), "Expected line 'FROM b'");
        Fails(() => Shop.LineAfter("USER b", "FROM a"), "Expected line 'USER b'");
    }

    [TestMethod]
    public void Assertions_on_an_ImageBuilder_check_its_Dockerfile()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a b.conf", "x");
        using var image = new ImageBuilder("a", baseDirectory: folder.Path);
        image.Copy("a b.conf", "/etc/");
        image.AddLine("USER app");

        image.HasLine("FROM a");
        image.LineAbsent("FROM b");
        image.LineBefore("FROM a", "USER app");
        image.LineAfter("USER app", "FROM a");
        image.HasFile("a b.conf", "/etc/");
        image.HasFile(System.IO.Path.Combine(folder.Path, "a b.conf"), "/etc/");
        Fails(() => image.HasLine("USER root"), "    3: USER app");
        Fails(() => image.LineAbsent("USER app"), "in line 3");
        Fails(() => image.LineBefore("USER app", "FROM a"), "lines 3 and 1");
        Fails(() => image.LineAfter("FROM a", "USER app"), "lines 3 and 1");
        Fails(() => image.HasFile("b.conf", "/etc/"), "COPY b.conf /etc/");
        Assert.ThrowsExactly<ArgumentException>(() => image.HasFile("/b.conf", "/etc/"));
    }

    private static void Fails(Action assertion, string expected) =>
        Assert.StartsWith(expected, MessageFrom(assertion, expected));

    // The message from the expected text on, because some tests check only its end.
    private static string MessageFrom(Action assertion, string expected)
    {
        var message = Assert.ThrowsExactly<DockerfileAssertException>(assertion).Message;
        var index = message.IndexOf(expected, StringComparison.Ordinal);
        return index < 0 ? message : message[index..];
    }
}
