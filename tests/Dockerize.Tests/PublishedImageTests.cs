using System.Text;
using System.Text.RegularExpressions;
using Dockerize.Builds.Protobuf;
using Dockerize.Builds.Sessions.Grpc;
using Dockerize.Builds.Sessions.Http2;
using Dockerize.Files;

namespace Dockerize.Tests;

/// <summary>
/// Builds of an image that the registry may already have. A <see cref="FaultyEngine"/> answers the requests.
/// </summary>
[TestClass]
public sealed class PublishedImageTests
{
    private const string Built = "Built";
    private const string Dockerfile = "FROM scratch\nLABEL one=1\n";
    private const string Distribution = "GET /distribution/shop:1/json";
    private const string BuildKit = "POST /grpc";
    private const string Manifest = "application/vnd.oci.image.manifest.v1+json";

    private static readonly string Digest = "sha256:" + new string('a', 64);

    // A hang longer than this is an error.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [TestMethod]
    public async Task Image_with_the_same_inputs_is_neither_built_nor_inspected()
    {
        using var folder = new TemporaryFolder();
        var record = Path.Combine(folder.Path, "image.json");
        using var engine = new Engine();
        var configuration = Configuration(await engine.FindLabelAsync());
        engine.Serve(configuration);

        foreach (var _ in new[] { "first publish", "second publish" })
        {
            var log = await engine.BuildAsync(record);
            Assert.Contains($"shop:1, shop:2 already have this image ({Digest}). Nothing was built or pushed.", log);
            Assert.DoesNotContain(Built, log);
        }

        var last = BuildRecord.Load(record)!;
        Assert.AreEqual(ContentDigest.ComputeSha256(Encoding.UTF8.GetBytes(configuration)), last.Id);
        Assert.AreEqual("linux/amd64", last.Platform);
        Assert.AreEqual("sha256:1", last.Layers.Single().Id);
        CollectionAssert.AreEqual(new[] { Digest, Digest }, last.Digests.Values.ToArray());
        // The configuration is requested by its digest, so that a moved tag cannot change the result.
        Assert.IsTrue(engine.Requested.All(name => name == $"docker.io/library/shop@{Digest}"));
    }

    [TestMethod]
    [DataRow("403 Forbidden", """{"message":"denied"}""", "denied")]
    [DataRow("404 Not Found", """{"message":"no such manifest"}""", "shop:1 was not found")]
    [DataRow("500 Internal Server Error", "<html>", "")]
    [DataRow("200 OK", "no JSON", "")]
    [DataRow("200 OK", "{}", "shop:1 was not found")]
    [DataRow("200 OK", """{"Descriptor":{"digest":"sha256:0"}}""", "shop:1 was not found")]
    public async Task Image_is_built_if_the_engine_cannot_query_the_registry(string status, string body, string reason)
    {
        using var engine = new Engine();
        engine.Faulty.On(Distribution, exchange => exchange.AnswerAsync(status, body));

        var log = await engine.BuildAsync();

        Assert.Contains(Built, log);
        Assert.Contains($"Checked the registry for shop:1: it does not have this image ({reason}", log);
    }

    [TestMethod]
    [DataRow(Manifest, 'b', "shop:2 is another image")]
    [DataRow("application/vnd.oci.image.index.v1+json", 'a', "shop:2 is an image index")]
    public async Task Image_is_built_if_a_name_refers_to_another_image(string type, char digit, string reason)
    {
        using var engine = new Engine();
        engine.Faulty.On(
            "GET /distribution/shop:2/json",
            exchange => exchange.AnswerAsync("200 OK", Descriptor("sha256:" + new string(digit, 64), type))
        );

        var log = await engine.BuildAsync();

        Assert.Contains(Built, log);
        Assert.Contains(reason, log);
    }

    [TestMethod]
    [DataRow("{}", "it has no digest of its inputs")]
    [DataRow("[]", "The configuration of the image is invalid.")]
    [DataRow("{", "")]
    [DataRow("", "")]
    [DataRow("""{"config":{"Labels":{"build.dockerize.inputs":"sha256:0"}}}""", "it was built from other inputs")]
    [DataRow("""{"config":{"Labels":["build.dockerize.inputs"]}}""", "it has no digest of its inputs")]
    public async Task Image_is_built_if_the_one_in_the_registry_is_different(string configuration, string reason)
    {
        using var engine = new Engine();
        engine.Serve(configuration);

        var log = await engine.BuildAsync();

        Assert.Contains(Built, log);
        Assert.Contains($"it does not have this image ({reason}", log);
    }

    [TestMethod]
    public async Task Image_that_is_derived_from_the_image_is_replaced()
    {
        using var engine = new Engine();
        engine.Serve(Configuration(await engine.FindLabelAsync(), instructions: 2));

        var log = await engine.BuildAsync();

        Assert.Contains(Built, log);
        Assert.Contains("it has more instructions", log);
    }

    [TestMethod]
    [DataRow("403 Forbidden", DisplayName = "Refused")]
    [DataRow("HTTP/1.1 400 Bad Request\r\n\r\n", DisplayName = "Another protocol")]
    [DataRow("", DisplayName = "Closed")]
    public async Task Image_is_built_if_the_engine_has_no_API_of_BuildKit(string answer)
    {
        using var engine = new Engine();
        engine.Faulty.On(
            BuildKit,
            async exchange =>
            {
                if (answer == "403 Forbidden")
                    await exchange.AnswerAsync(answer, """{"message":"not allowed"}""");
                else
                    await exchange.UpgradeAsync(answer);
            }
        );

        var log = await engine.BuildAsync();

        Assert.Contains(Built, log);
        Assert.Contains("Checked the registry for shop:1", log);
    }

    [TestMethod]
    public async Task Image_is_built_if_BuildKit_rejects_the_call()
    {
        using var engine = new Engine();
        engine.Serve(_ => throw new GrpcException(GrpcStatus.Unimplemented, "unknown service"));

        var log = await engine.BuildAsync();

        Assert.Contains(Built, log);
        Assert.Contains("it does not have this image (unknown service)", log);
    }

    private static string Configuration(string label, int instructions = 1) =>
        $$$"""
            {"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:1"]},
            "config":{"Labels":{"build.dockerize.inputs":"{{{label}}}"}},
            "history":[{{{string.Join(',', Enumerable.Repeat("{}", instructions))}}}]}
            """;

    private static string Descriptor(string digest, string type) =>
        $$$"""{"Descriptor":{"digest":"{{{digest}}}","mediaType":"{{{type}}}"}}""";

    /// <summary>An engine whose registry has the same image for both names, without a configuration.</summary>
    private sealed class Engine : IDisposable
    {
        public Engine()
        {
            Faulty.Answer("POST /build", """{"id":"moby.image.id","aux":{"ID":"sha256:built"}}""" + "\n");
            Faulty.Answer(
                "GET /images/sha256:built/json",
                """{"Id":"sha256:built","Os":"linux","Architecture":"amd64"}"""
            );
            Faulty.Answer("GET /images/sha256:built/history", "[]");
            Faulty.On("POST /images/sha256:built/tag", exchange => exchange.AnswerAsync("201 Created", ""));
            Faulty.Answer("GET /info", "{}");
            Faulty.Answer("GET /distribution/shop:", Descriptor(Digest, Manifest));
            Faulty.On("POST /session", HoldAsync);
        }

        public FaultyEngine Faulty { get; } = new();

        /// <summary>The names whose configurations were requested.</summary>
        public List<string> Requested { get; } = [];

        public void Dispose() => Faulty.Dispose();

        /// <summary>Serves a configuration.</summary>
        public void Serve(string configuration) =>
            Serve(request =>
            {
                Requested.Add(ProtobufField.Read(request).First(field => field.Number == 1).Text);
                return new ProtobufWriter().Add(2, configuration).ToMessage();
            });

        /// <summary>Serves the API of BuildKit.</summary>
        public void Serve(Func<ArraySegment<byte>, ArraySegment<byte>> resolve) =>
            Faulty.On(
                BuildKit,
                async exchange =>
                {
                    var server = new GrpcServer([new Gateway(resolve)]);
                    await new Http2Connection(await exchange.UpgradeAsync(), server.HandleAsync).RunAsync(default);
                }
            );

        /// <summary>The label that a build of the image sends.</summary>
        public async Task<string> FindLabelAsync()
        {
            await BuildAsync();
            var build = Faulty.Requests.Last(request => request.StartsWith("POST /build", StringComparison.Ordinal));
            return Regex.Match(Uri.UnescapeDataString(build), @"(?<=inputs"":"")sha256:[0-9a-f]{64}").Value;
        }

        public async Task<string> BuildAsync(string? record = null)
        {
            using var log = new StringWriter { NewLine = "\n" };
            using var home = new UserHome();
            using var engine = await DockerEngine.ConnectAsync(Faulty.Host);
            var build = new IncrementalBuild(engine.Api, new BuildKitBuilder(engine.Api))
            {
                Credentials = home.Sources(),
                RecordPath = record,
                LabelsInputs = true,
                ReusesPublished = true,
            };
            await build
                .RunAsync(
                    new(
                        Dockerfiles.Dockerfile.Parse(Dockerfile),
                        BuildContext.Create(Dockerfile, [], cancellationToken: default),
                        new()
                    ),
                    [ImageReference.Parse("shop:1"), ImageReference.Parse("shop:2")],
                    new DetailedProgress(log)
                )
                .WaitAsync(Limit);
            return log.ToString();
        }

        private static async Task HoldAsync(FaultyEngine.Exchange exchange)
        {
            var session = await exchange.UpgradeAsync();
            await session.CopyToAsync(Stream.Null);
        }
    }

    /// <summary>The API of BuildKit: a build that waits for the end of its client.</summary>
    private sealed class Gateway(Func<ArraySegment<byte>, ArraySegment<byte>> resolve) : IGrpcService
    {
        private readonly TaskCompletionSource<bool> end = new();

        public IReadOnlyDictionary<string, GrpcMethod> Methods =>
            new Dictionary<string, GrpcMethod>
            {
                ["/moby.buildkit.v1.Control/Solve"] = (call, token) =>
                    call.RespondAsync(
                        async _ =>
                        {
                            await end.Task;
                            return new ProtobufWriter().ToMessage();
                        },
                        token
                    ),
                ["/moby.buildkit.v1.frontend.LLBBridge/ResolveImageConfig"] = (call, token) =>
                    call.Metadata("buildkit-controlapi-buildid").Count == 1
                        ? call.RespondAsync(resolve, token)
                        : throw new GrpcException(GrpcStatus.NotFound, "no build"),
                ["/moby.buildkit.v1.frontend.LLBBridge/Return"] = (call, token) =>
                    call.RespondAsync(
                        _ =>
                        {
                            end.TrySetResult(true);
                            return new ProtobufWriter().ToMessage();
                        },
                        token
                    ),
            };
    }

    /// <summary>Writes all messages.</summary>
    private sealed class DetailedProgress(TextWriter log) : IProgress<ProgressMessage>
    {
        private readonly object gate = new();

        public void Report(ProgressMessage value)
        {
            lock (gate)
                log.WriteLine(value.Text);
        }
    }
}
