using System.Formats.Tar;
using System.Text;

namespace Dockerize.Tests;

/// <summary>Archives are read back with .NET's own reader, which shares nothing with the writer.</summary>
[TestClass]
public sealed class BuildContextTests
{
    private const UnixFileMode Mode644 = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Mode755 = Mode644 | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    [TestMethod]
    public void The_archive_has_the_Dockerfile_first_then_folders_and_files_with_their_bytes_and_modes()
    {
        using var folder = new TemporaryFolder();
        var context = BuildContext.Create("FROM x\n",
        [
            new(folder.Write("b", "binary"), "app/srv/b", "app", ContextFile.ExecutableMode),
            new(folder.Write("a", "text"), "app/a.txt", "app", ContextFile.PlainMode),
        ]);

        var entries = Read(context.OpenTar());

        Assert.AreEqual("Dockerfile app/ app/a.txt app/srv/ app/srv/b", string.Join(' ', entries.Select(entry => entry.Name)));
        Assert.AreEqual("FROM x\n|text|binary", string.Join('|', entries.Where(entry => entry.EntryType == TarEntryType.RegularFile).Select(Content)));
        CollectionAssert.AreEqual(new[] { Mode644, Mode755, Mode644, Mode755, Mode755 }, entries.Select(entry => entry.Mode).ToArray());
        Assert.IsTrue(entries.TrueForAll(entry => entry is { Uid: 0, Gid: 0 }));
        Assert.AreEqual(3, context.FileCount);
        Assert.AreEqual(17, context.Size);
    }

    [TestMethod]
    public void The_bytes_depend_on_content_alone()
    {
        using var one = new TemporaryFolder();
        using var other = new TemporaryFolder();
        File.SetLastWriteTimeUtc(one.Write("a", "same"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        other.Write("a", "same");

        Assert.AreEqual(Convert.ToHexString(Archive(one)), Convert.ToHexString(Archive(other)));

        static byte[] Archive(TemporaryFolder folder)
        {
            using var bytes = new MemoryStream();
            BuildContext.Create("FROM x\n", [new(Path.Combine(folder.Path, "a"), "app/a", "app", ContextFile.PlainMode)]).OpenTar().CopyTo(bytes);
            return bytes.ToArray();
        }
    }

    [TestMethod]
    public void The_digest_changes_with_every_byte_path_and_mode_and_with_nothing_else()
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
            Digest("FROM x\n", new ContextFile(file, "app/a", "app", ContextFile.PlainMode), new ContextFile("b/", "b/", "app", ContextFile.ExecutableMode)),
            BuildContext.Create("content", [new(file, "a", null, ContextFile.PlainMode), new(same, "b", null, ContextFile.PlainMode)], file).Digest,
            BuildContext.Create("content", [new(file, "a", null, ContextFile.PlainMode), new(same, "b", null, ContextFile.PlainMode)], same).Digest,
        ];
        Assert.HasCount(others.Length, others.Distinct());

        static string Digest(string dockerfile, params ContextFile[] files) => BuildContext.Create(dockerfile, files).Digest;
    }

    [TestMethod]
    public void Two_contents_of_equal_length_have_different_times_so_that_ETags_differ()
    {
        using var folder = new TemporaryFolder();
        var entries = Read(BuildContext.Create("FROM x\n",
        [
            new(folder.Write("a", "color: red"), "a", "app", ContextFile.PlainMode),
            new(folder.Write("b", "color: tan"), "b", "app", ContextFile.PlainMode),
        ]).OpenTar());

        Assert.AreNotEqual(entries[1].ModificationTime, entries[2].ModificationTime);
        Assert.IsTrue(entries.TrueForAll(entry => entry.ModificationTime.Year is >= 2000 and < 2009));
    }

    [TestMethod]
    [DataRow("app/ünïcödé 文件.txt")]
    [DataRow("app/with blank and 'quotes'.txt")]
    [DataRow("app/99/" + "9012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789")]
    [DataRow("app/100/" + "901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901")]
    [DataRow("app/long/文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件文件.txt")]
    public void Long_and_non_ASCII_names_survive(string path)
    {
        using var folder = new TemporaryFolder();

        var entries = Read(BuildContext.Create("FROM x\n", [new(folder.Write("a", "content"), path, "app", ContextFile.PlainMode)]).OpenTar());

        Assert.AreEqual(path, entries[^1].Name);
        Assert.AreEqual("content", Content(entries[^1]));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(511)]
    [DataRow(512)]
    [DataRow(300_000)]
    public void Contents_of_any_length_survive(int length)
    {
        using var folder = new TemporaryFolder();
        var content = new string('x', length);

        var entries = Read(BuildContext.Create("FROM x\n", [new(folder.Write("a", content), "a", "app", ContextFile.PlainMode)]).OpenTar());

        Assert.AreEqual(content, Content(entries[^1]));
    }

    [TestMethod]
    [DataRow("longer than before")]
    [DataRow("short")]
    [DataRow("same size!")]
    public void A_file_that_changes_while_it_is_sent_is_an_error_and_no_image(string changed)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a", "as it was.");
        var context = BuildContext.Create("FROM x\n", [new(file, "a", "app", ContextFile.PlainMode)]);

        File.WriteAllText(file, changed);

        var diagnostic = Assert.ThrowsExactly<DockerizeException>(() => context.OpenTar().CopyTo(Stream.Null)).Diagnostic;
        Assert.AreEqual("DKZ2006", diagnostic.Code);
        StringAssert.Contains(diagnostic.Message, file, StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_file_that_vanishes_is_an_error_that_names_it()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a", "as it was.");
        var context = BuildContext.Create("FROM x\n", [new(file, "a", "app", ContextFile.PlainMode)]);

        File.Delete(file);

        Assert.AreEqual("DKZ2005", Assert.ThrowsExactly<DockerizeException>(() => context.OpenTar().CopyTo(Stream.Null)).Diagnostic.Code);
        Assert.AreEqual("DKZ2005", Assert.ThrowsExactly<DockerizeException>(() => BuildContext.Create("", [new(file, "a", "app", ContextFile.PlainMode)])).Diagnostic.Code);
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
