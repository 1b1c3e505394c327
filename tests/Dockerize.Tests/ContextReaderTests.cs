using System.Net.Sockets;

namespace Dockerize.Tests;

/// <summary>The files of a user's folder that are part of the build context.</summary>
[TestClass]
public sealed class ContextReaderTests
{
    [TestMethod]
    [DataRow("node_modules", false)]
    [DataRow("node_modules\n!src/keep", false)]
    [DataRow("node_modules\n!node_module", false)]
    [DataRow("node_modules\n!src/**/*.cs", false)]
    [DataRow("node_modules\n!node_modules/keep", true)]
    [DataRow("node_modules\n!node_mod*/keep", true)]
    [DataRow("node_modules\n!node_modules/keep/*", true)]
    [DataRow("node_modules\n!**/keep", true)]
    public void Excluded_folder_is_searched_only_if_an_exception_can_match_inside(string patterns, bool isSearched) =>
        Assert.AreEqual(isSearched, DockerIgnore.Parse(patterns, "x").MayIncludeBelow("node_modules"));

    [TestMethod]
    public void Ignore_file_of_a_Dockerfile_in_a_subfolder_is_used()
    {
        using var folder = new TemporaryFolder();
        foreach (var path in new[] { "a", "b", "docker/My.Dockerfile" })
            folder.Write(path, path);
        folder.Write(".dockerignore", "a");
        folder.Write("docker/My.Dockerfile.dockerignore", "b\r\n**/.dockerignore\r\ndocker");

        var files = ContextReader.Read(folder.Path, Path.Combine(folder.Path, "docker", "My.Dockerfile"));
        Assert.AreEqual("a docker/My.Dockerfile", Paths(files));
    }

    [TestMethod]
    [DataRow("*.log", "b", true, ".dockerignore Dockerfile Dockerfile.dockerignore a", false)]
    [DataRow("*.log", "b", false, "Dockerfile Dockerfile.dockerignore a", false)]
    [DataRow("*", "b\n.dockerignore", true, "Dockerfile Dockerfile.dockerignore a", false)]
    [DataRow("*.log", "b\nDockerfile*\n.dockerignore", true, "Dockerfile a", true)]
    [DataRow("*.log", "b\nDockerfile*", true, ".dockerignore Dockerfile a", true)]
    [DataRow("*.log", "b\nDockerfile*", false, "Dockerfile a", true)]
    public void Ignore_file_of_the_Dockerfile_overrides_the_ignore_file_of_the_folder(
        string usual,
        string own,
        bool hasUsual,
        string expected,
        bool hidesDockerfile
    )
    {
        using var folder = new TemporaryFolder();
        foreach (var path in new[] { "a", "b" })
            folder.Write(path, path);
        var dockerfile = folder.Write("Dockerfile", "FROM x\n");
        folder.Write("Dockerfile.dockerignore", own);
        if (hasUsual)
            folder.Write(".dockerignore", usual);

        var files = ContextReader.Read(folder.Path, dockerfile);
        var context = BuildContext.Create("FROM x\n", files, dockerfile);

        Assert.AreEqual(expected, Paths(files));
        Assert.AreEqual(hidesDockerfile, context.HidesDockerfile);
        using var saved = new TemporaryFolder();
        context.Save(Path.Combine(saved.Path, "context"), Path.Combine(saved.Path, "record"));
        if (!hidesDockerfile)
            return;
        var sent = DockerIgnore.Parse(File.ReadAllText(Path.Combine(saved.Path, "context", ".dockerignore")), "x");
        Assert.AreEqual(
            "True True True False",
            string.Join(
                ' ',
                sent.Excludes("Dockerfile"),
                sent.Excludes(".dockerignore"),
                sent.Excludes("b"),
                sent.Excludes("a")
            ),
            "the patterns for the engine"
        );
    }

#if NET // .NET Framework has no TarReader.
    [TestMethod]
    [DataRow("b", true, ".dockerignore=**/Dockerfile*|Dockerfile.dockerignore=b|Dockerfile=FROM x|a=a")]
    [DataRow("b", false, "Dockerfile.dockerignore=b|Dockerfile=FROM x|a=a")]
    [DataRow("b\n.dockerignore\n*.dockerignore", true, "Dockerfile=FROM x|a=a")]
    public void Ignore_file_of_the_folder_is_sent_unchanged_to_BuildKit(string own, bool hasUsual, string expected)
    {
        using var folder = new TemporaryFolder();
        foreach (var path in new[] { "a", "b" })
            folder.Write(path, path);
        var dockerfile = folder.Write("Dockerfile", "FROM x");
        folder.Write("Dockerfile.dockerignore", own);
        if (hasUsual)
            folder.Write(".dockerignore", "**/Dockerfile*");

        var context = BuildContext.Create("FROM x", ContextReader.Read(folder.Path, dockerfile), dockerfile);

        Assert.IsFalse(context.HidesDockerfile);
        Assert.AreEqual(expected, string.Join('|', Sent(context)));
        Assert.AreEqual(
            hasUsual && own == "b" ? ".dockerignore=b" : null,
            Sent(context.ForClassicBuilder())
                .FirstOrDefault(entry => entry.StartsWith(".dockerignore=", StringComparison.Ordinal)),
            "the ignore file for the classic builder"
        );
    }

    private static List<string> Sent(BuildContext context)
    {
        using var tar = new System.Formats.Tar.TarReader(context.OpenTar());
        var sent = new List<string>();
        while (tar.GetNextEntry(copyData: true) is { } entry)
            sent.Add($"{entry.Name}={new StreamReader(entry.DataStream!).ReadToEnd()}");
        return [.. sent.Order(StringComparer.Ordinal)];
    }
#endif

    [TestMethod]
    public void Build_outputs_and_their_folders_are_not_part_of_the_context()
    {
        using var folder = new TemporaryFolder();
        var dockerfile = folder.Write("Dockerfile", "FROM x\n");
        folder.Write("obj/app.dll", "");
        folder.Write("empty/folder/a.log", "");
        folder.Write(".dockerignore", "**/*.log");
        string[] outputs =
        [
            Path.Combine(folder.Path, "obj", "docker"),
            Path.Combine(folder.Path, "for CI", "new", "image.json"),
        ];
        var before = Read();

        folder.Write("obj/docker/image.json", "1");
        folder.Write("for CI/new/image.json", "1");

        Assert.AreEqual(".dockerignore Dockerfile empty/folder/ obj/app.dll", before);
        Assert.AreEqual(before, Read());

        string Read() => Paths(ContextReader.Read(folder.Path, dockerfile, outputs));
    }

#if NET // .NET Framework has no API for links, pipes and sockets in folders.
    [TestMethod]
    public void Symbolic_links_are_sent_as_links()
    {
        using var folder = new TemporaryFolder();
        using var outside = new TemporaryFolder();
        folder.Write("real/file", "content");
        outside.Write("not ours", "x");
        foreach (
            var (name, target) in new[]
            {
                ("to file", "real/file"),
                ("to folder", "real"),
                ("dangling", "nothing"),
                ("loop", "."),
                ("out", outside.Path),
                ("ünï", "文件"),
            }
        )
            File.CreateSymbolicLink(Path.Combine(folder.Path, name), target);

        var files = Files(folder);

        Assert.AreEqual("dangling loop out real/file to file to folder ünï", Paths(files));
        Assert.AreEqual(
            $"nothing|.|{outside.Path}||real/file|real|文件",
            string.Join('|', files.Select(file => file.LinkTarget))
        );
        Assert.AreEqual(
            ".dockerignore real/file",
            Paths(Files(folder, "*\n!real")),
            "a pattern excludes the link, but not its target"
        );
    }

    [TestMethod]
    public void Dockerfile_that_is_a_link_is_sent_as_a_file()
    {
        using var folder = new TemporaryFolder();
        using var shared = new TemporaryFolder();
        var dockerfile = Path.Combine(folder.Path, "Dockerfile");
        File.CreateSymbolicLink(dockerfile, shared.Write("Shared.Dockerfile", "FROM x\n"));

        Assert.IsNull(ContextReader.Read(folder.Path, dockerfile).Single().LinkTarget);
    }

    [TestMethod]
    [OSCondition(
        ConditionMode.Exclude,
        OperatingSystems.Windows,
        IgnoreMessage = "Windows has no named pipes in folders."
    )]
    public async Task Sockets_are_skipped_and_named_pipes_are_an_error()
    {
        using var folder = new TemporaryFolder();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder.Path, "socket")));
        folder.Write("empty", "");
        Assert.AreEqual("empty", Paths(Files(folder)));

        var pipe = Path.Combine(folder.Path, "pipe");
        await System.Diagnostics.Process.Start("mkfifo", [pipe])!.WaitForExitAsync();
        var hashing = Task.Run(() => BuildContext.Create("", Files(folder)));
        Assert.AreSame(
            hashing,
            await Task.WhenAny(hashing, Task.Delay(TimeSpan.FromSeconds(30))),
            "the pipe was opened"
        );
        var diagnostic = (await Assert.ThrowsAsync<Exception>(() => hashing)).Diagnostic();
        Assert.AreEqual("DKZ2005", diagnostic.Code);
        StringAssert.Contains(
            diagnostic.Message,
            $"Cannot read '{pipe}', which is part of the build context: the file is a named pipe.",
            StringComparison.Ordinal
        );
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux, IgnoreMessage = "Only Linux can change the user of one thread.")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Unreadable_empty_file_is_an_error_unless_it_is_ignored()
    {
        using var folder = new TemporaryFolder();
        using var image = new ImageBuilder("scratch", baseDirectory: folder.Path);
        var file = folder.Write("locked/file", "");
        File.SetUnixFileMode(file, UnixFileMode.None);
        File.SetUnixFileMode(folder.Path, (UnixFileMode)Convert.ToInt32("755", 8));
        File.SetUnixFileMode(image.Context, (UnixFileMode)Convert.ToInt32("777", 8));

        AsUnprivilegedUser(() =>
        {
            foreach (
                var read in new Action[]
                {
                    () => Files(folder),
                    () => image.Copy("locked", "/x"),
                    () => image.Copy("locked/file", "/x"),
                }
            )
            {
                var diagnostic = Assert.Throws<Exception>(read).Diagnostic();
                Assert.AreEqual("DKZ2005", diagnostic.Code);
                StringAssert.Contains(diagnostic.Message, $"'{file}'", StringComparison.Ordinal);
            }
        });
        folder.Write(".dockerignore", "locked");
        AsUnprivilegedUser(() => Assert.AreEqual(".dockerignore", Paths(Files(folder))));
    }

    // Root can read all files. setfsuid changes the user of one thread.
    private static void AsUnprivilegedUser(Action action) =>
        Task
            .Factory.StartNew(
                () =>
                {
                    _ = SetFileSystemUser(65534);
                    action();
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            )
            .GetAwaiter()
            .GetResult();

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "setfsuid")]
    [System.Runtime.InteropServices.DefaultDllImportSearchPaths(
        System.Runtime.InteropServices.DllImportSearchPath.SafeDirectories
    )]
    private static extern int SetFileSystemUser(uint user);
#endif

    [TestMethod]
    public void Folders_without_files_are_sent_unless_they_are_excluded()
    {
        using var folder = new TemporaryFolder();
        folder.Write("logs/a.log", "");
        folder.Write("out/a.log", "");
        Directory.CreateDirectory(Path.Combine(folder.Path, "empty", "deep"));

        Assert.AreEqual(".dockerignore empty/deep/ logs/", Paths(Files(folder, "**/*.log\nout\n")));
    }

    private static IReadOnlyList<ContextFile> Files(TemporaryFolder folder, string? patterns = null)
    {
        if (patterns is not null)
            folder.Write(".dockerignore", patterns);
        return ContextReader.Read(folder.Path, Path.Combine(folder.Path, "Dockerfile"));
    }

    private static string Paths(IEnumerable<ContextFile> files) =>
        string.Join(' ', files.Select(file => file.Path).Order(StringComparer.Ordinal));
}
