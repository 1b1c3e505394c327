using System.Collections.Concurrent;

namespace Dockerize.Tests;

/// <summary>Pushes through an engine with parallel requests, cancellation and changed tags.</summary>
[TestClass]
public sealed class DockerImagesTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Id = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    [TestMethod]
    public async Task Image_without_a_tag_keeps_one_tag_after_parallel_pushes()
    {
        var names = new ConcurrentDictionary<string, bool>();
        using var faulty = new FaultyEngine();
        foreach (var tag in new[] { "1", "2", "3" })
        {
            var name = $"r.io/shop:{tag}";
            faulty.On(
                $"POST /images/{Id}/tag?repo=r.io%2Fshop&tag={tag}",
                exchange =>
                {
                    names[name] = true;
                    return exchange.AnswerAsync("201 Created", "");
                }
            );
            faulty.On(
                $"GET /images/{name}/json",
                async exchange =>
                {
                    var tags = names.Keys.Select(known => $"\"{known}\"").ToList();
                    // Parallel requests get the same response.
                    await Task.Delay(50);
                    await (
                        names.ContainsKey(name)
                            ? exchange.AnswerAsync(
                                "200 OK",
                                $$"""{"Id":"{{Id}}","RepoTags":[{{string.Join(",", tags)}}]}"""
                            )
                            : exchange.AnswerAsync("404 Not Found", """{"message":"no such image"}""")
                    );
                }
            );
            faulty.On(
                $"DELETE /images/{name}",
                exchange =>
                {
                    names.TryRemove(name, out _);
                    return exchange.AnswerAsync("200 OK", "[]");
                }
            );
            faulty.On(
                $"POST /images/r.io/shop/push?tag={tag}",
                async exchange =>
                {
                    // All three tags exist before the first push ends and removes its tag.
                    for (var attempt = 0; attempt < 100 && names.Count < 3; attempt++)
                        await Task.Delay(20);
                    await exchange.AnswerAsync(
                        "200 OK",
                        $$$"""{"aux":{"Tag":"{{{tag}}}","Digest":"{{{Digest}}}","Size":1}}"""
                    );
                }
            );
            faulty.On(
                $"GET /distribution/{name}/json",
                exchange => exchange.AnswerAsync("200 OK", $$$"""{"Descriptor":{"digest":"{{{Digest}}}"}}""")
            );
        }

        await Task.WhenAll(new[] { "1", "2", "3" }.Select(PushAsync));

        Assert.HasCount(1, names, "The engine deletes an image with its last tag.");

        // Connects for each call, as DockerImages.PushAsync does.
        async Task PushAsync(string tag)
        {
            using var engine = await DockerEngine.ConnectAsync(faulty.Host);
            await engine.PushAsync(new(Id, "r.io", "shop", tag));
        }
    }

    [TestMethod]
    [DataRow("linux/amd64 linux/arm64", "", "", "requires a name")]
    [DataRow("linux/arm64 linux/arm64/v8", "", "shop", "The platform linux/arm64/v8 occurs more than once")]
    [DataRow("linux/arm64", "linux/arm64", "shop", "Platforms and Options.Platform are both set")]
    public async Task Invalid_platforms_are_an_error_before_the_engine_is_used(
        string platforms,
        string option,
        string tag,
        string says
    )
    {
        using var folder = new TemporaryFolder();
        folder.Write("Dockerfile", "FROM scratch\n");
        var request = new ImageBuildRequest(folder.Path)
        {
            Tags = [tag],
            Platforms = [.. platforms.Split(' ').Select(Platform.Parse)],
            Options = { Platform = option.Length > 0 ? Platform.Parse(option) : null },
        };

        var error = await Assert.ThrowsExactlyAsync<ArgumentException>(() => DockerImages.BuildAsync(request));

        Assert.Contains(says, error.Message);
    }

    [TestMethod]
    public async Task Single_platform_in_a_list_builds_an_image()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Dockerfile", "FROM scratch\n");
        using var faulty = new FaultyEngine();
        faulty.Answer("GET /version", """{"Arch":"arm64"}""");
        faulty.Answer("POST /build", $$$"""{"aux":{"ID":"{{{Id}}}"}}""");
        faulty.Answer($"GET /images/{Id}/json", $$"""{"Id":"{{Id}}","Os":"linux","Architecture":"arm64"}""");
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        await engine.BuildAsync(new ImageBuildRequest(folder.Path) { Platforms = [Platform.Parse("linux/arm64")] });

        Assert.Contains(
            request => request.Contains("platform=linux%2Farm64", StringComparison.Ordinal),
            faulty.Requests
        );
        Assert.DoesNotContain("GET /info HTTP/1.1", faulty.Requests);
    }

    [TestMethod]
    public async Task Canceled_push_cleans_up_after_its_tag_request_has_ended()
    {
        using var faulty = new FaultyEngine();
        using var cancellation = new CancellationTokenSource();
        var order = new ConcurrentQueue<string>();
        faulty.On(
            "GET /images/r.io/shop:1/json",
            exchange =>
            {
                order.Enqueue("looked");
                return exchange.AnswerAsync("404 Not Found", """{"message":"no such image"}""");
            }
        );
        faulty.On(
            $"POST /images/{Id}/tag",
            async exchange =>
            {
                cancellation.Cancel();
                await Task.Delay(300);
                order.Enqueue("named");
                await exchange.AnswerAsync("201 Created", "");
            }
        );

        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            engine.PushAsync(new(Id, "r.io", "shop", "1"), cancellationToken: cancellation.Token)
        );

        Assert.AreEqual("looked named looked", string.Join(" ", order));
    }

    [TestMethod]
    public async Task Tag_that_is_removed_during_a_push_is_restored()
    {
        const string Other = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
        using var faulty = new FaultyEngine();
        var holder = Other;
        faulty.Answer($"GET /images/{Id}/json", $$"""{"Id":"{{Id}}"}""");
        faulty.On(
            "GET /images/r.io/shop:1/json",
            exchange =>
                holder.Length == 0
                    ? exchange.AnswerAsync("404 Not Found", """{"message":"no such image"}""")
                    : exchange.AnswerAsync("200 OK", $$"""{"Id":"{{holder}}","RepoTags":["r.io/shop:1"]}""")
        );
        faulty.On(
            $"POST /images/{Id}/tag",
            exchange =>
            {
                holder = Id;
                return exchange.AnswerAsync("201 Created", "");
            }
        );
        faulty.On(
            "POST /images/r.io/shop/push",
            exchange =>
            {
                holder = "";
                return exchange.AnswerAsync("200 OK", """{"errorDetail":{"message":"denied"}}""");
            }
        );
        faulty.On($"POST /images/{Other}/tag", exchange => exchange.AnswerAsync("201 Created", ""));
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        await Assert.ThrowsExactlyAsync<ImagePushException>(() => engine.PushAsync(new(Id, "r.io", "shop", "1")));

        Assert.Contains(
            request => request.StartsWith($"POST /images/{Other}/tag", StringComparison.Ordinal),
            faulty.Requests
        );
    }

    [TestMethod]
    public async Task Push_fails_and_keeps_the_tag_when_another_process_moves_the_tag()
    {
        const string Other = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
        using var faulty = new FaultyEngine();
        var looks = 0;
        faulty.Answer($"GET /images/{Id}/json", $$"""{"Id":"{{Id}}"}""");
        faulty.On(
            "GET /images/r.io/shop:1/json",
            exchange =>
                Interlocked.Increment(ref looks) == 1
                    ? exchange.AnswerAsync("404 Not Found", """{"message":"no such image"}""")
                    : exchange.AnswerAsync("200 OK", $$"""{"Id":"{{Other}}","RepoTags":["r.io/shop:1","other:1"]}""")
        );
        faulty.On($"POST /images/{Id}/tag", exchange => exchange.AnswerAsync("201 Created", ""));
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        var failure = await Assert.ThrowsExactlyAsync<ImagePushException>(() =>
            engine.PushAsync(new(Id, "r.io", "shop", "1"))
        );

        Assert.AreEqual(
            (ImagePushFailure.ImageReplaced, Id, Other),
            (failure.Failure, failure.Expected, failure.Found)
        );
        Assert.DoesNotContain(
            request =>
                request.StartsWith("DELETE", StringComparison.Ordinal)
                || request.Contains("/push", StringComparison.Ordinal),
            faulty.Requests
        );
    }

    [TestMethod]
    public async Task Credentials_of_a_push_request_are_sent_and_never_reported()
    {
        var head = "";
        var lines = new StringWriter();
        using var faulty = new FaultyEngine();
        faulty.On($"POST /images/{Id}/tag", exchange => exchange.AnswerAsync("201 Created", ""));
        faulty.On(
            "POST /images/r.io/shop/push",
            async exchange =>
            {
                head = exchange.Head;
                await exchange.AnswerAsync("200 OK", $$$"""{"aux":{"Tag":"1","Digest":"{{{Digest}}}","Size":1}}""");
            }
        );
        faulty.On(
            "GET /distribution/r.io/shop:1/json",
            exchange => exchange.AnswerAsync("200 OK", $$$"""{"Descriptor":{"digest":"{{{Digest}}}"}}""")
        );
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        var request = new ImagePushRequest(Id, "r.io", "shop", "1")
        {
            Credentials = new RegistryCredentials("ada", "geheim", "the vault"),
        };
        await engine.PushAsync(request, new TextProgress(lines));

        Assert.Contains($"X-Registry-Auth: {RegistryHeaders.Auth("r.io", request.Credentials)}", head);
        Assert.DoesNotContain("geheim", lines + request.ToString());
    }

    [TestMethod]
    public async Task Result_of_a_push_to_Docker_Hub_contains_the_registry()
    {
        using var faulty = new FaultyEngine();
        faulty.On($"POST /images/{Id}/tag", exchange => exchange.AnswerAsync("201 Created", ""));
        faulty.Answer("POST /images/team/shop/push", $$$"""{"aux":{"Tag":"1","Digest":"{{{Digest}}}","Size":1}}""");
        faulty.On(
            "GET /distribution/team/shop:1/json",
            exchange => exchange.AnswerAsync("200 OK", $$$"""{"Descriptor":{"digest":"{{{Digest}}}"}}""")
        );

        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        var pushed = await engine.PushAsync(new(Id, "docker.io", "team/shop", "1"));

        Assert.AreEqual(("docker.io/team/shop:1", Digest), (pushed.Name.Canonical, pushed.Digest.ToString()));
    }

    [TestMethod]
    public async Task Base_image_that_cannot_be_pulled_fails_the_build()
    {
        using var faulty = new FaultyEngine();
        faulty.On(
            "POST /images/create",
            exchange => exchange.AnswerAsync("404 Not Found", """{"message":"manifest unknown"}""")
        );
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        using var image = new ImageBuilder("r.io/none:1") { Engine = engine };

        var failure = await Assert.ThrowsExactlyAsync<ImageBuildException>(() => image.BuildAsync());

        Assert.AreEqual(
            ("DKZ2007", null, 1),
            (failure.Diagnostic().Code, failure.Diagnostic().File, failure.Diagnostic().Line)
        );
        Assert.Contains("manifest unknown", failure.Message);
        using var wrong = new ImageBuilder("r.io/Capital:1") { Engine = engine };
        Assert.AreEqual(
            "DKZ1003",
            (await Assert.ThrowsExactlyAsync<ImageBuildException>(() => wrong.BuildAsync())).Diagnostic().Code
        );
    }

    [TestMethod]
    public async Task Argument_error_of_a_program_does_not_mention_MSBuild_properties()
    {
        foreach (var registry in new[] { "r.io/team", "team" })
        {
            var failure = await Assert.ThrowsExactlyAsync<ArgumentException>(() =>
                DockerImages.PushAsync(Id, registry, "shop")
            );
            Assert.Contains("in front of the name", failure.Message);
            Assert.DoesNotContain("DockerRepository", failure.Message);
        }
    }

    [TestMethod]
    public async Task Invalid_build_request_is_rejected_before_the_engine_is_called()
    {
        using var folder = new TemporaryFolder();
        using var faulty = new FaultyEngine();
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        var before = faulty.Requests.Count;
        var missing = Path.Combine(folder.Path, "none");

        await Assert.ThrowsExactlyAsync<ArgumentException>(() => engine.BuildAsync(new("")));
        Assert.Contains(
            missing,
            (await Assert.ThrowsExactlyAsync<DirectoryNotFoundException>(() => engine.BuildAsync(new(missing)))).Message
        );
        Assert.Contains(
            Path.Combine(folder.Path, "Dockerfile"),
            (await Assert.ThrowsExactlyAsync<FileNotFoundException>(() => engine.BuildAsync(new(folder.Path)))).Message
        );
        folder.Write("Dockerfile", "FROM scratch\n");
        var failure = await Assert.ThrowsAsync<Exception>(() =>
            engine.BuildAsync(new(folder.Path) { Tags = ["No Tag"] })
        );

        Assert.AreEqual("DKZ1003", failure.Diagnostic().Code);
        Assert.AreEqual(before, faulty.Requests.Count);
    }

    [TestMethod]
    [DataRow("r.io/shop@" + Digest)]
    [DataRow("r.io/shop:1@" + Digest)]
    public async Task Image_name_with_a_digest_is_rejected_for_tags_pushes_and_builds(string name)
    {
        using var folder = new TemporaryFolder();
        folder.Write("Dockerfile", "FROM scratch\n");
        using var faulty = new FaultyEngine();
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        var before = faulty.Requests.Count;
        var reference = ImageReference.Parse(name);
        var build = new ImageBuildRequest(folder.Path) { Tags = [name] };

        foreach (
            var failure in new Exception[]
            {
                await Assert.ThrowsExactlyAsync<ArgumentException>(() => engine.TagAsync(Id, reference)),
                Assert.ThrowsExactly<ArgumentException>(() => new ImagePushRequest(reference)),
                Assert.ThrowsExactly<ArgumentException>(() => new ImagePushRequest(Id, reference)),
                await Assert.ThrowsExactlyAsync<InvalidReferenceException>(() => engine.BuildAsync(build)),
                await Assert.ThrowsExactlyAsync<InvalidReferenceException>(() => DockerImages.BuildAsync(build)),
                Assert.ThrowsExactly<InvalidReferenceException>(() =>
                    new ImagePushRequest(Id, "r.io", "shop", "1@" + Digest)
                ),
            }
        )
        {
            Assert.Contains(Digest, failure.Message);
        }

        Assert.AreEqual(before, faulty.Requests.Count);
    }

    [TestMethod]
    public async Task Push_without_a_tag_gets_a_unique_tag_from_the_time()
    {
        using var faulty = new FaultyEngine();
        faulty.On($"POST /images/{Id}/tag", exchange => exchange.AnswerAsync("201 Created", ""));
        faulty.Answer("POST /images/r.io/shop/push", $$$"""{"aux":{"Tag":"1","Digest":"{{{Digest}}}","Size":1}}""");
        faulty.On(
            "GET /distribution/r.io/shop:",
            exchange => exchange.AnswerAsync("200 OK", $$$"""{"Descriptor":{"digest":"{{{Digest}}}"}}""")
        );
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        var first = (await engine.PushAsync(new(Id, "r.io", "shop"))).Name.Canonical;
        var second = (await engine.PushAsync(new(Id, "r.io", "shop"))).Name.Canonical;

        Assert.AreNotEqual(first, second);
        Assert.MatchesRegex(@"\Ar\.io/shop:20[0-9]{2}-[0-9]{2}-[0-9]{2}t[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{6}\z", first);
        Assert.Contains(
            request => request.Contains("tag=" + second.Split(':')[1], StringComparison.Ordinal),
            faulty.Requests
        );
    }

    [TestMethod]
    [DataRow("", "shop", "")]
    [DataRow("http://localhost:1/path", "shop", "")]
    [DataRow("ftp://localhost:1", "shop", "")]
    [DataRow("https://ada:geheim@localhost:1", "shop", "")]
    [DataRow("localhost:1", "shop:1", "")]
    [DataRow("localhost:1", "No Name", "DKZ1003")]
    public async Task Push_to_an_invalid_name_is_rejected_without_showing_the_password(
        string registry,
        string name,
        string code
    )
    {
        var failure = await Assert.ThrowsAsync<Exception>(() => DockerImages.PushAsync(Id, registry, name));

        Assert.AreEqual(code, failure is ArgumentException ? "" : failure.Diagnostic().Code);
        Assert.DoesNotContain("geheim", failure.ToString());
    }

    [TestMethod]
    public async Task Push_of_a_missing_image_is_an_error()
    {
        using var faulty = new FaultyEngine();
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        var failure = await Assert.ThrowsAsync<Exception>(() => engine.PushAsync(new("shop:none", "r.io", "shop")));

        Assert.AreEqual("DKZ2004", failure.Diagnostic().Code);
        Assert.DoesNotContain(request => request.Contains("/push", StringComparison.Ordinal), faulty.Requests);
    }

    [TestMethod]
    public async Task Keyed_lock_admits_one_caller_per_key_and_keeps_no_state()
    {
        var turns = new KeyedLock();
        var first = await turns.TakeAsync("a");
        using (await turns.TakeAsync("b"))
        {
            using var cancellation = new CancellationTokenSource();
            var (second, given) = (turns.TakeAsync("a"), turns.TakeAsync("a", cancellation.Token));
            cancellation.Cancel();
            await Assert.ThrowsAsync<OperationCanceledException>(() => given);
            Assert.IsFalse(second.IsCompleted);
            first.Dispose();
            (await second).Dispose();
        }

        Assert.AreEqual(0, turns.Count);
    }
}
