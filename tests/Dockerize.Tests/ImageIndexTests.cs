namespace Dockerize.Tests;

/// <summary>Image indexes, for the answers of Docker with each image store.</summary>
[TestClass]
public sealed class ImageIndexTests
{
    private const string Newest = "Api-Version: 1.51\r\nOSType: linux\r\n";
    private const string Load = "POST /images/load";
    private const string Tag = "POST /images/sha256:";

    private static readonly ImageReference Name = ImageReference.Parse("localhost:5000/shop:1");

    private static readonly string Amd64 = Manifest('a', "amd64");
    private static readonly string Arm64 = Manifest('b', "arm64", "v8");

    // The fields have the order of the specification, as in the indexes of other tools.
    private static readonly string Index =
        """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":["""
        + $"{Child('a', "amd64")},{Child('b', "arm64", "v8")}]}}";

    // The SHA-256 of Index, from sha256sum.
    private const string IndexDigest = "sha256:58a128a46d536d17c69419d406990e23970df5a8cf147be587873ed8d5dc0c2e";

    [TestMethod]
    [DataRow("shop:amd64", "shop:arm64")]
    [DataRow("shop:arm64", "shop:amd64")]
    public async Task Index_contains_the_platform_and_the_digest_of_each_image(params string[] images)
    {
        using var faulty = Docker();
        var archive = "";
        OnLoad(faulty, body => archive = body);
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        var digest = await engine.CreateIndexAsync(Name, images);

        Assert.AreEqual(IndexDigest, digest.ToString());
        Assert.Contains(Index, archive);
        Assert.Contains("blobs/sha256/" + digest.Hex, archive);
        Assert.Contains("""{"imageLayoutVersion":"1.0.0"}""", archive);
        Assert.AreEqual(
            $"POST /images/load?quiet=1|{Tag}{digest.Hex}/tag?repo=localhost%3A5000%2Fshop&tag=1",
            Changes(faulty)
        );
    }

    [TestMethod]
    public async Task Annotations_of_an_index_are_sorted_and_change_its_digest()
    {
        using var faulty = Docker();
        var archive = "";
        OnLoad(faulty, body => archive = body);
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        var annotations = new Dictionary<string, string> { ["b"] = "2", ["a.b"] = "x=\"y\", z" };

        var digest = await engine.CreateIndexAsync(Name, ["shop:amd64", "shop:arm64"], annotations);

        Assert.AreNotEqual(IndexDigest, digest.ToString());
        Assert.Contains(Index[..^1] + ""","annotations":{"a.b":"x=\"y\", z","b":"2"}}""", archive);
    }

    [TestMethod]
    public async Task Index_that_the_engine_already_has_only_gets_the_name()
    {
        using var faulty = Docker();
        faulty.On($"GET /images/{IndexDigest}/json", exchange => exchange.AnswerAsync("200 OK", Inspection("other:1")));
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        await engine.CreateIndexAsync(ImageReference.Parse("shop"), ["shop:amd64", "shop:arm64"]);

        Assert.AreEqual($"POST /images/{IndexDigest}/tag?repo=shop&tag=latest", Changes(faulty));
    }

    [TestMethod]
    public async Task Index_of_an_image_with_several_platforms_contains_the_platforms_of_the_engine()
    {
        using var faulty = Docker();
        var missing = Manifest('c', "s390x").Replace("\"Available\":true", "\"Available\":false");
        var attestation = Manifest('d', "unknown").Replace("\"Kind\":\"image\"", "\"Kind\":\"attestation\"");
        faulty.On(
            "GET /images/shop:all/json",
            exchange => exchange.AnswerAsync("200 OK", Inspection("shop:all", missing, Arm64, attestation, Amd64))
        );
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        Assert.AreEqual(IndexDigest, $"{await engine.CreateIndexAsync(Name, ["shop:all"])}");
    }

    [TestMethod]
    [DataRow("arm64", "")]
    [DataRow("arm64", "v8")]
    public async Task Two_images_of_one_platform_are_an_error_before_anything_is_sent(
        string architecture,
        string variant
    )
    {
        using var faulty = Docker();
        faulty.On(
            "GET /images/shop:2/json",
            exchange => exchange.AnswerAsync("200 OK", Inspection("shop:2", Manifest('c', architecture, variant)))
        );
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        var error = await Assert.ThrowsExactlyAsync<DuplicatePlatformException>(() =>
            engine.CreateIndexAsync(Name, ["shop:arm64", "shop:amd64", "shop:2"])
        );

        Assert.AreEqual("linux/arm64: shop:arm64 shop:2", $"{error.Platform}: {string.Join(' ', error.Images)}");
        Assert.AreEqual("", Changes(faulty));
    }

    [TestMethod]
    public async Task Missing_image_is_an_error_before_anything_is_sent()
    {
        using var faulty = Docker();
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        var error = await Assert.ThrowsExactlyAsync<EngineRefusedException>(() =>
            engine.CreateIndexAsync(Name, ["shop:amd64", "missing:1"])
        );

        Assert.AreEqual("there is no such thing here", error.EngineMessage);
        Assert.AreEqual("", Changes(faulty));
    }

    [TestMethod]
    public async Task Answer_without_a_digest_is_an_error_before_anything_is_sent()
    {
        using var faulty = Docker();
        faulty.Answer("GET /images/shop:2/json", """{"Id":"x","Os":"linux","Architecture":"arm"}""");
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        await Assert.ThrowsExactlyAsync<EngineConnectionException>(() =>
            engine.CreateIndexAsync(Name, ["shop:amd64", "shop:2"])
        );

        Assert.AreEqual("", Changes(faulty));
    }

    [TestMethod]
    [DataRow("1.51", "overlay2", false, "daemon.json")]
    [DataRow("1.41", "overlay2", false, "daemon.json")]
    [DataRow("1.47", "io.containerd.snapshotter.v1", true, "is 1.47, and 1.48 is required")]
    public async Task Engine_that_cannot_store_an_index_is_an_error_before_anything_is_sent(
        string version,
        string driver,
        bool hasStore,
        string advice
    )
    {
        using var faulty = Docker();
        faulty.On(
            "GET /_ping",
            exchange => exchange.AnswerAsync("200 OK", "OK", $"Api-Version: {version}\r\nOSType: linux\r\n")
        );
        faulty.Answer("GET /info", $$"""{"DriverStatus":[["Supports d_type","true"],["driver-type","{{driver}}"]]}""");
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        var error = await Assert.ThrowsExactlyAsync<ImageIndexUnsupportedException>(() =>
            engine.CreateIndexAsync(Name, ["shop:amd64", "shop:arm64"])
        );

        Assert.AreEqual(
            (hasStore, version, faulty.Host),
            (error.HasContainerdStore, $"{error.ApiVersion}", $"{error.Endpoint}")
        );
        Assert.AreEqual("DKZ2030", error.Diagnostic().Code);
        Assert.Contains(advice, error.Diagnostic().Message);
        Assert.AreEqual("GET /_ping HTTP/1.1|GET /info HTTP/1.1", string.Join('|', faulty.Requests));
    }

    [TestMethod]
    public async Task Failed_load_does_not_move_the_tag_and_removes_the_index()
    {
        using var faulty = Docker();
        faulty.Answer(Load, """{"errorDetail":{"message":"the disk is full"},"error":"the disk is full"}""" + "\r\n");
        FindIndexAfterLoad(faulty);
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        var error = await Assert.ThrowsExactlyAsync<EngineRefusedException>(() =>
            engine.CreateIndexAsync(Name, ["shop:amd64", "shop:arm64"])
        );

        Assert.AreEqual("the disk is full", error.EngineMessage);
        Assert.AreEqual($"{Load}?quiet=1|DELETE /images/{IndexDigest}?noprune=1", Changes(faulty));
    }

    [TestMethod]
    public async Task Lost_connection_during_the_load_does_not_move_the_tag()
    {
        using var faulty = Docker();
        faulty.Answer(Load, """{"stream":"Loa""", cut: true);
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        await Assert.ThrowsExactlyAsync<EngineConnectionException>(() =>
            engine.CreateIndexAsync(Name, ["shop:amd64", "shop:arm64"])
        );

        Assert.AreEqual($"{Load}?quiet=1", Changes(faulty));
    }

    [TestMethod]
    public async Task Refused_tag_removes_the_index()
    {
        using var faulty = Docker();
        FindIndexAfterLoad(faulty);
        faulty.On(Tag, exchange => exchange.AnswerAsync("500 Internal Server Error", """{"message":"no"}"""));
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        await Assert.ThrowsExactlyAsync<EngineRefusedException>(() =>
            engine.CreateIndexAsync(Name, ["shop:amd64", "shop:arm64"])
        );

        Assert.EndsWith($"|DELETE /images/{IndexDigest}?noprune=1", Changes(faulty));
    }

    [TestMethod]
    public async Task Canceling_during_the_load_does_not_move_the_tag_and_removes_the_index()
    {
        using var faulty = Docker();
        using var cancel = new CancellationTokenSource();
        FindIndexAfterLoad(faulty, cancel.Cancel);
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            engine.CreateIndexAsync(Name, ["shop:amd64", "shop:arm64"], cancellationToken: cancel.Token)
        );

        Assert.AreEqual($"{Load}?quiet=1|DELETE /images/{IndexDigest}?noprune=1", Changes(faulty));
    }

    [TestMethod]
    public async Task Invalid_arguments_are_errors_before_anything_is_sent()
    {
        using var faulty = Docker();
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        foreach (var images in new string[][] { [], ["shop:1", " "], ["../containers"] })
        {
            var error = await Assert.ThrowsExactlyAsync<ArgumentException>(() => engine.CreateIndexAsync(Name, images));
            Assert.AreEqual("images", error.ParamName);
        }

        var pinned = ImageReference.Parse($"shop@{IndexDigest}");
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => engine.CreateIndexAsync(pinned, ["shop:1"]));
        Assert.AreEqual("GET /_ping HTTP/1.1", string.Join('|', faulty.Requests));
    }

    // Returns an engine with containerd's image store and two images.
    private static FaultyEngine Docker()
    {
        var faulty = new FaultyEngine();
        faulty.On("GET /_ping", exchange => exchange.AnswerAsync("200 OK", "OK", Newest));
        faulty.Answer("GET /info", """{"DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]]}""");
        faulty.Answer("GET /images/shop:amd64/json?manifests=1", Inspection("shop:amd64", Amd64));
        faulty.Answer("GET /images/shop:arm64/json?manifests=1", Inspection("shop:arm64", Arm64));
        faulty.Answer(Load, """{"stream":"Loaded image ID"}""" + "\r\n");
        faulty.On(Tag, exchange => exchange.AnswerAsync("201 Created", ""));
        return faulty;
    }

    // The body is passed on before the response, after which the client no longer waits.
    private static void OnLoad(FaultyEngine faulty, Action<string> read) =>
        faulty.On(
            Load,
            async exchange =>
            {
                await exchange.ReadBodyAsync();
                read(exchange.Body);
                await exchange.BeginAsync();
                await exchange.SayAsync("""{"stream":"Loaded image ID"}""" + "\r\n");
                await exchange.EndAsync();
            }
        );

    // The engine has the index without a name as soon as a load has begun.
    private static void FindIndexAfterLoad(FaultyEngine faulty, Action? whenFound = null)
    {
        faulty.On(
            $"GET /images/{IndexDigest}/json",
            exchange =>
                faulty.Requests.Any(request => request.StartsWith(Load, StringComparison.Ordinal))
                    ? exchange.AnswerAsync("200 OK", Inspection())
                    : exchange.AnswerAsync("404 Not Found", """{"message":"No such image"}""")
        );
        faulty.Answer("DELETE /images/sha256:", "[]");
        if (whenFound is null)
            return;

        faulty.On(
            Load,
            async exchange =>
            {
                whenFound();
                await exchange.AnswerAsync("200 OK", """{"stream":"Loaded image ID"}""" + "\r\n");
            }
        );
    }

    // The requests that change the engine, without the protocol.
    private static string Changes(FaultyEngine faulty) =>
        string.Join(
            '|',
            faulty
                .Requests.Where(request => !request.StartsWith("GET ", StringComparison.Ordinal))
                .Select(request => request.Replace(" HTTP/1.1", ""))
        );

    private static string Inspection(string tag = "", params string[] manifests)
    {
        var tags = tag.Length > 0 ? $"\"{tag}\"" : "";
        var id = new string('e', 64);
        return $$"""
            {"Id":"sha256:{{id}}","RepoTags":[{{tags}}],"Os":"linux","Architecture":"amd64",
            "Manifests":[{{string.Join(',', manifests)}}]}
            """;
    }

    private static string Manifest(char digest, string architecture, string variant = "") =>
        """{"Available":true,"Kind":"image","Descriptor":{"""
        + Descriptor(digest)
        + """},"ImageData":{"Platform":"""
        + Platform(architecture, variant)
        + "}}";

    private static string Child(char digest, string architecture, string variant = "") =>
        $"{{{Descriptor(digest)},\"platform\":{Platform(architecture, variant)}}}";

    private static string Descriptor(char digest) =>
        """
            "mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:
            """ + $"{new string(digest, 64)}\",\"size\":531";

    private static string Platform(string architecture, string variant) =>
        $"{{\"architecture\":\"{architecture}\",\"os\":\"linux\""
        + (variant.Length == 0 ? "}" : $",\"variant\":\"{variant}\"}}");
}
