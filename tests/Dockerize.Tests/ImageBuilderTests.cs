namespace Dockerize.Tests;

/// <summary>The Dockerfile and the build context of an <see cref="ImageBuilder"/>, before a build.</summary>
[TestClass]
public sealed class ImageBuilderTests
{
    private const string Text = "Größe\n";

    [TestMethod]
    public void ImageBuilder_starts_with_the_base_image_and_keeps_the_order_of_lines()
    {
        using var image = new ImageBuilder(" debian:12 ");
        image.AddLine("USER root");
        image.AddLines(["ENV A=1", "ENV B=2"]);
        image.AddLine(RunInstruction.FromCommand(["echo", "a b"]));
        image.AddLine(Instruction.Pairs("LABEL", [new("a", "1"), new("b", "2")]));

        CollectionAssert.AreEqual(
            new[]
            {
                "FROM debian:12",
                "USER root",
                "ENV A=1",
                "ENV B=2",
                "RUN echo 'a b'",
                "LABEL a=\"1\" \\",
                "    b=\"2\"",
            },
            image.Lines.ToArray()
        );
    }

    [TestMethod]
    public void Temporary_context_is_deleted_on_Dispose()
    {
        string context;
        using (var image = new ImageBuilder("scratch"))
        {
            context = image.Context;
            Assert.IsTrue(Directory.Exists(context));
            Assert.AreEqual(Directory.GetCurrentDirectory(), image.BaseDirectory);
        }

        Assert.IsFalse(Directory.Exists(context));
    }

    [TestMethod]
    public void Copied_files_and_folders_keep_their_paths_in_the_context()
    {
        using var folder = new TemporaryFolder();
        folder.Write("conf/shop.conf", "1");
        folder.Write("conf/deep/er.conf", "2");
        folder.Write("one file", "3");
        using var image = new ImageBuilder("scratch", baseDirectory: folder.Path);

        image.Copy("conf", "/etc/shop/");
        image.Copy("conf\\deep\\er.conf", "/etc/er.conf");
        image.Copy(Path.Combine(folder.Path, "one file"), "/one file");

        CollectionAssert.AreEqual(
            new[]
            {
                "FROM scratch",
                "COPY conf /etc/shop/",
                "COPY conf/deep/er.conf /etc/er.conf",
                "COPY [\"one file\",\"/one file\"]",
            },
            image.Lines.ToArray()
        );
        Assert.AreEqual(
            "1 2 3",
            string.Join(
                ' ',
                new[] { "conf/shop.conf", "conf/deep/er.conf", "one file" }.Select(path =>
                    File.ReadAllText(Path.Combine(image.Context, path))
                )
            )
        );
    }

    [TestMethod]
    public void Base_directory_can_be_copied_even_if_it_contains_the_context()
    {
        using var image = new ImageBuilder("scratch", baseDirectory: Path.Combine(Path.GetTempPath(), "."));
        using var folder = new TemporaryFolder();
        folder.Write("a/b", "1");

        image.Copy(Path.GetFileName(folder.Path), "/all/");
        Assert.AreEqual("1", File.ReadAllText(Path.Combine(image.Context, Path.GetFileName(folder.Path), "a", "b")));

        using var inside = new ImageBuilder("scratch", baseDirectory: image.Context);
        image.Copy(Path.GetFileName(image.Context), "/own/");
        Assert.IsFalse(Directory.Exists(Path.Combine(image.Context, Path.GetFileName(image.Context))));
        inside.Copy(".", "/all/");
        Assert.AreEqual("COPY . /all/", inside.Lines[1]);
        Assert.AreEqual("1", File.ReadAllText(Path.Combine(inside.Context, Path.GetFileName(folder.Path), "a", "b")));
    }

#if NET // .NET Framework has no API for links and always follows them.
    [TestMethod]
    public void Links_within_a_copied_folder_stay_links_and_other_links_are_resolved()
    {
        using var folder = new TemporaryFolder();
        var outside = folder.Write("outside/text", "1");
        folder.Write("base/lib/libx.so.1", "2");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "base", "lib", "libx.so"), "libx.so.1");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "base", "lib", "out"), outside);
        File.CreateSymbolicLink(Path.Combine(folder.Path, "base", "lib", "nowhere"), "gone");
        Directory.CreateSymbolicLink(
            Path.Combine(folder.Path, "base", "lib", "away"),
            Path.Combine(folder.Path, "outside")
        );
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "base", "lib", "self"), ".");
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "outside", "back"), Path.Combine(folder.Path, "base"));
        using var image = new ImageBuilder("scratch", baseDirectory: Path.Combine(folder.Path, "base"));

        image.Copy("lib", "/lib/");

        var copy = Path.Combine(image.Context, "lib");
        Assert.AreEqual("libx.so.1", new FileInfo(Path.Combine(copy, "libx.so")).LinkTarget);
        Assert.IsNull(new FileInfo(Path.Combine(copy, "out")).LinkTarget);
        Assert.AreEqual(
            "1 1",
            File.ReadAllText(Path.Combine(copy, "out")) + " " + File.ReadAllText(Path.Combine(copy, "away", "text"))
        );
        Assert.AreEqual("gone", new FileInfo(Path.Combine(copy, "nowhere")).LinkTarget);
    }

    [TestMethod]
    public void Link_to_a_folder_can_be_copied_by_its_path_and_with_its_parent()
    {
        using var folder = new TemporaryFolder();
        folder.Write("cur/v2/text", "2");
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "cur", "current"), "v2");
        foreach (var order in new[] { new[] { "cur/current", "cur" }, ["cur", "cur/current"], ["cur", "cur"] })
        {
            using var image = new ImageBuilder("scratch", baseDirectory: folder.Path);
            foreach (var source in order)
                image.Copy(source, "/x/");

            Assert.AreEqual(
                "2 2",
                string.Join(
                    ' ',
                    new[] { "cur/current/text", "cur/v2/text" }.Select(path =>
                        File.ReadAllText(Path.Combine(image.Context, path))
                    )
                )
            );
        }
    }

    [TestMethod]
    public void Link_in_a_linked_folder_is_resolved_in_that_folder()
    {
        using var folder = new TemporaryFolder();
        folder.Write("base/lib/a", "a");
        folder.Write("base/lib/real/libz.so.1", "another");
        folder.Write("x/real/libz.so.1", "z");
        folder.Write("x/lib/b", "b");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "x", "lib", "libz.so"), "../real/libz.so.1");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "x", "lib", "link"), "b");
        Directory.CreateSymbolicLink(
            Path.Combine(folder.Path, "base", "lib", "away"),
            Path.Combine(folder.Path, "x", "lib")
        );
        using var image = new ImageBuilder("scratch", baseDirectory: Path.Combine(folder.Path, "base"));

        image.Copy("lib", "/lib/");

        var away = Path.Combine(image.Context, "lib", "away");
        Assert.AreEqual("z", File.ReadAllText(Path.Combine(away, "libz.so")));
        Assert.AreEqual("b", new FileInfo(Path.Combine(away, "link")).LinkTarget, "the target is copied too");
    }
#endif

    [TestMethod]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Read_only_file_can_be_copied_twice_and_is_deleted_with_the_context()
    {
        using var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.Write("conf/a", "1"), UnixFileMode.UserRead);
        string context;
        using (var image = new ImageBuilder("scratch", baseDirectory: folder.Path))
        {
            context = image.Context;
            image.Copy("conf", "/conf/");
            image.Copy("conf/a", "/a");
            Assert.AreNotEqual(UnixFileMode.UserRead, File.GetUnixFileMode(Path.Combine(context, "conf", "a")));
#if NET // .NET Framework has no API for file modes.
            Assert.AreEqual(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(context)
            );
#endif
        }

        Assert.IsFalse(Directory.Exists(context));
    }

    [TestMethod]
    [DataRow("a[1].txt", "COPY [\"a[[]1].txt\",\"/x\"]")]
    [DataRow("a*.txt", "COPY [\"a[*].txt\",\"/x\"]")]
    [DataRow("$HOME", "COPY \\$HOME /x")]
    [DataRow("--chown=root", "COPY [\"--chown=root\",\"/x\"]")]
    [DataRow("it's", "COPY [\"it\\\\'s\",\"/x\"]")]
    [DataRow("größe", "COPY größe /x")]
    public void Special_characters_of_a_file_name_are_escaped_in_COPY(string name, string expected)
    {
        using var folder = new TemporaryFolder();
        folder.Write(name, "1");
        using var image = new ImageBuilder("scratch", baseDirectory: folder.Path);
        image.Copy(name, "/x");

        Assert.AreEqual(expected, image.Lines[1]);
        image.HasFile(name, "/x");
    }

    [TestMethod]
    public void Text_file_is_named_after_the_hash_of_its_content()
    {
        using var image = new ImageBuilder("scratch");
        image.WriteText(Text, "/size");
        image.WriteText(Text, "/again");
        image.WriteText("other", "/other");

        var name =
            "."
            + Convert.ToHexStringLower(
                System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Text))
            );
        Assert.AreEqual($"COPY {name} /size|COPY {name} /again", string.Join('|', image.Lines.Skip(1).Take(2)));
        Assert.AreNotEqual(image.Lines[1].Split(' ')[1], image.Lines[3].Split(' ')[1]);
        Assert.AreEqual(Text, File.ReadAllText(Path.Combine(image.Context, name)));
        Assert.HasCount(2, Directory.GetFiles(image.Context));
    }

    [TestMethod]
    public void Context_of_the_caller_is_not_changed()
    {
        using var folder = new TemporaryFolder();
        folder.Write("shop.conf", "1");
        using (var image = new ImageBuilder("scratch", context: folder.Path))
        {
            image.Copy("shop.conf", "/etc/");
            image.WriteText(Text, "/size");
            Assert.AreEqual("FROM scratch|COPY shop.conf /etc/", string.Join('|', image.Lines.Take(2)));
            Assert.AreEqual((folder.Path, folder.Path), (image.BaseDirectory, image.Context));
        }

        Assert.AreEqual(
            "shop.conf",
            string.Join(' ', Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName))
        );
    }

    [TestMethod]
    public void Context_that_is_missing_or_contains_a_Dockerfile_is_rejected()
    {
        using var folder = new TemporaryFolder();
        var other = Path.Combine(folder.Path, "other");
        Assert.Contains(
            other,
            Assert.ThrowsExactly<DirectoryNotFoundException>(() => new ImageBuilder("scratch", context: other)).Message
        );

        folder.Write("Dockerfile", "FROM a\n");
        Assert.Contains(
            "already contains a Dockerfile",
            Assert.ThrowsExactly<ArgumentException>(() => new ImageBuilder("scratch", context: folder.Path)).Message
        );
        Assert.AreEqual("FROM a\n", File.ReadAllText(Path.Combine(folder.Path, "Dockerfile")));
        Assert.ThrowsExactly<ArgumentException>(() => new ImageBuilder(" "));
    }

    [TestMethod]
    [DataRow("../other")]
    [DataRow("/etc/passwd")]
    [DataRow("a/../../x")]
    public void Source_outside_the_base_directory_is_rejected(string source)
    {
        using var folder = new TemporaryFolder();
        using var image = new ImageBuilder("scratch", baseDirectory: folder.Path);

        Assert.Contains("is outside", Assert.ThrowsExactly<ArgumentException>(() => image.Copy(source, "/x")).Message);
        Assert.HasCount(1, image.Lines);
    }

    [TestMethod]
    public void Backslashes_in_a_destination_become_slashes()
    {
        using var folder = new TemporaryFolder();
        folder.Write("shop.conf", "1");
        using var image = new ImageBuilder("scratch", baseDirectory: folder.Path);

        image.Copy("shop.conf", @"\etc\shop\");
        image.WriteText(Text, @"\srv\size");

        Assert.AreEqual("COPY shop.conf /etc/shop/", image.Lines[1]);
        Assert.EndsWith(" /srv/size", image.Lines[2]);
        image.HasFile("shop.conf", @"\etc\shop");
    }

    [TestMethod]
    [DataRow("/")]
    [DataRow("/etc")]
    [DataRow("//etc")]
    [DataRow(@"\etc")]
    [DataRow("/usr/local/./bin")]
    [DataRow("/x/")]
    [DataRow(@"x\")]
    [DataRow("/x/.")]
    [DataRow("..")]
    [DataRow("/opt/conf")]
    [DataRow("/opt/deep/er")]
    [DataRow("/srv/one")]
    [DataRow("/run/text")]
    public void Text_with_the_path_of_a_folder_is_rejected(string destination)
    {
        using var folder = new TemporaryFolder();
        folder.Write("conf/shop.conf", "1");
        using var image = new ImageBuilder("scratch", baseDirectory: folder.Path);
        image.Copy("conf", "/opt/conf");
        image.Copy("conf", "/opt/deep/er/est");
        image.Copy("conf/shop.conf", "/srv/one/shop.conf");
        image.WriteText(Text, "/run/text/size");
        var lines = image.Lines.Count;

        var failure = Assert.ThrowsExactly<ArgumentException>(() => image.WriteText(Text, destination));

        Assert.Contains($"'{destination}' is a folder", failure.Message);
        Assert.HasCount(lines, image.Lines);
        image.WriteText(Text, "/etc/motd");
        image.WriteText(Text, "/opt/configuration");
        image.WriteText(Text, "etc");
        image.WriteText(Text, "/srv/one/shop.conf");
    }

#if NET // .NET Framework has no API for links.
    [TestMethod]
    public void Source_behind_a_link_to_the_base_directory_is_inside_the_directory()
    {
        using var folder = new TemporaryFolder();
        folder.Write("real/base/conf/a", "1");
        folder.Write("real/other/b", "2");
        var link = Directory.CreateSymbolicLink(Path.Combine(folder.Path, "link"), Path.Combine(folder.Path, "real"));
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "real", "base", "current"), "conf");
        foreach (
            var (directory, other) in new[] { ("real", link.FullName), (link.Name, Path.Combine(folder.Path, "real")) }
        )
        {
            using var image = new ImageBuilder("scratch", baseDirectory: Path.Combine(folder.Path, directory, "base"));
            image.Copy(Path.Combine(other, "base", "conf", "a"), "/a");
            image.Copy(Path.Combine(other, "base", "current"), "/current/");
            image.Copy(Path.Combine(other, "base"), "/all/");

            Assert.AreEqual(
                "COPY conf/a /a|COPY current /current/|COPY . /all/",
                string.Join('|', image.Lines.Skip(1))
            );
            Assert.ThrowsExactly<ArgumentException>(() => image.Copy(Path.Combine(other, "other", "b"), "/b"));
        }
    }
#endif

    [TestMethod]
    public void Missing_source_is_rejected()
    {
        using var folder = new TemporaryFolder();
        using var gathered = new ImageBuilder("scratch", baseDirectory: folder.Path);
        using var given = new ImageBuilder("scratch", context: folder.Path);
        foreach (var image in new[] { gathered, given })
        {
            Assert.Contains(
                Path.Combine(folder.Path, "none"),
                Assert.ThrowsExactly<FileNotFoundException>(() => image.Copy("none", "/x")).Message
            );
            Assert.HasCount(1, image.Lines);
        }
    }

    [TestMethod]
    public void Context_with_a_folder_named_Dockerfile_is_rejected()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Dockerfile/text", "1");

        Assert.Contains(
            "already contains a Dockerfile",
            Assert.ThrowsExactly<ArgumentException>(() => new ImageBuilder("scratch", context: folder.Path)).Message
        );
    }

    [TestMethod]
    public void Empty_or_null_argument_is_rejected_before_a_build()
    {
        using var image = new ImageBuilder("scratch");
        foreach (var nothing in new[] { "", " ", null })
        {
            Assert.ThrowsExactly<ArgumentException>(() => image.Copy(nothing!, "/x"));
            Assert.ThrowsExactly<ArgumentException>(() => image.Copy(".", nothing!));
            Assert.ThrowsExactly<ArgumentException>(() => image.WriteText("text", nothing!));
            Assert.ThrowsExactly<ArgumentException>(() => image.HasFile(nothing!, "/x"));
            Assert.ThrowsExactly<ArgumentException>(() => RunInstruction.Shell(nothing!));
        }

        Assert.ThrowsExactly<ArgumentNullException>(() => image.WriteText(null!, "/x"));
        Assert.ThrowsExactly<ArgumentNullException>(() => image.AddLine((string)null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => image.AddLine((Instruction)null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => image.AddLines(null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => image.AddLines(["USER app", null!]));
        Assert.ThrowsExactly<ArgumentException>(() => RunInstruction.FromCommand(["echo", null!]));
        Assert.HasCount(1, image.Lines);
    }

    [TestMethod]
    public void Dispose_succeeds_if_the_temporary_context_was_already_deleted()
    {
        var image = new ImageBuilder("scratch");
        Directory.Delete(image.Context);
        image.Dispose();
        image.Dispose();
    }

    [TestMethod]
    public void Base_directory_and_context_can_be_different_folders()
    {
        using var folder = new TemporaryFolder();
        folder.Write("context/conf/shop.conf", "1");
        folder.Write("base/conf/other.conf", "2");
        var (context, directory) = (Path.Combine(folder.Path, "context"), Path.Combine(folder.Path, "base"));
        using var image = new ImageBuilder("scratch", baseDirectory: directory, context: context);

        image.Copy("conf/shop.conf", "/etc/");
        image.Copy(Path.Combine(directory, "conf"), "/etc/shop/");
        Assert.AreEqual("COPY conf/shop.conf /etc/|COPY conf /etc/shop/", string.Join("|", image.Lines.Skip(1)));
        Assert.AreEqual((directory, context), (image.BaseDirectory, image.Context));
        Assert.Contains(
            Path.Combine(context, "conf", "other.conf"),
            Assert.ThrowsExactly<FileNotFoundException>(() => image.Copy("conf/other.conf", "/etc/")).Message
        );
        Assert.ThrowsExactly<ArgumentException>(() => image.Copy(Path.Combine(context, "conf"), "/etc/"));
    }

    [TestMethod]
    public async Task Copied_Dockerfile_does_not_replace_the_generated_Dockerfile()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Dockerfile", "FROM nonsense");
        using var faulty = new FaultyEngine();
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        using var image = new ImageBuilder("scratch", baseDirectory: folder.Path) { Engine = engine };
        image.Copy("Dockerfile", "/the/");

        var sent = await SendAsync(faulty, image);

        Assert.Contains("FROM nonsense", sent);
        Assert.Contains("FROM scratch\nCOPY Dockerfile /the/\n", sent);
        Assert.Contains(
            "dockerfile=.dockerfile.outside",
            faulty.Requests.Single(request => request.StartsWith("POST /build", StringComparison.Ordinal))
        );
    }

    [TestMethod]
    public async Task Ignore_file_of_the_callers_context_applies_and_the_folder_is_unchanged()
    {
        using var folder = new TemporaryFolder();
        folder.Write("shop.conf", "one");
        folder.Write("notes.txt", "two");
        folder.Write(".dockerignore", "*\n!shop.conf\n");
        using var faulty = new FaultyEngine();
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        using var image = new ImageBuilder("scratch", context: folder.Path) { Engine = engine };
        image.Copy("shop.conf", "/etc/");
        image.WriteText("three", "/text");

        var sent = await SendAsync(faulty, image);

        Assert.Contains("shop.conf\0", sent);
        Assert.Contains("three", sent);
        Assert.DoesNotContain("notes.txt", sent);
        Assert.AreEqual(
            ".dockerignore notes.txt shop.conf",
            string.Join(
                " ",
                Directory
                    .GetFileSystemEntries(folder.Path)
                    .Select(path => Path.GetFileName(path))
                    .OrderBy(name => name, StringComparer.Ordinal)
            )
        );
    }

    [TestMethod]
    public async Task Disposed_ImageBuilder_throws_ObjectDisposedException()
    {
        var image = new ImageBuilder("scratch");
        image.AddLine("USER app");
        image.Dispose();
        image.Dispose();

        Assert.ThrowsExactly<ObjectDisposedException>(() => image.Copy(".", "/x"));
        Assert.ThrowsExactly<ObjectDisposedException>(() => image.WriteText("a", "/x"));
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => image.BuildAsync());
        image.HasLine("USER app");
    }

    // Returns the build context of a build. The engine answers with an error, because the image is not needed.
    private static async Task<string> SendAsync(FaultyEngine faulty, ImageBuilder image)
    {
        FaultyEngine.Exchange? build = null;
        faulty.On(
            "POST /build",
            exchange =>
            {
                build = exchange;
                return exchange.AnswerAsync("500 Internal Server Error", "{}");
            }
        );
        await Assert.ThrowsExactlyAsync<ImageBuildException>(() => image.BuildAsync());
        return build!.Body;
    }
}
