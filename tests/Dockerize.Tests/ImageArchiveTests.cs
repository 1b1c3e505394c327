using System.IO.Compression;

namespace Dockerize.Tests;

/// <summary>Images that are saved to files.</summary>
[TestClass]
public sealed class ImageArchiveTests : IDisposable
{
    private const string Id = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Other = "sha256:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";

    private readonly TemporaryFolder folder = new();
    private readonly FaultyEngine engine = new();
    private readonly List<string> log = [];

    public ImageArchiveTests()
    {
        HasImage(Id);
        engine.Answer("GET /images/get", ImageTar.Text());
    }

    private int Saves =>
        engine.Requests.Count(request => request.StartsWith("GET /images/get", StringComparison.Ordinal));

    public void Dispose()
    {
        engine.Dispose();
        folder.Dispose();
    }

    [TestMethod]
    [DataRow("image.tar", false)]
    [DataRow("image", false)]
    [DataRow("image.tar.gz", true)]
    [DataRow("image.TGZ", true)]
    public async Task Saved_file_has_the_image_with_all_names(string name, bool isCompressed)
    {
        var path = PathOf($"new/folder/{name}");

        var saved = await SaveAsync(path, "shop:1", "r.io:5000/team/shop");

        Assert.AreEqual(new SavedArchive(path, new FileInfo(path).Length), saved);
        Assert.Contains("GET /images/get?names=shop%3A1&names=r.io%3A5000%2Fteam%2Fshop HTTP/1.1", engine.Requests);
        CollectionAssert.AreEqual(ImageTar.Bytes(), isCompressed ? Unzip(path) : File.ReadAllBytes(path));
        AssertFiles(path);
        Assert.AreEqual(
            $"Saving shop:1, r.io:5000/team/shop to {path}|Saved shop:1, r.io:5000/team/shop to {path} "
                + $"({ByteSize.Format(saved.Size)})",
            string.Join('|', log)
        );
    }

    [TestMethod]
    public async Task Compressed_file_contains_no_time_and_no_name()
    {
        await SaveAsync(PathOf("one.tar.gz"), "shop");
        await SaveAsync(PathOf("two.tar.gz"), "shop");

        var bytes = File.ReadAllBytes(PathOf("one.tar.gz"));
        CollectionAssert.AreEqual(bytes, File.ReadAllBytes(PathOf("two.tar.gz")));
        CollectionAssert.AreEqual(new byte[5], bytes.Skip(3).Take(5).ToArray());
    }

    [TestMethod]
    public async Task Existing_file_is_replaced()
    {
        var path = folder.Write("image.tar", "the previous image");

        await SaveAsync(path, "shop");

        CollectionAssert.AreEqual(ImageTar.Bytes(), File.ReadAllBytes(path));
        AssertFiles(path);
    }

    [TestMethod]
    [DataRow("image.tar")]
    [DataRow("image.tar.gz")]
    public async Task Previous_file_is_kept_when_the_connection_breaks(string name)
    {
        engine.Answer("GET /images/get", ImageTar.Text().Substring(0, 700), cut: true);

        await FailAsync<EngineConnectionException>(name);
    }

    [TestMethod]
    public async Task Incomplete_archive_is_an_error_although_the_response_is_complete()
    {
        engine.Answer("GET /images/get", ImageTar.Text().Substring(0, 1024));

        var failure = await FailAsync<EngineConnectionException>("image.tar");

        Assert.AreEqual("the engine sent only a part of the image", failure.Reason);
    }

    [TestMethod]
    public async Task Error_that_the_engine_writes_into_the_archive_is_reported()
    {
        engine.Answer(
            "GET /images/get",
            ImageTar.Text().Substring(0, 700)
                + """{"errorDetail":{"message":"open layer: no such file"},"error":"open layer: no such file"}"""
                + "\r\n"
        );

        var failure = await FailAsync<EngineRefusedException>("image.tar.gz");

        Assert.AreEqual("open layer: no such file", failure.EngineMessage);
    }

    [TestMethod]
    public async Task Missing_image_is_an_error_with_the_message_of_the_engine()
    {
        engine.On(
            "GET /images/get",
            exchange => exchange.AnswerAsync("404 Not Found", """{"message":"No such image: shop:1"}""")
        );

        var failure = await FailAsync<EngineRefusedException>("image.tar");

        Assert.AreEqual("No such image: shop:1", failure.EngineMessage);
    }

    [TestMethod]
    [DataRow("image.tar")]
    [DataRow("image.tar.gz")]
    public async Task Cancellation_keeps_the_previous_file(string name)
    {
        using var cancel = new CancellationTokenSource();
        engine.On(
            "GET /images/get",
            async exchange =>
            {
                await exchange.BeginAsync();
                await exchange.SayAsync(ImageTar.Text().Substring(0, 700));
                cancel.CancelAfter(TimeSpan.FromMilliseconds(100));
                await exchange.FallSilentAsync();
            }
        );

        await FailAsync<OperationCanceledException>(name, cancel.Token);
    }

    [TestMethod]
    public async Task Name_that_refers_to_another_image_is_an_error()
    {
        HasImage(Other);

        var failure = await FailAsync<ImageReplacedException>("image.tar");

        Assert.AreEqual(("shop:1", Id, Other), (failure.Image.Familiar, failure.Expected, failure.Found));
        Assert.AreEqual("DKZ3007", failure.Diagnostic().Code);
        Assert.AreEqual(0, Saves);
    }

    [TestMethod]
    public async Task Name_that_is_moved_during_the_save_is_an_error()
    {
        engine.On(
            "GET /images/get",
            async exchange =>
            {
                HasImage(Other);
                await exchange.BeginAsync();
                await exchange.SayAsync(ImageTar.Text());
                await exchange.EndAsync();
            }
        );

        await FailAsync<ImageReplacedException>("image.tar");
    }

    [TestMethod]
    public async Task Unchanged_image_is_not_saved_again()
    {
        var path = PathOf("image.tar.gz");
        await SaveIncrementallyAsync(path, "shop:1", "shop:2");
        var time = File.GetLastWriteTimeUtc(path);
        log.Clear();
        var requests = engine.Requests.Count;

        var size = await SaveIncrementallyAsync(path, "shop:1", "shop:2");

        Assert.AreEqual($"{path} is up to date", string.Join('|', log));
        Assert.AreEqual(requests, engine.Requests.Count(request => !request.Contains("_ping")) + 1);
        Assert.AreEqual((new FileInfo(path).Length, time), (size, File.GetLastWriteTimeUtc(path)));
    }

    [TestMethod]
    [DataRow("delete")]
    [DataRow("append")]
    [DataRow("touch")]
    [DataRow("record")]
    [DataRow("names")]
    [DataRow("image")]
    [DataRow("path")]
    public async Task Changed_file_image_or_name_causes_a_save(string change)
    {
        var path = PathOf("image.tar");
        await SaveIncrementallyAsync(path, "shop:1");

        if (change == "delete")
            File.Delete(path);
        if (change == "append")
            File.AppendAllText(path, "x");
        if (change == "touch")
            File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddSeconds(1));
        if (change == "record")
            folder.Write("record.json", "{\"path\":1}");
        if (change == "image")
            HasImage(Other);
        await SaveIncrementallyAsync(
            change == "path" ? PathOf("other.tar") : path,
            change == "names" ? ["shop:1", "shop:2"] : ["shop:1"],
            change == "image" ? Other : Id
        );

        Assert.AreEqual(2, Saves);
        CollectionAssert.AreEqual(ImageTar.Bytes(), File.ReadAllBytes(path));
    }

    [TestMethod]
    [DataRow("file/image.tar", DisplayName = "a file instead of a folder")]
    [DataRow("folder", DisplayName = "a folder instead of the file")]
    public async Task Path_that_cannot_be_written_is_an_error(string path)
    {
        folder.Write("file", "");
        folder.Write("folder/other", "");

        var failure = await Assert.ThrowsExactlyAsync<FileUnwritableException>(() => SaveAsync(PathOf(path), "shop"));

        Assert.AreEqual(PathOf(path), failure.Path);
        Assert.AreEqual("DKZ1002", failure.Diagnostic().Code);
        Assert.AreEqual(0, Saves);
        AssertFiles(PathOf("file"), PathOf("folder/other"));
    }

#if NET
    [TestMethod]
    [OSCondition(OperatingSystems.Linux, IgnoreMessage = "Other systems have no /dev/null.")]
    public async Task Device_is_not_replaced()
    {
        var failure = await Assert.ThrowsExactlyAsync<FileUnwritableException>(() => SaveAsync("/dev/null", "shop"));

        Assert.AreEqual("the file is a device", failure.Reason);
    }
#endif

    [TestMethod]
    public void Request_without_names_or_a_path_is_an_error()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new ImageSaveRequest([], "image.tar"));
        Assert.ThrowsExactly<ArgumentException>(() => new ImageSaveRequest([ImageReference.Parse("shop")], " "));
    }

    [TestMethod]
    public async Task Index_of_Podman_is_not_saved_because_it_would_lose_images()
    {
        engine.On(
            "GET /_ping",
            exchange =>
                exchange.AnswerAsync(
                    "200 OK",
                    "OK",
                    "Api-Version: 1.44\r\nOSType: linux\r\nLibpod-API-Version: 5.8.6\r\n"
                )
        );
        HasImage("sha256:child");
        engine.Answer(
            "GET /v4.0.0/libpod/images/json",
            """[{"Id":"cc","RepoTags":["docker.io/library/shop:latest"],"IsManifestList":true}]"""
        );

        var error = await Assert.ThrowsExactlyAsync<IndexArchiveUnsupportedException>(() =>
            SaveAsync(PathOf("image.tar"), "shop")
        );

        Assert.AreEqual("shop", error.Image);
        AssertFiles();
    }

    private string PathOf(string path) => Path.Combine(folder.Path, path.Replace('/', Path.DirectorySeparatorChar));

    private void HasImage(string id) =>
        engine.On("GET /images/shop:", exchange => exchange.AnswerAsync("200 OK", $$"""{"Id":"{{id}}"}"""));

    private async Task<SavedArchive> SaveAsync(string path, params string[] names)
    {
        using var connection = await DockerEngine.ConnectAsync(engine.Host);
        return await connection.SaveAsync(
            new ImageSaveRequest([.. names.Select(ImageReference.Parse)], path),
            new Lines(log)
        );
    }

    private Task<long> SaveIncrementallyAsync(string path, params string[] names) =>
        SaveIncrementallyAsync(path, names, Id);

    private async Task<long> SaveIncrementallyAsync(string path, string[] names, string id)
    {
        using var connection = await DockerEngine.ConnectAsync(engine.Host);
        var definition = new ArchiveDefinition([.. names.Select(ImageReference.Parse)], path)
        {
            ImageId = id,
            RecordPath = PathOf("record.json"),
        };
        return await connection.Archive.SaveAsync(definition, new Lines(log), CancellationToken.None);
    }

    // Asserts that a failed save changes no file.
    private async Task<T> FailAsync<T>(string name, CancellationToken cancellationToken = default)
        where T : Exception
    {
        var path = folder.Write(name, "the previous image");
        using var connection = await DockerEngine.ConnectAsync(engine.Host, cancellationToken: CancellationToken.None);
        var request = new ImageSaveRequest([ImageReference.Parse("shop:1")], path) { ImageId = Id };

        var failure = await Assert.ThrowsAsync<T>(() =>
            connection.SaveAsync(request, progress: null, cancellationToken)
        );

        AssertFiles(path);
        Assert.AreEqual("the previous image", File.ReadAllText(path));
        return failure;
    }

    private void AssertFiles(params string[] expected) =>
        CollectionAssert.AreEquivalent(expected, Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories));

    private static byte[] Unzip(string path)
    {
        using var file = File.OpenRead(path);
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }

    private sealed class Lines(List<string> lines) : IProgress<ProgressMessage>
    {
        public void Report(ProgressMessage value) => lines.Add(value.Text);
    }
}
