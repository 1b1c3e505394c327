namespace Dockerize.Tests;

/// <summary>Results of pushes with several tags, for all answers of the engine and the registry.</summary>
[TestClass]
public sealed class ImagePushTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly List<string> log = [];

    [TestMethod]
    public async Task Results_of_earlier_pushes_are_kept_when_the_engine_fails()
    {
        using var engine = new FaultyEngine();
        engine.Answer("POST /images/r.io/shop/push?tag=refused", """{"error":"denied: this tag may not be written"}""");
        Push(engine, "there");
        engine.Answer("POST /images/r.io/shop/push?tag=cut", """{"status":"Preparing","id":"a"}""", cut: true);

        var results = await PushAsync(engine, "refused", "there", "cut", "last");

        Assert.AreEqual(
            $"refused DKZ3002|there {Digest}|cut DKZ2003|last ",
            string.Join(
                '|',
                results.Select(result => $"{result.Name.Tag} {result.Digest}{result.Failure?.Diagnostic().Code}")
            )
        );
        Assert.DoesNotContain(request => request.Contains("tag=last", StringComparison.Ordinal), engine.Requests);
    }

    [TestMethod]
    public async Task Push_succeeds_when_the_registry_does_not_answer_its_verification()
    {
        using var engine = new FaultyEngine();
        Push(engine, "forbidden");
        Push(engine, "silent");
        engine.On(
            "GET /distribution/r.io/shop:forbidden/json",
            exchange => exchange.AnswerAsync("403 Forbidden", """{"message":"denied: pull access"}""")
        );
        engine.On("GET /distribution/r.io/shop:silent/json", exchange => exchange.FallSilentAsync());

        var results = await PushAsync(engine, id: null, ["forbidden", "silent"], TimeSpan.FromSeconds(2));

        CollectionAssert.AreEqual(
            new[] { Digest, Digest },
            results.Select(result => result.Digest?.ToString()).ToArray()
        );
        Assert.Contains("Skipped the verification of r.io/shop:forbidden in the registry: denied: pull access", log);
        Assert.Contains(
            "Skipped the verification of r.io/shop:silent in the registry: the registry did not respond in time",
            log
        );
    }

    [TestMethod]
    [DataRow(false, false, DisplayName = "the engine does not answer")]
    [DataRow(true, false, DisplayName = "the engine sends nothing more")]
    [DataRow(true, true, DisplayName = "the engine repeats its last message")]
    public async Task Push_to_a_silent_registry_ends_and_reports_the_registry(bool hasBegun, bool repeats)
    {
        using var engine = new FaultyEngine();
        engine.On(
            "POST /images/r.io/shop/push?tag=silent",
            async exchange =>
            {
                if (hasBegun)
                    await exchange.BeginAsync();
                while (repeats)
                {
                    await exchange.SayAsync("""{"status":"Waiting","id":"a"}""" + "\r\n");
                    await Task.Delay(TimeSpan.FromSeconds(0.1));
                }

                await exchange.FallSilentAsync();
            }
        );
        Push(engine, "next");

        var results = await PushAsync(engine, id: null, ["silent", "next"], TimeSpan.FromSeconds(1))
            .WaitAsync(TimeSpan.FromMinutes(2));

        var diagnostic = results[0].Failure!.Diagnostic();
        Assert.AreEqual("DKZ2024", diagnostic.Code);
        Assert.Contains("Could not push r.io/shop:silent: r.io, or", diagnostic.Message);
        Assert.Contains("did not respond to the engine for 3 seconds", diagnostic.Message);
        Assert.AreEqual((null, null), (results[1].Digest, results[1].Failure));
        Assert.Contains(line => line.StartsWith("Waiting for r.io: no response", StringComparison.Ordinal), log);
    }

    [TestMethod]
    public async Task Push_to_a_slow_registry_continues_while_the_registry_answers()
    {
        using var engine = new FaultyEngine();
        Push(engine, "slow");
        engine.On(
            "POST /images/r.io/shop/push?tag=slow",
            async exchange =>
            {
                await exchange.BeginAsync();
                for (var second = 0; second < 5; second++)
                {
                    await Task.Delay(TimeSpan.FromSeconds(1));
                    await exchange.SayAsync(
                        $$$"""{"status":"Pushing","id":"a","progressDetail":{"current":{{{second}}},"total":9}}"""
                            + "\r\n"
                    );
                }

                await exchange.SayAsync($$$"""{"aux":{"Tag":"slow","Digest":"{{{Digest}}}","Size":1}}""" + "\r\n");
                await exchange.EndAsync();
            }
        );

        var results = await PushAsync(engine, id: null, ["slow"], TimeSpan.FromSeconds(1));

        Assert.AreEqual(Digest, results.Single().Digest?.ToString());
    }

    [TestMethod]
    public async Task Pull_from_a_silent_registry_ends_and_reports_the_registry()
    {
        using var faulty = new FaultyEngine();
        faulty.On("POST /images/create", exchange => exchange.FallSilentAsync());
        using var engine = await DockerEngine.ConnectAsync(faulty.Host, timeout: TimeSpan.FromSeconds(1));

        var error = await Assert.ThrowsAsync<Exception>(() =>
            engine
                .EnsureImageAsync(new(ImageReference.Parse("r.io/base")), new Lines(log))
                .WaitAsync(TimeSpan.FromMinutes(2))
        );

        Assert.AreEqual("DKZ2024", error.Diagnostic().Code);
        Assert.Contains(line => line.StartsWith("Waiting for r.io: no response", StringComparison.Ordinal), log);
    }

    [TestMethod]
    [DataRow("""{"Descriptor":{"digest":"sha256:1111111111111111111111111111111111111111111111111111111111111111"}}""")]
    [DataRow("{}")]
    public async Task Different_digest_in_the_registry_fails_the_push(string answer)
    {
        using var engine = new FaultyEngine();
        Push(engine, "1");
        engine.On("GET /distribution/r.io/shop:1/json", exchange => exchange.AnswerAsync("200 OK", answer));

        var result = (await PushAsync(engine, "1")).Single();

        Assert.AreEqual("DKZ3005", result.Failure?.Diagnostic().Code);
        Assert.DoesNotContain(line => line.StartsWith("Pushed", StringComparison.Ordinal), log);
    }

    // A registry can accept an index without its images.
    [TestMethod]
    [DataRow(true, DisplayName = "the second push adds the image")]
    [DataRow(false, DisplayName = "the image is still missing after the second push")]
    public async Task Missing_image_of_an_index_is_pushed_again_under_a_temporary_name(bool isAdded)
    {
        const string Child = "sha256:2222222222222222222222222222222222222222222222222222222222222222";
        const string Temporary = "dockerize-222222222222";
        using var engine = Index(Child);
        var hasChild = false;
        engine.Answer(
            $"POST /images/r.io/shop/push?tag={Temporary}",
            $$$"""{"aux":{"Tag":"{{{Temporary}}}","Digest":"{{{Child}}}","Size":1}}"""
        );
        engine.On(
            $"GET /distribution/r.io/shop:{Temporary}/json",
            exchange =>
            {
                hasChild = isAdded;
                return exchange.AnswerAsync("200 OK", $$$"""{"Descriptor":{"digest":"{{{Child}}}"}}""");
            }
        );
        engine.On(
            $"GET /distribution/r.io/shop@{Child}/json",
            exchange =>
                hasChild
                    ? exchange.AnswerAsync("200 OK", $$$"""{"Descriptor":{"digest":"{{{Child}}}"}}""")
                    : exchange.AnswerAsync("404 Not Found", """{"message":"manifest unknown"}""")
        );

        var result = (await PushAsync(engine, "1")).Single();

        Assert.AreEqual(
            "POST /images/r.io/shop/push?tag=1|"
                + $"POST /images/{Digest}/tag?repo=r.io%2Fshop&tag={Temporary}|"
                + $"POST /images/r.io/shop/push?tag={Temporary}"
                + "&platform=%7B%22os%22%3A%22linux%22%2C%22architecture%22%3A%22arm64%22%7D|"
                + $"DELETE /images/r.io/shop:{Temporary}?noprune=1",
            Changes(engine)
        );
        Assert.AreEqual(isAdded ? Digest : null, result.Digest?.ToString());
        var error = (ImagePushException?)result.Failure;
        Assert.AreEqual(isAdded ? null : ImagePushFailure.MissingPlatforms, error?.Failure);
        Assert.AreEqual(
            isAdded ? null : "linux/arm64",
            error is null ? null : string.Join(' ', error.MissingPlatforms)
        );
    }

    [TestMethod]
    public async Task Images_of_an_index_are_not_checked_without_permission_to_pull()
    {
        const string Child = "sha256:2222222222222222222222222222222222222222222222222222222222222222";
        using var engine = Index(Child);
        engine.On(
            "GET /distribution/r.io/shop@",
            exchange => exchange.AnswerAsync("403 Forbidden", """{"message":"denied: pull access"}""")
        );

        Assert.AreEqual(Digest, (await PushAsync(engine, "1")).Single().Digest?.ToString());
        Assert.AreEqual("POST /images/r.io/shop/push?tag=1", Changes(engine));
        Assert.Contains("Skipped the verification of r.io/shop:1 in the registry: denied: pull access", log);
    }

    [TestMethod]
    public async Task Image_is_not_pushed_if_the_registry_has_one_of_its_digests()
    {
        using var engine = new FaultyEngine();
        Push(engine, "1");
        engine.On(
            "GET /images/r.io/shop:1/json",
            exchange =>
                exchange.AnswerAsync(
                    "200 OK",
                    $$"""{"Id":"sha256:a","RepoDigests":["other.io/shop@sha256:x","r.io/shop@sha256:old","r.io/shop@{{Digest}}"]}"""
                )
        );

        Assert.AreEqual(Digest, (await PushAsync(engine, "1")).Single().Digest?.ToString());
        Assert.DoesNotContain(request => request.StartsWith("POST", StringComparison.Ordinal), engine.Requests);
    }

    // Two builds on one engine use the same tag.
    [TestMethod]
    [DataRow("sha256:theirs", null, "the engine has sha256:theirs under that name", 0)]
    [DataRow(null, null, "the engine has no image under that name", 0)]
    [DataRow("sha256:ours", "sha256:theirs", "the engine has sha256:theirs under that name", 1)]
    public async Task Push_fails_when_another_build_has_taken_the_tag(
        string? before,
        string? after,
        string says,
        int pushes
    )
    {
        using var engine = new FaultyEngine();
        Push(engine, "1");
        var asked = 0;
        engine.On(
            "GET /images/r.io/shop:1/json",
            exchange =>
                (asked++ == 0 ? before : after) is { } id
                    ? exchange.AnswerAsync("200 OK", $$"""{"Id":"{{id}}","Os":"linux","Architecture":"amd64"}""")
                    : exchange.AnswerAsync("404 Not Found", """{"message":"No such image: r.io/shop:1"}""")
        );

        var result = (await PushAsync(engine, id: "sha256:ours", ["1"])).Single();

        Assert.AreEqual("DKZ3007", result.Failure?.Diagnostic().Code);
        Assert.Contains(
            "r.io/shop:1 no longer refers to the image that was just built, sha256:ours: " + says,
            result.Failure!.Diagnostic().Message
        );
        Assert.AreEqual(
            pushes,
            engine.Requests.Count(request =>
                request.StartsWith("POST /images/r.io/shop/push", StringComparison.Ordinal)
            )
        );
        Assert.IsNull(result.Digest);
    }

    [TestMethod]
    [DataRow("received unexpected HTTP status: 503 Service Unavailable", true)]
    [DataRow("toomanyrequests: slow down", true)]
    [DataRow(
        "Put \"http://r.io/v2/shop/blobs/uploads/1\": write tcp 127.0.0.1:1->127.0.0.1:2: "
            + "write: connection reset by peer",
        true
    )]
    [DataRow("Get \"https://r.io/v2/\": dial tcp 127.0.0.1:443: connect: connection refused", true)]
    [DataRow("writing manifest: StatusCode: 502, \"\"", true)]
    [DataRow("net/http: TLS handshake timeout", true)]
    [DataRow("unexpected EOF", true)]
    [DataRow("unexpected status from HEAD request to https://r.io/v2/team/timeout-api/blobs/x: 403 Forbidden", false)]
    [DataRow("unauthorized: authentication required", false)]
    [DataRow("unauthorized to access repository: team/timeout-api, action: push", false)]
    [DataRow("denied: requested access to the resource is denied", false)]
    [DataRow("Get \"https://r.io/v2/\": dial tcp: lookup r.io: no such host", false)]
    [DataRow("An image does not exist locally with the tag: r.io/shop", false)]
    public void Only_transient_registry_errors_are_retried(string message, bool isTransient) =>
        Assert.AreEqual(
            isTransient,
            RegistryErrors.IsTransient(message, ImageReference.Parse("r.io/team/timeout-api"))
        );

    [TestMethod]
    public async Task Engine_messages_of_pushes_and_pulls_are_shown_without_secrets()
    {
        const string Said = "Get https://r.io/token?account=ada: timeout, geheim";
        using var faulty = new FaultyEngine();
        foreach (var tag in new[] { "stream", "head", "there" })
            Push(faulty, tag);
        faulty.Answer(
            "POST /images/r.io/shop/push?tag=stream",
            $$"""
            {"status":"{{Said}}"}
            {"status":"Retrying {{Said}}","id":"a"}
            {"error":"{{Said}}"}
            """
        );
        faulty.On(
            "POST /images/r.io/shop/push?tag=head",
            exchange => exchange.AnswerAsync("500 Internal Server Error", $$"""{"message":"{{Said}}"}""")
        );
        faulty.On(
            "GET /distribution/r.io/shop:there/json",
            exchange => exchange.AnswerAsync("500 Internal Server Error", $$"""{"message":"{{Said}}"}""")
        );
        faulty.Answer("POST /images/create", $$"""{"error":"{{Said}}"}""");
        var environment = new Dictionary<string, string>
        {
            ["DOCKER_CONFIG"] = "/nowhere",
            ["DOCKERIZE_REGISTRY_USERNAME"] = "ada",
            ["DOCKERIZE_REGISTRY_PASSWORD"] = "geheim",
        };
        var sources = new CredentialSources(name => environment.TryGetValue(name, out var value) ? value : null)
        {
            PushRegistry = "r.io",
        };
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        var results = await new ImagePush(engine.Api) { Retries = 0 }.RunAsync(
            [.. new[] { "stream", "head", "there" }.Select(tag => ImageReference.Parse($"r.io/shop:{tag}"))],
            sources,
            new Lines(log)
        );
        var pull = await Assert.ThrowsAsync<Exception>(() =>
            engine.EnsureImageAsync(
                new(ImageReference.Parse("r.io/base")) { CredentialSources = sources },
                new Lines(log)
            )
        );

        Assert.AreEqual(
            "DKZ3002 DKZ3002 ",
            string.Join(' ', results.Select(result => result.Failure?.Diagnostic().Code))
        );
        const string Shown = "Get https://r.io/token?…: timeout, …";
        foreach (
            var text in (string[])
                [
                    results[0].Failure!.Diagnostic().Message,
                    results[1].Failure!.Diagnostic().Message,
                    pull.Message,
                    .. log.Where(line => line.Contains("token", StringComparison.Ordinal)),
                ]
        )
            Assert.Contains(Shown, text);
        Assert.HasCount(
            3,
            log.Where(line => line.Contains(Shown, StringComparison.Ordinal)).ToList(),
            "a status, the status of a layer, and the skipped verification"
        );
        Assert.DoesNotContain(
            line => line.Contains("geheim", StringComparison.Ordinal) || line.Contains("ada", StringComparison.Ordinal),
            log
        );
    }

    // Returns an engine that pushes an index with one image.
    private static FaultyEngine Index(string child)
    {
        var engine = new FaultyEngine();
        engine.On(
            "GET /_ping",
            exchange => exchange.AnswerAsync("200 OK", "OK", "Api-Version: 1.51\r\nOSType: linux\r\n")
        );
        Push(engine, "1");
        var index = $$"""
            {"Id":"{{Digest}}","Os":"linux","Architecture":"amd64","RepoTags":["r.io/shop:1"],
            "Descriptor":{"mediaType":"application/vnd.oci.image.index.v1+json","digest":"{{Digest}}"},
            "Manifests":[{"Kind":"image","Available":true,"Descriptor":{"digest":"{{child}}"},
            "ImageData":{"Platform":{"os":"linux","architecture":"arm64"} } }]}
            """;
        engine.Answer("GET /images/r.io/shop:1/json", index);
        engine.Answer($"GET /images/{Digest}/json?manifests=1", index);
        engine.On($"POST /images/{Digest}/tag", exchange => exchange.AnswerAsync("201 Created", ""));
        engine.Answer("DELETE /images/", "[]");
        return engine;
    }

    // The requests that change the engine, without the protocol.
    private static string Changes(FaultyEngine engine) =>
        string.Join(
            '|',
            engine
                .Requests.Where(request => !request.StartsWith("GET ", StringComparison.Ordinal))
                .Select(request => request.Replace(" HTTP/1.1", ""))
        );

    // Answers a push with success, and its verification with the same digest.
    private static void Push(FaultyEngine engine, string tag)
    {
        engine.Answer(
            $"POST /images/r.io/shop/push?tag={tag}",
            $$$"""{"aux":{"Tag":"{{{tag}}}","Digest":"{{{Digest}}}","Size":1}}"""
        );
        engine.On(
            $"GET /distribution/r.io/shop:{tag}/json",
            exchange => exchange.AnswerAsync("200 OK", $$$"""{"Descriptor":{"digest":"{{{Digest}}}"}}""")
        );
    }

    private Task<IReadOnlyList<PushedName>> PushAsync(FaultyEngine faulty, params string[] tags) =>
        PushAsync(faulty, id: null, tags);

    private async Task<IReadOnlyList<PushedName>> PushAsync(
        FaultyEngine faulty,
        string? id,
        string[] tags,
        TimeSpan? timeout = null
    )
    {
        using var engine = await DockerEngine.ConnectAsync(faulty.Host, timeout: timeout);
        var push = new ImagePush(engine.Api)
        {
            ImageIds = id is null ? null : tags.ToLookup(tag => ImageReference.Parse($"r.io/shop:{tag}"), _ => id),
            Retries = 0,
        };
        return await push.RunAsync(
            [.. tags.Select(tag => ImageReference.Parse($"r.io/shop:{tag}"))],
            new CredentialSources(name => name == "DOCKER_CONFIG" ? "/nowhere" : null),
            new Lines(log)
        );
    }

    private sealed class Lines(List<string> lines) : IProgress<ProgressMessage>
    {
        public void Report(ProgressMessage value) => lines.Add(value.Text);
    }
}
