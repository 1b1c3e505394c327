using System.Text.RegularExpressions;

namespace Dockerize.Tests;

/// <summary>The requests of API calls.</summary>
[TestClass]
public sealed class EngineApiTests
{
    private const string Id = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    [TestMethod]
    [DataRow("r.io:5000/team/shop:1", "GET /images/r.io:5000/team/shop:1/json HTTP/1.1")]
    [DataRow("shop@sha256:00", "GET /images/shop@sha256:00/json HTTP/1.1")]
    [DataRow("shop?all=1#x", "GET /images/shop%3Fall%3D1%23x/json HTTP/1.1")]
    [DataRow("a b%2f", "GET /images/a%20b%252f/json HTTP/1.1")]
    public async Task Image_names_in_request_paths_are_escaped(string image, string expected)
    {
        using var faulty = new FaultyEngine();
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        Assert.IsNull(await engine.InspectAsync(image));

        Assert.AreEqual(expected, faulty.Requests.Last());
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("..")]
    [DataRow("../containers")]
    [DataRow("../containers/json?all=1#")]
    [DataRow("shop/./x")]
    [DataRow("shop//x")]
    public async Task Image_names_that_lead_to_another_path_are_rejected(string image)
    {
        using var faulty = new FaultyEngine();
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        foreach (
            var call in new Func<Task>[]
            {
                () => engine.InspectAsync(image),
                () => engine.TagAsync(image, ImageReference.Parse("shop")),
                () => engine.RemoveImageAsync(image),
            }
        )
        {
            Assert.AreEqual("image", (await Assert.ThrowsExactlyAsync<ArgumentException>(call)).ParamName);
        }

        Assert.AreEqual("GET /_ping HTTP/1.1", string.Join(' ', faulty.Requests));
    }

    [TestMethod]
    public async Task Every_call_after_Dispose_throws_ObjectDisposedException()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Dockerfile", "FROM scratch\n");
        using var faulty = new FaultyEngine();
        var engine = await DockerEngine.ConnectAsync(faulty.Host);
        engine.Dispose();
        engine.Dispose();
        using var builder = new ImageBuilder("scratch") { Engine = engine };
        var shop = ImageReference.Parse("shop");

        foreach (
            var call in new Func<Task>[]
            {
                () => engine.InspectAsync("shop"),
                () => engine.TagAsync("shop", shop),
                () => engine.RemoveImageAsync("shop"),
                () => engine.SaveAsync("shop", new MemoryStream()),
                () => engine.CreateIndexAsync(shop, ["shop:1"]),
                () => engine.ListImagesAsync(),
                () => engine.GetVersionAsync(),
                () => engine.EnsureImageAsync(new(shop)),
                () => engine.PullAsync(new(shop)),
                () => engine.PushAsync(new(shop)),
                () => engine.BuildAsync(new(folder.Path)),
                () => builder.BuildAsync(),
            }
        )
        {
            var exception = await Assert.ThrowsExactlyAsync<ObjectDisposedException>(call);
            Assert.AreEqual(nameof(DockerEngine), exception.ObjectName);
        }

        Assert.HasCount(1, faulty.Requests);
    }

    [TestMethod]
    public async Task Images_are_listed_with_their_names()
    {
        using var faulty = new FaultyEngine();
        faulty.Answer(
            "GET /images/json",
            $$"""
            [{"Id":"{{Id}}","ParentId":"","RepoTags":["shop:1","shop:2"],"Size":7,"Created":86400},
             {"Id":"sha256:b","RepoTags":["<none>:<none>"],"Created":0},{"Id":"sha256:c","RepoTags":null}]
            """
        );
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        var images = await engine.ListImagesAsync();

        Assert.AreEqual(
            $"{Id} shop:1 shop:2|sha256:b |sha256:c ",
            string.Join('|', images.Select(image => $"{image.Id} {string.Join(' ', image.Tags)}"))
        );
        Assert.AreEqual(
            (7, new DateTimeOffset(1970, 1, 2, 0, 0, 0, TimeSpan.Zero)),
            (images[0].Size, images[0].Created)
        );
    }

    [TestMethod]
    public async Task Saved_image_has_the_bytes_that_the_engine_sent()
    {
        using var faulty = new FaultyEngine();
        faulty.Answer("GET /images/get?names=shop%3A1", ImageTar.Text());
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        using var archive = new MemoryStream();
        using var ofNames = new MemoryStream();

        await engine.SaveAsync("shop:1", archive);
        await engine.SaveAsync([ImageReference.Parse("shop:1"), ImageReference.Parse("shop:2")], ofNames);

        CollectionAssert.AreEqual(ImageTar.Bytes(), archive.ToArray());
        CollectionAssert.AreEqual(ImageTar.Bytes(), ofNames.ToArray());
        Assert.AreEqual("GET /images/get?names=shop%3A1&names=shop%3A2 HTTP/1.1", faulty.Requests.Last());
    }

    [TestMethod]
    public async Task Saving_an_image_fails_when_the_connection_is_lost()
    {
        using var faulty = new FaultyEngine();
        faulty.Answer("GET /images/get", "an archive", cut: true);
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        await Assert.ThrowsExactlyAsync<EngineConnectionException>(() =>
            engine.SaveAsync("shop:1", new MemoryStream())
        );
    }

    [TestMethod]
    public async Task Failed_write_of_a_saved_image_is_not_a_connection_error()
    {
        using var faulty = new FaultyEngine();
        faulty.Answer("GET /images/get", "an archive");
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        var failure = await Assert.ThrowsExactlyAsync<DockerizeException>(() =>
            engine.SaveAsync("shop:1", new FullDisk())
        );

        Assert.Contains("the disk is full", failure.Message);
    }

    [TestMethod]
    public async Task Removing_an_image_reports_why_the_engine_refused()
    {
        using var faulty = new FaultyEngine();
        faulty.On(
            "DELETE /images/shop:1?force=1",
            exchange => exchange.AnswerAsync("409 Conflict", """{"message":"in use"}""")
        );
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        var failure = await Assert.ThrowsExactlyAsync<EngineRefusedException>(() =>
            engine.RemoveImageAsync("shop:1", force: true)
        );

        Assert.AreEqual("in use", failure.EngineMessage);
    }

    [TestMethod]
    public void Api_routes_are_in_one_file()
    {
        var root = typeof(EngineApiTests)
            .Assembly.GetCustomAttributes(false)
            .OfType<System.Reflection.AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "RepositoryRoot")
            .Value!;
        var route = new Regex(@"\$?""(?:_ping|version|build|images/[^""]*|containers/[^""]*|distribution/[^""]*)""");

        var files = Directory
            .EnumerateFiles(Path.Combine(root, "src", "Dockerize"), "*.cs", SearchOption.AllDirectories)
            .Where(file =>
                File.ReadAllText(file) is var text
                && text.Contains("HttpMethod.", StringComparison.Ordinal)
                && route.IsMatch(text)
            )
            .Select(file => Path.GetFileName(file));

        Assert.AreEqual("EngineApi.cs", string.Join(' ', files));
    }

    private sealed class FullDisk : MemoryStream
    {
        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            Task.FromException(new IOException("the disk is full"));
    }
}
