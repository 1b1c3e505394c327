using System.Globalization;
using System.Text;
using Dockerize.Builds.Protobuf;
using Dockerize.Builds.Sessions.FileSync;
using Dockerize.Builds.Sessions.Grpc;

namespace Dockerize.Tests;

/// <summary>The service FileSync of a BuildKit session, with a receiver of these tests.</summary>
[TestClass]
public sealed class FileSyncTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public async Task Files_are_listed_depth_first_and_siblings_in_the_order_of_their_bytes()
    {
        string[] expected =
        [
            "a",
            "a/-",
            "a/b",
            "a/b/c",
            "a/b-",
            "a/z",
            "a!",
            "a-b",
            "a.b",
            "aa",
            "b",
            "é",
            "\uE000",
            "\uFF5E",
            "\U0001F600",
            "\U0001F600/x",
        ];
        var files = expected.Except(["a", "a/b", "\U0001F600"]).Reverse().Select(path => File(path));

        CollectionAssert.AreEqual(expected, await ListAsync(files));
    }

    [TestMethod]
    public async Task List_has_modes_lengths_and_targets_of_the_context_and_owner_0()
    {
        var link = File("link", "text") with { LinkTarget = "füll/data" };
        ContextFile[] files =
        [
            File("füll/data", "12345"),
            File("füll/tool", "#!/bin/sh"),
            File("setuid") with
            {
                Mode = Convert.ToInt32("7751", 8),
            },
            link,
            ContextFile.EmptyFolder("void/"),
        ];
        using var receiver = FileSyncReceiver.For(files);

        var list = await receiver.ReadListAsync();

        const uint link777 = (1u << 27) | 0x1FF;
        // ModeExclusive makes the engine set the time of a folder in each transfer.
        const uint folder755 = (1u << 31) | (1u << 29) | 0x1ED;
        const uint special751 = (1u << 23) | (1u << 22) | (1u << 20) | 0x1E9;
        (string, uint, long, string?)[] expected =
        [
            ("füll", folder755, 0, null),
            ("füll/data", 0x1A4, 5, null),
            ("füll/tool", 0x1ED, 9, null),
            ("link", link777, 10, "füll/data"),
            ("setuid", special751, 0, null),
            ("void", folder755, 0, null),
        ];
        CollectionAssert.AreEqual(expected, list.ConvertAll(stat => (stat.Path, stat.Mode, stat.Size, stat.Link)));
        await receiver.EndAsync();
    }

    [TestMethod]
    public async Task Time_depends_on_the_content_and_has_the_second_of_the_archive()
    {
        ContextFile[] files = [File("a", "one"), File("b", "one"), File("c", "two"), ContextFile.EmptyFolder("d/")];
        using var receiver = FileSyncReceiver.For(files);

        var list = await receiver.ReadListAsync();

        Assert.AreEqual(list[0].Time, list[1].Time);
        Assert.AreNotEqual(list[0].Time, list[2].Time);
        Assert.AreNotEqual(list[0].Time % 1_000_000_000, list[2].Time % 1_000_000_000);
        var archive = FileSyncReceiver.Folder(files).Entries.Select(entry => Seconds(entry.ModificationTime));
        CollectionAssert.AreEqual(
            archive.Take(3).ToArray(),
            list.Take(3).Select(stat => stat.Time / 1_000_000_000).ToArray()
        );
        // An engine that rounds gets the same second.
        Assert.IsTrue(list.TrueForAll(stat => stat.Time % 1_000_000_000 < 500_000_000));
        Assert.AreEqual(Seconds(ArchiveEntry.FolderTime) * 1_000_000_000, list[3].Time);

        static long Seconds(DateTime time) => new DateTimeOffset(time).ToUnixTimeSeconds();
    }

    [TestMethod]
    public async Task Requested_files_are_sent_and_the_others_are_not_read()
    {
        byte[] large = [.. Enumerable.Range(0, 300_001).Select(index => (byte)(index % 251))];
        ContextFile[] files =
        [
            File("empty"),
            File("gone", "x"),
            new(folder.Write("large", large), "large"),
            File("text", "t"),
        ];
        using var receiver = FileSyncReceiver.For(files);
        await receiver.ReadListAsync();
        System.IO.File.Delete(files[1].Source);

        await receiver.RequestAsync(2);
        await receiver.RequestAsync(3);
        await receiver.RequestAsync(0);

        var contents = await receiver.ReadFilesAsync(3);
        CollectionAssert.AreEqual(large, contents[2]);
        Assert.AreEqual("t", Encoding.UTF8.GetString(contents[3]));
        Assert.AreEqual(0, contents[0].Length);
        await receiver.EndAsync();
        Assert.AreEqual("Sent 3 of 4 files, 300 kB, to the engine", receiver.Messages[^1].Text);
    }

    [TestMethod]
    public async Task Requested_files_are_sent_although_the_engine_has_already_finished()
    {
        using var receiver = FileSyncReceiver.For([File("a", "1"), File("b", "2")]);
        await receiver.ReadListAsync();

        await receiver.RequestAsync(1);
        await receiver.RequestAsync(0);
        await receiver.FinishAsync();

        Assert.AreEqual(2, (await receiver.ReadFilesAsync(2)).Count);
        Assert.AreEqual(3, (await receiver.ReadAsync())[1].Value);
        await receiver.Call;
    }

    [TestMethod]
    public async Task Ten_thousand_files_are_sent()
    {
        var source = folder.Write("source", "same");
        var files = Enumerable
            .Range(0, 10_000)
            .Select(index => new ContextFile(
                source,
                string.Format(CultureInfo.InvariantCulture, "{0:d3}/{1}", index % 100, index)
            ));
        using var receiver = FileSyncReceiver.For(files);

        var list = await receiver.ReadListAsync();
        for (var id = 0; id < list.Count; id++)
        {
            if (list[id].Size > 0)
                await receiver.RequestAsync(id);
        }

        var contents = await receiver.ReadFilesAsync(10_000);
        Assert.AreEqual(10_100, list.Count);
        Assert.IsTrue(contents.Values.All(content => Encoding.UTF8.GetString(content) == "same"));
        await receiver.EndAsync();
    }

    [TestMethod]
    [DataRow("a.txt", "a.txt")]
    [DataRow("/a.txt/", "a.txt")]
    [DataRow("dir", "dir dir/b.txt dir/sub dir/sub/c.md")]
    [DataRow("dir/sub", "dir dir/sub dir/sub/c.md")]
    [DataRow("a*.txt", "a.txt")]
    [DataRow("d?r/*.txt", "dir dir/b.txt")]
    [DataRow("d*/sub/[bc].md", "dir dir/sub dir/sub/c.md")]
    [DataRow("missing|*.missing|a.txt/x|../a.txt", "a.txt")]
    [DataRow("link", "dir dir/sub dir/sub/c.md link")]
    [DataRow("to-dir/b.txt", "dir dir/b.txt to-dir")]
    [DataRow("to-dir/b.txt|to-dir/sub/c.md", "dir dir/b.txt dir/sub dir/sub/c.md to-dir")]
    [DataRow("to-*/b.txt", "dir dir/b.txt to-dir")]
    [DataRow("chain/sub", "chain dir dir/sub dir/sub/c.md to-dir")]
    [DataRow("absolute", "a.txt absolute")]
    [DataRow("in/up", "a.txt in in/up")]
    [DataRow("loop/x", "loop loop2")]
    [DataRow("[x].txt", "[x].txt x.txt")]
    [DataRow("!x", "!x")]
    [DataRow("[", "")]
    public async Task Followed_paths_include_matches_and_the_targets_of_links(string paths, string expected)
    {
        ContextFile[] files =
        [
            File("!x"),
            File("[x].txt"),
            File("a.txt"),
            Link("absolute", "/a.txt"),
            Link("chain", "./to-dir"),
            File("dir/b.txt"),
            File("dir/sub/c.md"),
            Link("in/up", "../../../a.txt"),
            Link("link", "dir/sub/c.md"),
            Link("loop", "loop2"),
            Link("loop2", "loop/"),
            Link("to-dir", "dir"),
            File("x.txt"),
        ];

        var list = await ListAsync(files, [.. paths.Split('|').Select(path => ("followpaths", path))]);

        Assert.AreEqual(expected, string.Join(" ", list));
    }

    [TestMethod]
    [DataRow(".")]
    [DataRow("")]
    [DataRow("/")]
    [DataRow("to-root")]
    public async Task Followed_root_includes_all_files(string path)
    {
        ContextFile[] files = [File("a/b"), Link("to-root", "a/..")];

        var list = await ListAsync(files, ("followpaths", "missing"), ("followpaths", path));

        Assert.AreEqual("a a/b to-root", string.Join(" ", list));
    }

    [TestMethod]
    public async Task Links_that_refer_to_each_other_without_end_are_included_once()
    {
        ContextFile[] files = [File("file"), Link("l1", "l2/x"), Link("l2", "l1/y")];

        var list = await ListAsync(files, ("followpaths", "l*/z"));

        Assert.AreEqual("l1 l2", string.Join(" ", list));
    }

    [TestMethod]
    public async Task More_followed_paths_than_the_limit_include_all_files()
    {
        var paths = Enumerable.Range(0, 16_385).Select(index => ("followpaths", $"missing{index}"));

        Assert.AreEqual("file", string.Join(" ", await ListAsync([File("file")], [.. paths])));
        Assert.AreEqual("", string.Join(" ", await ListAsync([File("file")], [.. paths.Skip(1)])));
    }

    [TestMethod]
    [DataRow("exclude-patterns", "**/*.md", "a a/b.txt a/sub c.txt d d/e.txt")]
    [DataRow("exclude-patterns", "a", "c.txt d d/e.txt")]
    [DataRow("exclude-patterns", "**|!a/sub", "a a/sub a/sub/c.md")]
    [DataRow("exclude-patterns", "a|!a/b.txt", "a a/b.txt c.txt d d/e.txt")]
    [DataRow("include-patterns", "**/*.txt", "a a/b.txt c.txt d d/e.txt")]
    [DataRow("include-patterns", "a|!a/sub", "a a/b.txt")]
    [DataRow("include-patterns", "none", "")]
    public async Task Patterns_select_files_and_their_folders(string key, string patterns, string expected)
    {
        ContextFile[] files = [File("a/b.txt"), File("a/sub/c.md"), File("c.txt"), File("d/e.txt")];

        var list = await ListAsync(files, [.. patterns.Split('|').Select(pattern => (key, pattern))]);

        Assert.AreEqual(expected, string.Join(" ", list));
    }

    [TestMethod]
    public async Task Excluded_files_are_hidden_although_they_are_followed()
    {
        ContextFile[] files = [File("a/b"), File("a/c"), File("d")];

        var list = await ListAsync(files, ("followpaths", "a"), ("exclude-patterns", "a/b"));

        Assert.AreEqual("a a/c", string.Join(" ", list));
    }

    [TestMethod]
    [DataRow("followpaths", "a", "a b")]
    [DataRow("include-patterns", "a", "a b")]
    [DataRow("followpaths", ".dockerignore", "")]
    public async Task Complete_folder_is_listed_completely_except_for_the_ignore_file(
        string key,
        string value,
        string expected
    )
    {
        var context = FileSyncReceiver.Folder([File("a"), File("b")]) with { IsComplete = true };
        using var receiver = new FileSyncReceiver([context], metadata: [(key, value)]);

        var list = await receiver.ReadListAsync();

        Assert.AreEqual(expected, string.Join(" ", list.Select(stat => stat.Path)));
        await receiver.EndAsync();
    }

    [TestMethod]
    [DataRow("Größe 1+1.txt")]
    [DataRow("Gr%C3%B6%C3%9Fe+1%2B1.txt", "followpaths-encoded", "1")]
    public async Task Paths_in_UTF_8_and_encoded_paths_are_found(string path, string? key = null, string value = "")
    {
        (string, string)[] metadata = [("followpaths", path), .. key is null ? [] : new[] { (key, value) }];

        CollectionAssert.AreEqual(
            new[] { "Größe 1+1.txt" },
            await ListAsync([File("Größe 1+1.txt"), File("other")], metadata)
        );
    }

    [TestMethod]
    public async Task Request_for_an_unknown_folder_fails()
    {
        using var receiver = new FileSyncReceiver([new("context", [])], "/etc");

        var exception = await Assert.ThrowsExactlyAsync<GrpcException>(() => receiver.Call);

        Assert.AreEqual(GrpcStatus.NotFound, exception.Status);
    }

    [TestMethod]
    public async Task Request_with_an_invalid_pattern_fails()
    {
        using var receiver = FileSyncReceiver.For([File("a")], ("exclude-patterns", "["));

        var exception = await Assert.ThrowsExactlyAsync<GrpcException>(() => receiver.Call);

        Assert.AreEqual(GrpcStatus.InvalidArgument, exception.Status);
    }

    [TestMethod]
    [DataRow("other")]
    [DataRow("longer content")]
    [DataRow("")]
    public async Task File_that_changed_fails_the_call_before_the_file_ends(string changed)
    {
        using var receiver = FileSyncReceiver.For([File("a", "start")]);
        await receiver.ReadListAsync();
        folder.Write("files/a", changed);

        await receiver.RequestAsync(0);

        var exception = await Assert.ThrowsExactlyAsync<FileChangedException>(() => receiver.ReadFilesAsync(1));
        Assert.AreEqual(
            Path.Combine(folder.Path, "files", "a"),
            exception.Path.Replace('/', Path.DirectorySeparatorChar)
        );
    }

    [TestMethod]
    public async Task File_that_vanished_fails_the_call()
    {
        using var receiver = FileSyncReceiver.For([File("a", "start")]);
        await receiver.ReadListAsync();
        System.IO.File.Delete(Path.Combine(folder.Path, "files", "a"));

        await receiver.RequestAsync(0);

        await Assert.ThrowsExactlyAsync<FileUnreadableException>(() => receiver.Call);
    }

    [TestMethod]
    [DataRow(0, "a folder")]
    [DataRow(2, "a link")]
    [DataRow(3, "the end of the list")]
    [DataRow(int.MaxValue, "a large id")]
    [DataRow(1L << 32 | 1, "an id of more than 32 bits")]
    [DataRow(-1L, "an id of 64 bits")]
    public async Task Request_for_anything_but_a_file_fails(long id, string _)
    {
        using var receiver = FileSyncReceiver.For([File("a/b"), Link("c", "a/b")]);
        await receiver.ReadListAsync();

        await receiver.RequestAsync(id);

        await AssertInvalidAsync(receiver);
    }

    [TestMethod]
    public async Task Second_request_for_a_file_fails()
    {
        using var receiver = FileSyncReceiver.For([File("a", "1")]);
        await receiver.ReadListAsync();

        await receiver.RequestAsync(0);
        await receiver.RequestAsync(0);

        await AssertInvalidAsync(receiver);
    }

    [TestMethod]
    [DataRow(new byte[] { }, "a description of a file")]
    [DataRow(new byte[] { 0x08, 2 }, "content")]
    [DataRow(new byte[] { 0x08, 9 }, "an unknown type")]
    public async Task Packet_of_a_type_that_only_the_sender_uses_fails(byte[] packet, string _)
    {
        using var receiver = FileSyncReceiver.For([File("a")]);

        await receiver.SendAsync(packet);

        await AssertInvalidAsync(receiver);
    }

    [TestMethod]
    [DataRow(new byte[] { 0x08 })]
    [DataRow(new byte[] { 0x22, 0xFF, 0xFF, 0xFF, 0xFF, 0x07 })]
    [DataRow(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    public async Task Packet_that_is_not_a_valid_message_fails(byte[] packet)
    {
        using var receiver = FileSyncReceiver.For([File("a")]);

        await receiver.SendAsync(packet);

        await Assert.ThrowsExactlyAsync<InvalidMessageException>(() => receiver.Call);
    }

    [TestMethod]
    public async Task Packet_that_is_too_long_fails()
    {
        using var receiver = FileSyncReceiver.For([File("a")]);

        await receiver.SendBytesAsync([0, 0x7F, 0xFF, 0xFF, 0xFF]);

        var exception = await Assert.ThrowsExactlyAsync<GrpcException>(() => receiver.Call);
        Assert.AreEqual(GrpcStatus.ResourceExhausted, exception.Status);
    }

    [TestMethod]
    public async Task Error_of_the_engine_ends_the_call()
    {
        using var receiver = FileSyncReceiver.For([File("a")]);

        await receiver.SendAsync([0x08, 4, 0x22, 1, (byte)'x']);

        var exception = await Assert.ThrowsExactlyAsync<GrpcException>(() => receiver.Call);
        Assert.AreEqual(GrpcStatus.Unknown, exception.Status);
    }

    [TestMethod]
    public async Task End_of_the_request_without_the_last_packet_fails()
    {
        using var receiver = FileSyncReceiver.For([File("a")]);
        await receiver.ReadListAsync();

        receiver.EndRequest();

        await AssertInvalidAsync(receiver);
    }

    [TestMethod]
    public async Task Cancellation_ends_a_call_that_waits_for_requests()
    {
        using var receiver = FileSyncReceiver.For([File("a")]);
        await receiver.ReadListAsync();

        receiver.Cancel();

        await Assert.ThrowsAsync<OperationCanceledException>(() => receiver.Call);
    }

    [TestMethod]
    [DataRow("exclude-patterns")]
    [DataRow("followpaths")]
    public void Cancellation_ends_the_selection_of_files(string key)
    {
        var call = new GrpcCall([new(key, "b")], Stream.Null);
        var files = new SyncFolder(FileSyncReceiver.Folder([File("a")]));

        Assert.ThrowsExactly<OperationCanceledException>(() =>
            SyncRequest.Read(call).Select(files, new CancellationToken(canceled: true))
        );
    }

    private static async Task AssertInvalidAsync(FileSyncReceiver receiver)
    {
        var exception = await Assert.ThrowsExactlyAsync<GrpcException>(() => receiver.Call);
        Assert.AreEqual(GrpcStatus.InvalidArgument, exception.Status);
    }

    private static async Task<string[]> ListAsync(IEnumerable<ContextFile> files, params (string, string)[] metadata)
    {
        using var receiver = FileSyncReceiver.For(files, metadata);
        var list = await receiver.ReadListAsync();
        await receiver.EndAsync();
        return [.. list.Select(stat => stat.Path)];
    }

    private ContextFile File(string path, string content = "") => new(folder.Write("files/" + path, content), path);

    private static ContextFile Link(string path, string target) => new(path, path) { LinkTarget = target };
}
