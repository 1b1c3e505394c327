namespace Dockerize.Tests;

/// <summary>Image indexes of Podman, which has its own API for them.</summary>
[TestClass]
public sealed class PodmanIndexTests
{
    private const string Podman = "Api-Version: 1.44\r\nOSType: linux\r\nLibpod-API-Version: 5.8.6\r\n";
    private const string Indexes = "GET /v4.0.0/libpod/images/json?filters=";
    private const string Temporary = "/v4.0.0/libpod/manifests/docker.io/library/shop:dockerize-";
    private const string Digest = "sha256:4840da0930367595dcd384e27d487f5fd1f1f34cda88e51b68b63c10e934f781";

    private static readonly ImageReference Name = ImageReference.Parse("shop:1");
    private static readonly string Amd64 = new('a', 64);
    private static readonly string Arm64 = new('b', 64);

    [TestMethod]
    public async Task Index_is_created_under_a_temporary_name_and_then_gets_its_name()
    {
        using var faulty = Engine();
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        await engine.CreateIndexAsync(Name, ["shop:arm64", "shop:amd64"]);

        var changes = Changes(faulty);
        Assert.HasCount(3, changes);
        Assert.StartsWith($"POST {Temporary}", changes[0]);
        Assert.EndsWith($"?images=sha256%3A{Amd64}&images=sha256%3A{Arm64}", changes[0]);
        Assert.EndsWith("/tag?repo=shop&tag=1", changes[1]);
        Assert.StartsWith($"DELETE {Temporary}", changes[2]);
    }

    [TestMethod]
    public async Task Annotations_are_set_before_the_index_gets_its_name()
    {
        using var faulty = Engine();
        var body = new TaskCompletionSource<string>();
        faulty.On(
            "PUT " + Temporary,
            async exchange =>
            {
                await exchange.AnswerAsync("200 OK", """{"Id":"c"}""");
                body.SetResult(exchange.Body);
            }
        );
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        await engine.CreateIndexAsync(
            Name,
            ["shop:arm64", "shop:amd64"],
            new Dictionary<string, string> { ["a.b"] = "x, y" }
        );

        Assert.AreEqual(
            "POST PUT POST DELETE",
            string.Join(' ', Changes(faulty).Select(change => change.Split(' ')[0]))
        );
        Assert.AreEqual("""{"operation":"annotate","index_annotations":{"a.b":"x, y"}}""", await body.Task);
    }

    [TestMethod]
    public async Task Index_that_has_the_name_already_keeps_it()
    {
        using var faulty = Engine();
        Index(faulty, "docker.io/library/shop:1");
        faulty.Answer(
            "GET /v4.0.0/libpod/manifests/docker.io/library/shop:1/json",
            """{"schemaVersion":2,"manifests":[]}"""
        );
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        await engine.CreateIndexAsync(Name, ["shop:arm64", "shop:amd64"]);

        Assert.DoesNotContain(change => change.Contains("/tag?", StringComparison.Ordinal), Changes(faulty));
        Assert.StartsWith($"DELETE {Temporary}", Changes(faulty)[^1]);
    }

    [TestMethod]
    [DataRow("POST " + Temporary, DisplayName = "an image cannot be added")]
    [DataRow("GET " + Temporary, DisplayName = "the index cannot be read")]
    public async Task Failed_creation_does_not_move_the_tag_and_removes_the_temporary_name(string request)
    {
        using var faulty = Engine();
        faulty.On(request, exchange => exchange.AnswerAsync("500 Internal Server Error", """{"message":"no"}"""));
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        await Assert.ThrowsExactlyAsync<EngineRefusedException>(() =>
            engine.CreateIndexAsync(Name, ["shop:arm64", "shop:amd64"])
        );

        Assert.StartsWith($"DELETE {Temporary}", Changes(faulty)[^1]);
        Assert.DoesNotContain(change => change.Contains("/tag?", StringComparison.Ordinal), Changes(faulty));
    }

    [TestMethod]
    public async Task Canceled_creation_does_not_move_the_tag_and_removes_the_temporary_name()
    {
        using var faulty = Engine();
        using var cancel = new CancellationTokenSource();
        faulty.On(
            "POST " + Temporary,
            async exchange =>
            {
                await cancel.CancelAsync();
                await exchange.AnswerAsync("201 Created", """{"Id":"c"}""");
            }
        );
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            engine.CreateIndexAsync(Name, ["shop:arm64", "shop:amd64"], cancellationToken: cancel.Token)
        );

        Assert.StartsWith($"DELETE {Temporary}", Changes(faulty)[^1]);
        Assert.DoesNotContain(change => change.Contains("/tag?", StringComparison.Ordinal), Changes(faulty));
    }

    [TestMethod]
    public async Task Two_images_of_one_platform_are_an_error_before_anything_is_sent()
    {
        using var faulty = Engine();
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        await Assert.ThrowsExactlyAsync<DuplicatePlatformException>(() =>
            engine.CreateIndexAsync(Name, ["shop:arm64", "shop:arm64"])
        );

        Assert.IsEmpty(Changes(faulty));
    }

    [TestMethod]
    public async Task Push_of_an_index_pushes_all_its_images_and_keeps_its_names()
    {
        using var faulty = Engine();
        Index(faulty, "docker.io/library/shop:1", "docker.io/library/shop:2");
        faulty.Answer(
            "POST /v4.0.0/libpod/manifests/",
            """{"Id":"","stream":"Copying 2 images\n"}""" + "\n" + $$"""{"Id":"{{Digest}}"}""" + "\n"
        );
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        var pushed = await engine.PushAsync(new ImagePushRequest(Name));

        Assert.AreEqual(Digest, pushed.Digest.ToString());
        var route = "/v4.0.0/libpod/manifests/docker.io/library/shop:1/registry/docker.io/library/shop:1";
        Assert.AreEqual(
            $"POST /images/shop:1/tag?repo=shop&tag=1|POST {route}?all=true&quiet=false",
            string.Join('|', Changes(faulty))
        );
    }

    [TestMethod]
    public async Task Rejected_push_of_an_index_reports_the_registry()
    {
        using var faulty = Engine();
        Index(faulty, "docker.io/library/shop:1");
        faulty.Answer(
            "POST /v4.0.0/libpod/manifests/",
            """{"Id":"","error":"copying image 1/2: authentication required"}""" + "\n"
        );
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        var error = await Assert.ThrowsExactlyAsync<ImagePushException>(() =>
            engine.PushAsync(new ImagePushRequest(Name))
        );

        Assert.AreEqual(RegistryRefusal.LoginRequired, error.Refusal);
    }

    [TestMethod]
    public async Task Removing_an_index_does_not_remove_its_images()
    {
        using var faulty = Engine();
        Index(faulty, "docker.io/library/shop:1");
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        await engine.RemoveImageAsync("shop:1");

        Assert.AreEqual("DELETE /v4.0.0/libpod/manifests/docker.io/library/shop:1", string.Join('|', Changes(faulty)));
    }

    // Returns Podman with two images.
    private static FaultyEngine Engine()
    {
        var faulty = new FaultyEngine();
        faulty.On("GET /_ping", exchange => exchange.AnswerAsync("200 OK", "OK", Podman));
        faulty.Answer("GET /images/shop:amd64/json", Inspection(Amd64, "amd64"));
        faulty.Answer("GET /images/shop:arm64/json", Inspection(Arm64, "arm64"));
        faulty.Answer("GET /images/shop:1/json", Inspection(Amd64, "amd64"));
        faulty.Answer(Indexes, "[]");
        faulty.Answer("POST " + Temporary, """{"Id":"c"}""");
        faulty.Answer("GET " + Temporary, """{"schemaVersion":2,"manifests":[]}""");
        faulty.Answer("DELETE /v4.0.0/libpod/manifests/", "{}");
        faulty.On("POST /images/", exchange => exchange.AnswerAsync("201 Created", ""));
        return faulty;
    }

    // The first image is part of the index, and Podman lists it for its former name.
    private static void Index(FaultyEngine faulty, params string[] names) =>
        faulty.Answer(
            Indexes,
            $$"""
            [{"Id":"{{Amd64}}","RepoTags":["{{names[0]}}"],"IsManifestList":false},
             {"Id":"{{new string('c', 64)}}","RepoTags":["{{string.Join("\",\"", names)}}"],"IsManifestList":true}]
            """
        );

    private static string Inspection(string id, string architecture) =>
        $$"""{"Id":"sha256:{{id}}","RepoTags":["docker.io/library/shop:x"],"Os":"linux","Architecture":"{{architecture}}"}""";

    // The requests that change the engine, without the protocol.
    private static List<string> Changes(FaultyEngine faulty) =>
        [
            .. faulty
                .Requests.Where(request => !request.StartsWith("GET ", StringComparison.Ordinal))
                .Select(request => request.Replace(" HTTP/1.1", "")),
        ];
}
