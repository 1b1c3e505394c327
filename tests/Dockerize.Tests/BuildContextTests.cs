using System.Formats.Tar;
using System.Text;
using CsCheck;

namespace Dockerize.Tests;

/// <summary>.NET's own reader, which shares no code with the writer, reads the archives back.</summary>
[TestClass]
public sealed class BuildContextTests
{
    private const UnixFileMode Mode644 =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Mode755 =
        Mode644 | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    [TestMethod]
    public void Archive_starts_with_the_Dockerfile_and_keeps_bytes_and_modes()
    {
        using var folder = new TemporaryFolder();
        var context = BuildContext.Create(
            "FROM x\n",
            [
                new(folder.Write("b", "binary"), "app/srv/b", "app", ContextFile.ExecutableMode),
                new(folder.Write("a", "text"), "app/a.txt", "app", ContextFile.PlainMode),
            ]
        );

        var entries = Read(context.OpenTar());

        Assert.AreEqual(
            "Dockerfile app/ app/a.txt app/srv/ app/srv/b",
            string.Join(' ', entries.Select(entry => entry.Name))
        );
        Assert.AreEqual(
            "FROM x\n|text|binary",
            string.Join('|', entries.Where(entry => entry.EntryType == TarEntryType.RegularFile).Select(Content))
        );
        CollectionAssert.AreEqual(
            new[] { Mode644, Mode755, Mode644, Mode755, Mode755 },
            entries.Select(entry => entry.Mode).ToArray()
        );
        Assert.IsTrue(entries.TrueForAll(entry => entry is { Uid: 0, Gid: 0 }));
        Assert.AreEqual(3, context.FileCount);
        Assert.AreEqual(17, context.Size);
    }

    [TestMethod]
    public void Archive_bytes_do_not_depend_on_file_times_or_folders()
    {
        using var one = new TemporaryFolder();
        using var other = new TemporaryFolder();
        File.SetLastWriteTimeUtc(one.Write("a", "same"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        other.Write("a", "same");

        Assert.AreEqual(Convert.ToHexString(Archive(one)), Convert.ToHexString(Archive(other)));

        static byte[] Archive(TemporaryFolder folder)
        {
            using var bytes = new MemoryStream();
            BuildContext
                .Create("FROM x\n", [new(Path.Combine(folder.Path, "a"), "app/a", "app", ContextFile.PlainMode)])
                .OpenTar()
                .CopyTo(bytes);
            return bytes.ToArray();
        }
    }

    [TestMethod]
    public void Programs_and_scripts_are_executable_regardless_of_the_source_mode()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Shop", "app host");
        folder.Write("tool", [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]);
        folder.Write("start.sh", "#!/bin/sh\n");
        folder.Write("Shop.dll", "MZ");
        folder.Write("empty", "");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(folder.Path, "Shop.dll"), (UnixFileMode)Convert.ToInt32("777", 8));
        var files = Directory
            .GetFiles(folder.Path)
            .Select(file => new PublishedFile(file, Path.GetFileName(file), Layer.App));
        var app = new PublishedApp
        {
            AssemblyName = "Shop",
            FrameworkVersion = "10.0",
            Files = [.. files],
        };

        var entries = Read(
            BuildContext.Create("", AppLayout.Create(app, new ImageAdditions(), new("/app")).Files).OpenTar()
        );

        Assert.AreEqual(
            "app/app/Shop app/app/start.sh app/app/tool",
            string.Join(
                ' ',
                entries
                    .Where(entry => entry.EntryType == TarEntryType.RegularFile && entry.Mode == Mode755)
                    .Select(entry => entry.Name)
            )
        );
    }

    [TestMethod]
    public void Context_digest_depends_only_on_contents_paths_modes_and_link_targets()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a", "content");
        var (same, other) = (folder.Write("same", "content"), folder.Write("other", "Content"));
        File.SetLastWriteTimeUtc(same, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var digest = Digest("FROM x\n", new ContextFile(file, "app/a", "app", ContextFile.PlainMode));

        StringAssert.Matches(digest, new("^sha256:[0-9a-f]{64}$"));
        Assert.AreEqual(digest, Digest("FROM x\n", new ContextFile(same, "app/a", "app", ContextFile.PlainMode)));
        string[] others =
        [
            digest,
            Digest("FROM y\n", new ContextFile(file, "app/a", "app", ContextFile.PlainMode)),
            Digest("FROM x\n", new ContextFile(other, "app/a", "app", ContextFile.PlainMode)),
            Digest("FROM x\n", new ContextFile(file, "app/b", "app", ContextFile.PlainMode)),
            Digest("FROM x\n", new ContextFile(file, "app/a", "app", ContextFile.ExecutableMode)),
            Digest("FROM x\n", new ContextFile(file, "app/a", "app") { LinkTarget = "content" }),
            Digest("FROM x\n", new ContextFile(file, "app/a", "app") { LinkTarget = "other" }),
            Digest(
                "FROM x\n",
                new ContextFile(file, "app/a", "app", ContextFile.PlainMode),
                new ContextFile("b/", "b/", "app", ContextFile.ExecutableMode)
            ),
            BuildContext
                .Create(
                    "content",
                    [new(file, "a", null, ContextFile.PlainMode), new(same, "b", null, ContextFile.PlainMode)],
                    file
                )
                .Digest,
            BuildContext
                .Create(
                    "content",
                    [new(file, "a", null, ContextFile.PlainMode), new(same, "b", null, ContextFile.PlainMode)],
                    same
                )
                .Digest,
        ];
        Assert.HasCount(others.Length, others.Distinct());

        static string Digest(string dockerfile, params ContextFile[] files) =>
            BuildContext.Create(dockerfile, files).Digest;
    }

    [TestMethod]
    public void Contents_of_equal_length_get_different_times_so_that_ETags_differ()
    {
        using var folder = new TemporaryFolder();
        var entries = Read(
            BuildContext
                .Create(
                    "FROM x\n",
                    [
                        new(folder.Write("a", "color: red"), "a", "app", ContextFile.PlainMode),
                        new(folder.Write("b", "color: tan"), "b", "app", ContextFile.PlainMode),
                    ]
                )
                .OpenTar()
        );

        Assert.AreNotEqual(entries[1].ModificationTime, entries[2].ModificationTime);
        Assert.IsTrue(entries.TrueForAll(entry => entry.ModificationTime.Year is >= 2000 and < 2009));
    }

    [TestMethod]
    [DataRow("app/ünïcödé 文件.txt")]
    [DataRow("app/with blank and 'quotes'.txt")]
    [DataRow("app/99/" + "9012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789")]
    [DataRow(
        "app/100/" + "901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901"
    )]
    [DataRow(
        "app/long/文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件.txt"
    )]
    public void Long_and_non_ASCII_names_are_unchanged_in_the_archive(string path)
    {
        using var folder = new TemporaryFolder();

        var entries = Read(
            BuildContext
                .Create("FROM x\n", [new(folder.Write("a", "content"), path, "app", ContextFile.PlainMode)])
                .OpenTar()
        );

        Assert.AreEqual(path, entries[^1].Name);
        Assert.AreEqual("content", Content(entries[^1]));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(511)]
    [DataRow(512)]
    [DataRow(300_000)]
    public void Contents_of_any_length_are_unchanged_in_the_archive(int length)
    {
        using var folder = new TemporaryFolder();
        var content = new string('x', length);

        var entries = Read(
            BuildContext
                .Create("FROM x\n", [new(folder.Write("a", content), "a", "app", ContextFile.PlainMode)])
                .OpenTar()
        );

        Assert.AreEqual(content, Content(entries[^1]));
    }

    [TestMethod]
    [DataRow("longer than before")]
    [DataRow("short")]
    [DataRow("same size!")]
    public void File_that_changes_while_it_is_sent_is_an_error(string changed)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a", "as it was.");
        var context = BuildContext.Create("FROM x\n", [new(file, "a", "app", ContextFile.PlainMode)]);

        File.WriteAllText(file, changed);

        var diagnostic = Assert.Throws<Exception>(() => context.OpenTar().CopyTo(Stream.Null)).Diagnostic();
        Assert.AreEqual("DKZ2006", diagnostic.Code);
        StringAssert.Contains(diagnostic.Message, file, StringComparison.Ordinal);
    }

    [TestMethod]
    public void Contexts_with_the_same_files_read_them_once()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("run", "#!/bin/sh\n");
        var hashes = new ContentHashes(CancellationToken.None);
        var first = BuildContext.Create("FROM x\n", [new(file, "run", "app")], null, hashes);

        File.Delete(file);
        var second = BuildContext.Create("FROM x\n", [new(file, "run", "app")], null, hashes);
        var moved = BuildContext.Create("FROM x\n", [new(file, "start", "app")], null, hashes);

        Assert.AreEqual(first.Digest, second.Digest);
        Assert.AreNotEqual(first.Digest, moved.Digest);
        Assert.AreEqual(first.Size, moved.Size);
    }

    [TestMethod]
    public void Deleted_context_file_is_an_error()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a", "as it was.");
        var context = BuildContext.Create("FROM x\n", [new(file, "a", "app", ContextFile.PlainMode)]);

        File.Delete(file);

        Assert.AreEqual(
            "DKZ2005",
            Assert.Throws<Exception>(() => context.OpenTar().CopyTo(Stream.Null)).Diagnostic().Code
        );
        Assert.AreEqual(
            "DKZ2005",
            Assert
                .Throws<Exception>(() => BuildContext.Create("", [new(file, "a", "app", ContextFile.PlainMode)]))
                .Diagnostic()
                .Code
        );
    }

    [TestMethod]
    public void Symbolic_links_keep_targets_of_any_length()
    {
        var ninetyNine = new string('n', 99);
        var targets = new[]
        {
            "a",
            "../ünï/文件",
            "/etc/passwd",
            ninetyNine,
            ninetyNine + "n",
            string.Join('/', Enumerable.Repeat("文件夹", 90)),
        };

        var entries = Read(
            BuildContext
                .Create(
                    "FROM x\n",
                    targets.Select((target, index) => new ContextFile("x", $"l{index}", "app") { LinkTarget = target })
                )
                .OpenTar()
        );

        Assert.AreEqual(string.Join('|', targets), string.Join('|', entries.Skip(1).Select(entry => entry.LinkName)));
        Assert.IsTrue(
            entries
                .Skip(1)
                .All(entry => entry is { EntryType: TarEntryType.SymbolicLink, Length: 0, Mode: (UnixFileMode)0x1FF })
        );
        Assert.HasCount(
            targets.Length,
            entries.Skip(1).Select(entry => entry.ModificationTime).Distinct(),
            "the time is derived from the target"
        );
    }

    [TestMethod]
    [OSCondition(
        ConditionMode.Exclude,
        OperatingSystems.Windows,
        IgnoreMessage = "On Windows, some of these names are invalid, and links require a privilege."
    )]
    public void Archive_and_saved_context_have_the_files_of_the_folder()
    {
        var part = Gen.OneOf(
                Gen.String[Gen.Char['!', '~'], 1, 12],
                Gen.String[Gen.OneOf('ä', '文', ' ', '\n', '\\', 'x'), 1, 60],
                Gen.OneOf("a", "b", new string('x', 101), new string('y', 250))
            )
            .Select(name => name.Replace('/', '_'))
            .Where(name => name is not ("." or ".."));
        var path = part.Array[1, 3].Select(parts => string.Join('/', parts));
        var file = Gen.Select(path, Gen.Byte.Array[0, 1200], Gen.Int[0, 3], part.Array[1, 3]);

        file.Array[0, 8]
            .Sample(
                files =>
                {
                    using var folder = new TemporaryFolder();
                    foreach (var (name, content, kind, target) in files)
                        Make(Path.Combine(folder.Path, name), content, kind, string.Join('/', target));
                    var context = BuildContext.Create(
                        "FROM x\n",
                        ContextReader.Read(folder.Path, "/elsewhere/Dockerfile")
                    );

                    using var unpacked = new TemporaryFolder();
                    using var saved = new TemporaryFolder();
                    Unpack(context, unpacked.Path);
                    context.Save(Path.Combine(saved.Path, "context"), Path.Combine(saved.Path, "record"));

                    Assert.AreEqual(
                        Listing(unpacked.Path, withTimes: true),
                        Listing(Path.Combine(saved.Path, "context"), withTimes: true)
                    );
                    File.Delete(Path.Combine(unpacked.Path, context.DockerfilePath));
                    File.Delete(Path.Combine(unpacked.Path, ".dockerignore"));
                    Assert.AreEqual(Listing(folder.Path, withTimes: false), Listing(unpacked.Path, withTimes: false));
                },
                iter: 25,
                threads: 1
            );

        static void Make(string path, byte[] content, int kind, string target)
        {
            // Two generated paths can be equal, or one can be inside the other. The first is kept.
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                if (kind == 0)
                    Directory.CreateDirectory(path);
                else if (kind == 1)
                    File.CreateSymbolicLink(path, target);
                else if (!Path.Exists(path))
                    File.WriteAllBytes(path, content);
            }
            catch (IOException) { }
        }
    }

    [TestMethod]
    public void Folder_named_Dockerfile_is_sent_next_to_the_Dockerfile()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Dockerfile/a", "1");
        var context = BuildContext.Create("FROM x\n", ContextReader.Read(folder.Path, "/elsewhere/Dockerfile"));

        Assert.AreEqual(
            ".dockerfile.outside .dockerignore Dockerfile/ Dockerfile/a",
            string.Join(' ', Read(context.OpenTar()).Select(entry => entry.Name))
        );
        Assert.AreEqual(".dockerfile.outside", context.DockerfilePath);
    }

    [TestMethod]
    public void Links_are_not_followed_when_a_context_is_saved()
    {
        using var folder = new TemporaryFolder();
        using var outside = new TemporaryFolder();
        outside.Write("folder/file", "");
        var time = Directory.GetLastWriteTimeUtc(Path.Combine(outside.Path, "folder"));
        File.CreateSymbolicLink(Path.Combine(folder.Path, "out"), outside.Path);
        File.CreateSymbolicLink(Path.Combine(folder.Path, "loop"), ".");
        var context = BuildContext.Create("FROM x\n", ContextReader.Read(folder.Path, "/elsewhere/Dockerfile"));

        using var saved = new TemporaryFolder();
        for (var time2 = 0; time2 < 2; time2++)
            context.Save(Path.Combine(saved.Path, "context"), Path.Combine(saved.Path, "record"));

        Assert.AreEqual(time, Directory.GetLastWriteTimeUtc(Path.Combine(outside.Path, "folder")));
        Assert.IsTrue(File.Exists(Path.Combine(outside.Path, "folder", "file")));
        Assert.AreEqual(outside.Path, new FileInfo(Path.Combine(saved.Path, "context", "out")).LinkTarget);
    }

    [TestMethod]
    [DataRow("Dockerfile")]
    [DataRow("ünï/Dockerfile")]
    [DataRow("文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件/Dockerfile")]
    public void First_archive_entry_has_a_plain_ustar_header(string dockerfile)
    {
        using var folder = new TemporaryFolder();
        var source = folder.Write("a", "FROM x\n");
        var block = new byte[512];
        BuildContext.Create("", [new ContextFile(source, dockerfile)], source).OpenTar().ReadExactly(block);

        Assert.AreEqual("ustar", Encoding.ASCII.GetString(block, 257, 5));
        CollectionAssert.Contains("05"u8.ToArray(), block[156]);
    }

    private static void Unpack(BuildContext context, string folder)
    {
        using var tar = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("tar", ["-x", "-p", "-C", folder]) { RedirectStandardInput = true }
        )!;
        context.OpenTar().CopyTo(tar.StandardInput.BaseStream);
        tar.StandardInput.Close();
        tar.WaitForExit();
        Assert.AreEqual(0, tar.ExitCode);
    }

    private static string Listing(string root, bool withTimes)
    {
        return string.Join(
            '\n',
            Below(new DirectoryInfo(root))
                .Select(entry =>
                    string.Join(
                        '\0',
                        Path.GetRelativePath(root, entry.FullName),
                        entry.LinkTarget
                            ?? (
                                entry is FileInfo file
                                    ? Convert.ToHexString(File.ReadAllBytes(file.FullName))
                                    : "folder"
                            ),
                        withTimes && entry.LinkTarget is null ? entry.UnixFileMode : default,
                        withTimes ? entry.LastWriteTimeUtc : default
                    )
                )
                .Order(StringComparer.Ordinal)
        );

        static IEnumerable<FileSystemInfo> Below(DirectoryInfo folder) =>
            folder
                .GetFileSystemInfos()
                .SelectMany(entry =>
                    entry is DirectoryInfo { LinkTarget: null } inner ? Below(inner).Prepend(entry) : [entry]
                );
    }

    [TestMethod]
    public async Task Canceled_context_creation_stops_within_a_file()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "big");
        using (var file = File.Create(path))
            file.SetLength(1L << 36);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        var reading = Task.Run(
            () =>
                BuildContext.Create(
                    "FROM x\n",
                    [new(path, "big", "app", ContextFile.PlainMode)],
                    cancellationToken: cancellation.Token
                ),
            CancellationToken.None
        );

        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            reading.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None)
        );
    }

    private static List<TarEntry> Read(Stream archive)
    {
        using var reader = new TarReader(archive);
        var entries = new List<TarEntry>();
        while (reader.GetNextEntry(copyData: true) is { } entry)
            entries.Add(entry);
        return entries;
    }

    private static string Content(TarEntry entry)
    {
        if (entry.DataStream is null)
            return "";
        using var reader = new StreamReader(entry.DataStream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
