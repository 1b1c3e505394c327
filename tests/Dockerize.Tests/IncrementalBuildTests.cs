using System.Text;
using System.Text.RegularExpressions;

namespace Dockerize.Tests;

/// <summary>
/// The requests of a build to the engine, from base images to tags. A <see cref="FaultyEngine"/> answers them.
/// </summary>
[TestClass]
public sealed class IncrementalBuildTests
{
    [TestMethod]
    public async Task Stage_for_BUILDPLATFORM_uses_a_base_image_for_the_engines_platform()
    {
        using var engine = Engine("arm64");
        AddImage(engine, "sdk", "amd64");
        AddImage(engine, "runtime", "arm64");

        await BuildAsync(
            engine,
            "FROM --platform=$BUILDPLATFORM sdk:1 AS build\nFROM runtime:1\nCOPY --from=build /x /\n",
            new() { Platform = Platform.Parse("linux/arm64") }
        );

        Assert.AreEqual(
            "POST /images/create?fromImage=sdk&tag=1|POST "
                + "/images/create?fromImage=runtime&tag=1&platform=linux%2Farm64",
            string.Join(
                '|',
                engine
                    .Requests.Where(request => request.StartsWith("POST /images/create", StringComparison.Ordinal))
                    .Select(request => string.Join(' ', request.Split(' ').Take(2)))
            )
        );
    }

    [TestMethod]
    public async Task Image_for_another_platform_than_requested_is_an_error_without_a_tag()
    {
        using var engine = Engine("amd64");

        var diagnostic = (
            await Assert.ThrowsAsync<Exception>(() =>
                BuildAsync(engine, "FROM scratch\n", new() { Platform = Platform.Parse("linux/arm64") })
            )
        ).Diagnostic();

        Assert.AreEqual("DKZ2018", diagnostic.Code);
        StringAssert.StartsWith(
            diagnostic.Message,
            "The image that was built is for linux/amd64, not for linux/arm64",
            StringComparison.Ordinal
        );
        Assert.IsFalse(engine.Requests.Any(request => request.Contains("/tag", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task Existing_base_images_are_pulled_only_with_PullPolicy_Always()
    {
        using var engine = Engine("amd64");
        foreach (var name in new[] { "a", "b", "c" })
            AddImage(engine, name, "amd64", exists: true);
        const string text = "FROM a:1 AS build\nFROM b:1\nCOPY --from=build /x /\nCOPY --from=c:1 /x /\n";

        await BuildAsync(engine, text);
        Assert.AreEqual(0, Pulled());

        await BuildAsync(engine, text, pull: PullPolicy.Always);
        Assert.AreEqual(3, Pulled());

        int Pulled() =>
            engine.Requests.Count(request => request.StartsWith("POST /images/create", StringComparison.Ordinal));
    }

    // In containerd's image store, a name refers to the images of several platforms.
    [TestMethod]
    [DataRow(true, 0)]
    [DataRow(false, 1)]
    public async Task Base_image_is_pulled_only_if_the_engine_lacks_it_for_the_platform(bool exists, int pulls)
    {
        using var engine = Engine("arm64");
        engine.On(
            "GET /_ping",
            exchange => exchange.AnswerAsync("200 OK", "OK", "Api-Version: 1.51\r\nOSType: linux\r\n")
        );
        AddImage(engine, "a", "amd64", exists: true);
        var isThere = exists;
        engine.On(
            "GET /images/a:1/json?platform=%7B%22os%22%3A%22linux%22%2C%22architecture%22%3A%22arm64%22%7D",
            exchange =>
                isThere
                    ? exchange.AnswerAsync("200 OK", Image("sha256:child", "arm64"))
                    : exchange.AnswerAsync("404 Not Found", """{"message":"no such platform"}""")
        );
        engine.On(
            "POST /images/create",
            async exchange =>
            {
                isThere = true;
                await exchange.AnswerAsync("200 OK", """{"status":"Status: Downloaded newer image"}""");
            }
        );
        using var folder = new TemporaryFolder();
        var record = Path.Combine(folder.Path, "image.json");

        await BuildAsync(engine, "FROM a:1\n", new() { Platform = Platform.Parse("linux/arm64") }, record: record);

        Assert.AreEqual(
            pulls,
            engine.Requests.Count(request => request.StartsWith("POST /images/create", StringComparison.Ordinal))
        );
        Assert.AreEqual("sha256:child", BuildRecord.Load(record)!.BaseImages["a:1"].Id);
    }

    [TestMethod]
    [DataRow("FROM private.io/a:1\n", "private.io")]
    [DataRow("FROM private.io/a:$TARGETARCH\n", "private.io")]
    [DataRow("FROM public.io/a:1\n", "")]
    public async Task Build_sends_only_the_credentials_of_registries_in_the_Dockerfile(string text, string expected)
    {
        using var home = new UserHome().Set(
            "DOCKER_AUTH_CONFIG",
            $$"""{"auths":{"private.io":{{UserHome.Auth("ada")}},"other.io":{{UserHome.Auth("ada")}} } }"""
        );
        using var engine = Engine("amd64");
        AddImage(engine, "private.io/a", "amd64");
        AddImage(engine, "public.io/a", "amd64");
        var head = "";
        engine.On(
            "POST /build",
            async exchange =>
            {
                head = exchange.Head;
                await exchange.AnswerAsync("200 OK", """{"aux":{"ID":"sha256:built"}}""");
            }
        );

        await BuildAsync(engine, text, credentials: home.Sources());

        var header = Regex.Match(head, @"(?<=\nX-Registry-Config: )\S+").Value.Replace('-', '+').Replace('_', '/');
        var sent = Newtonsoft.Json.Linq.JObject.Parse(
            header.Length == 0 ? "{}" : Encoding.UTF8.GetString(Convert.FromBase64String(header))
        );
        Assert.AreEqual(expected, string.Join(' ', sent.Properties().Select(property => property.Name)));
        Assert.IsTrue(sent.PropertyValues().All(entry => (string?)entry["password"] == UserHome.Secret));
    }

    [TestMethod]
    [DataRow("FROM scratch\nCOPY x /\n", 1)]
    [DataRow("FROM scratch\nADD https://example.com/x /\n", 2)]
    public async Task Build_that_downloads_a_file_is_never_up_to_date(string text, int builds)
    {
        using var folder = new TemporaryFolder();
        using var engine = Engine("amd64");

        await BuildAsync(engine, text, record: Path.Combine(folder.Path, "image.json"));
        await BuildAsync(engine, text, record: Path.Combine(folder.Path, "image.json"));

        Assert.AreEqual(
            builds,
            engine.Requests.Count(request => request.StartsWith("POST /build", StringComparison.Ordinal))
        );
    }

    [TestMethod]
    [DataRow("Dockerfile changed", "FROM scratch\nCOPY y /\n")]
    [DataRow("the build argument A was added", "FROM scratch\nCOPY x /\n", "A=1")]
    [DataRow("the build argument A was added, and 2 more", "FROM scratch\nCOPY y /\n", "A=1;B=2")]
    public async Task Changes_since_the_last_build_are_reported(string expected, string text, string arguments = "")
    {
        using var folder = new TemporaryFolder();
        using var engine = Engine("amd64");
        var record = Path.Combine(folder.Path, "image.json");

        var first = await BuildAsync(engine, "FROM scratch\nCOPY x /\n", record: record);
        var second = await BuildAsync(engine, text, new() { Arguments = NamedValues(arguments) }, record: record);

        Assert.DoesNotContain("Rebuilding", first);
        StringAssert.StartsWith(second, $"Rebuilding: {expected}\n", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Files_that_changed_since_the_last_build_are_reported()
    {
        using var folder = new TemporaryFolder();
        using var engine = Engine("amd64");
        var record = Path.Combine(folder.Path, "image.json");
        ContextFile[] files =
        [
            new(folder.Write("same", "1"), "same"),
            new(folder.Write("new", "1"), "new"),
            new(folder.Write("old", "1"), "old"),
        ];

        await BuildAsync(engine, "FROM scratch\n", record: record, files: [files[0], files[2]]);
        var log = await BuildAsync(engine, "FROM scratch\n", record: record, files: [files[0], files[1]]);

        StringAssert.StartsWith(log, "Rebuilding: new was added, and 1 more\n", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Base_image_whose_tag_moved_is_reported()
    {
        using var folder = new TemporaryFolder();
        using var engine = Engine("amd64");
        var record = Path.Combine(folder.Path, "image.json");
        AddImage(engine, "a", "amd64", exists: true);

        await BuildAsync(engine, "FROM a:1\n", record: record);
        engine.Answer("GET /images/a:1/json", Image("sha256:moved", "amd64"));
        var log = await BuildAsync(engine, "FROM a:1\n", record: record);

        StringAssert.StartsWith(log, "Rebuilding: base image a:1 moved\n", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Image_that_the_engine_no_longer_has_is_reported()
    {
        using var folder = new TemporaryFolder();
        using var engine = Engine("amd64");
        var record = Path.Combine(folder.Path, "image.json");

        await BuildAsync(engine, "FROM scratch\n", record: record);
        var exists = false;
        engine.On(
            "GET /images/sha256:built/json",
            exchange =>
                exists
                    ? exchange.AnswerAsync("200 OK", Image("sha256:built", "amd64"))
                    : exchange.AnswerAsync("404 Not Found", """{"message":"No such image"}""")
        );
        engine.On(
            "POST /build",
            exchange =>
            {
                exists = true;
                return exchange.AnswerAsync("200 OK", """{"aux":{"ID":"sha256:built"}}""");
            }
        );
        var log = await BuildAsync(engine, "FROM scratch\n", record: record);

        StringAssert.StartsWith(log, "Rebuilding: the engine no longer has the image\n", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Image_that_fails_its_smoke_test_gets_no_name_and_no_record_and_is_removed()
    {
        using var folder = new TemporaryFolder();
        using var engine = Engine("amd64");
        engine.On("DELETE /images/sha256:built", exchange => exchange.AnswerAsync("200 OK", "[]"));
        var record = Path.Combine(folder.Path, "image.json");
        new FaultyContainer(engine).Exit(1);

        for (var build = 1; build <= 2; build++)
        {
            await Assert.ThrowsExactlyAsync<SmokeTestException>(() =>
                BuildAsync(engine, "FROM scratch\n", record: record, test: new())
            );

            Assert.IsFalse(File.Exists(record));
            Assert.AreEqual(build, Count(engine, "POST /containers/create"));
            Assert.AreEqual(build, Count(engine, "DELETE /images/sha256:built "));
            Assert.AreEqual(0, Count(engine, "POST /images/sha256:built/tag"));
        }
    }

    [TestMethod]
    public async Task Failed_smoke_test_keeps_the_record_of_the_last_image_and_an_image_with_a_name()
    {
        using var folder = new TemporaryFolder();
        using var engine = Engine("amd64");
        engine.Answer(
            "GET /images/sha256:built/json",
            """{"Id":"sha256:built","Os":"linux","Architecture":"amd64","RepoTags":["shop:1"]}"""
        );
        var record = Path.Combine(folder.Path, "image.json");
        await BuildAsync(engine, "FROM scratch\n", record: record);
        var before = File.ReadAllText(record);
        new FaultyContainer(engine).Exit(1);

        await Assert.ThrowsExactlyAsync<SmokeTestException>(() =>
            BuildAsync(engine, "FROM scratch\nLABEL a=b\n", record: record, test: new())
        );

        Assert.AreEqual(before, File.ReadAllText(record));
        Assert.AreEqual(0, Count(engine, "DELETE /images/"));
    }

    [TestMethod]
    public async Task Image_that_is_up_to_date_is_tested_only_until_it_has_passed()
    {
        using var folder = new TemporaryFolder();
        using var engine = Engine("amd64");
        var record = Path.Combine(folder.Path, "image.json");
        var container = new FaultyContainer(engine);
        await BuildAsync(engine, "FROM scratch\n", record: record);

        container.Exit(1);
        await Assert.ThrowsExactlyAsync<SmokeTestException>(() =>
            BuildAsync(engine, "FROM scratch\n", record: record, test: new())
        );
        Assert.IsNull(BuildRecord.Load(record)!.SmokeTest);

        container.Exit(0);
        for (var build = 1; build <= 2; build++)
            await BuildAsync(engine, "FROM scratch\n", record: record, test: new());
        await BuildAsync(engine, "FROM scratch\n", record: record);

        Assert.AreEqual("true", BuildRecord.Load(record)!.SmokeTest);
        Assert.AreEqual((1, 2), (Count(engine, "POST /build"), Count(engine, "POST /containers/create")));
    }

    [TestMethod]
    public async Task Canceled_smoke_test_removes_the_container_and_the_image()
    {
        using var engine = Engine("amd64");
        engine.On("DELETE /images/sha256:built", exchange => exchange.AnswerAsync("200 OK", "[]"));
        var container = new FaultyContainer(engine);
        using var cancel = new CancellationTokenSource();
        engine.On(
            $"GET /containers/{FaultyContainer.Id}/json",
            async exchange =>
            {
                await cancel.CancelAsync();
                await exchange.FallSilentAsync();
            }
        );

        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            BuildAsync(engine, "FROM scratch\n", test: new(), cancellationToken: cancel.Token)
        );

        Assert.AreNotEqual("", container.Created);
        Assert.AreEqual(1, Count(engine, $"DELETE /containers/{FaultyContainer.Id}"));
        Assert.AreEqual(1, Count(engine, "DELETE /images/sha256:built"));
        Assert.AreEqual(0, Count(engine, "POST /images/sha256:built/tag"));
    }

    private static int Count(FaultyEngine engine, string request) =>
        engine.Requests.Count(line => line.StartsWith(request, StringComparison.Ordinal));

    private static Dictionary<string, string> NamedValues(string text) =>
        text.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => entry.Split('='))
            .ToDictionary(entry => entry[0], entry => entry[1], StringComparer.Ordinal);

    /// <summary>An engine on which each build creates the same image.</summary>
    private static FaultyEngine Engine(string architecture)
    {
        var engine = new FaultyEngine();
        engine.Answer("POST /build", """{"aux":{"ID":"sha256:built"}}""");
        engine.Answer("GET /images/sha256:built/json", Image("sha256:built", architecture));
        engine.Answer("GET /images/sha256:built/history", "[]");
        engine.On("POST /images/sha256:built/tag", exchange => exchange.AnswerAsync("201 Created", ""));
        return engine;
    }

    /// <summary>Adds an image to the engine, at once or after a pull.</summary>
    private static void AddImage(FaultyEngine engine, string name, string architecture, bool exists = false)
    {
        if (exists)
            engine.Answer($"GET /images/{name}:", Image("sha256:" + name, architecture));
        engine.On(
            $"POST /images/create?fromImage={Uri.EscapeDataString(name)}&",
            async exchange =>
            {
                engine.Answer($"GET /images/{name}:", Image("sha256:" + name, architecture));
                await exchange.AnswerAsync("200 OK", """{"status":"Status: Downloaded newer image"}""");
            }
        );
    }

    private static string Image(string id, string architecture) =>
        $$"""{"Id":"{{id}}","Os":"linux","Architecture":"{{architecture}}"}""";

    private static async Task<string> BuildAsync(
        FaultyEngine faulty,
        string text,
        BuildOptions? options = null,
        PullPolicy pull = PullPolicy.IfMissing,
        CredentialSources? credentials = null,
        string? record = null,
        IEnumerable<ContextFile>? files = null,
        SmokeTest? test = null,
        CancellationToken cancellationToken = default
    )
    {
        using var log = new StringWriter { NewLine = "\n" };
        using var home = new UserHome();
        using var engine = await DockerEngine.ConnectAsync(faulty.Host, cancellationToken: CancellationToken.None);
        var build = new IncrementalBuild(engine.Api, new ClassicBuilder(engine.Api))
        {
            Pull = pull,
            Credentials = credentials ?? home.Sources(),
            RecordPath = record,
            InputsPath = record is null ? null : Path.ChangeExtension(record, ".inputs.json"),
            SmokeTest = test,
        };
        var dockerfile = Dockerfile.Parse(text);

        await build.RunAsync(
            new(
                dockerfile,
                BuildContext.Create(text, files ?? [], cancellationToken: CancellationToken.None),
                options ?? new()
            ),
            [ImageReference.Parse("shop:1")],
            new TextProgress(log),
            cancellationToken
        );
        return log.ToString();
    }
}
