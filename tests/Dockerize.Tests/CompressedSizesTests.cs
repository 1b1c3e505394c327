using System.Text;
using Dockerize.Builds.Protobuf;
using Dockerize.Builds.Sessions.Grpc;
using Dockerize.Builds.Sessions.Http2;

namespace Dockerize.Tests;

/// <summary>The compressed sizes of layers, from a manifest that the engine returns.</summary>
[TestClass]
public sealed class CompressedSizesTests
{
    private const string Digest = "sha256:1";

    [TestMethod]
    public async Task Sizes_are_those_of_the_manifest()
    {
        using var engine = new FaultyEngine();
        Serve(engine, """{"layers":[{"digest":"sha256:a","size":30},{"digest":"sha256:b","size":12}]}""");

        var (sizes, log) = await FindAsync(engine, Digest);

        CollectionAssert.AreEqual(new[] { 30L, 12L }, sizes!.ToArray());
        Assert.AreEqual("", log);
    }

    [TestMethod]
    [DataRow("""{"layers":[{"size":30}]}""", "", DisplayName = "another number of layers")]
    [DataRow("""{"manifests":[]}""", "", DisplayName = "an index")]
    [DataRow("[]", "", DisplayName = "no object")]
    [DataRow("{", "The compressed sizes of the layers are not known: ", DisplayName = "no JSON")]
    [DataRow("", "The compressed sizes of the layers are not known: ", DisplayName = "no content")]
    public async Task Sizes_are_not_known_for_an_invalid_manifest(string manifest, string reason)
    {
        using var engine = new FaultyEngine();
        Serve(engine, manifest);

        var (sizes, log) = await FindAsync(engine, Digest);

        Assert.IsNull(sizes);
        Assert.StartsWith(reason, log);
    }

    [TestMethod]
    public async Task Sizes_are_not_known_if_the_engine_has_no_API_of_BuildKit()
    {
        using var engine = new FaultyEngine();
        engine.On("POST /grpc", exchange => exchange.AnswerAsync("403 Forbidden", """{"message":"not allowed"}"""));

        var (sizes, log) = await FindAsync(engine, Digest);

        Assert.IsNull(sizes);
        Assert.Contains("not allowed", log);
    }

    [TestMethod]
    public async Task Engine_without_manifests_is_not_queried()
    {
        using var engine = new FaultyEngine();

        var (sizes, _) = await FindAsync(engine, manifest: null);

        Assert.IsNull(sizes);
        Assert.IsEmpty(engine.Requests.Where(request => request.StartsWith("POST /grpc", StringComparison.Ordinal)));
    }

    private static void Serve(FaultyEngine engine, string manifest) =>
        engine.On(
            "POST /grpc",
            async exchange =>
            {
                var server = new GrpcServer([new Content(manifest)]);
                await new Http2Connection(await exchange.UpgradeAsync(), server.HandleAsync).RunAsync(default);
            }
        );

    private static async Task<(IReadOnlyList<long>? Sizes, string Log)> FindAsync(FaultyEngine faulty, string? manifest)
    {
        var image = new ImageInspection
        {
            Id = Digest,
            Os = "linux",
            Architecture = "amd64",
            Layers = ["sha256:x", "sha256:y"],
            ManifestDigest = manifest,
        };
        var log = new List<string>();
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        var sizes = await new CompressedSizes(engine.Api).FindAsync(image, new ListProgress(log), default);
        return (sizes, string.Join('\n', log));
    }

    /// <summary>The content API of containerd, with one blob.</summary>
    private sealed class Content(string blob) : IGrpcService
    {
        public IReadOnlyDictionary<string, GrpcMethod> Methods =>
            new Dictionary<string, GrpcMethod>
            {
                ["/containerd.services.content.v1.Content/Read"] = (call, token) =>
                    call.RespondAsync(
                        request =>
                            ProtobufField.Read(request).Single() is { Number: 1, Text: Digest }
                                ? new ProtobufWriter()
                                    .Add(2, new ArraySegment<byte>(Encoding.UTF8.GetBytes(blob)))
                                    .ToMessage()
                                : throw new GrpcException(GrpcStatus.NotFound, "no such content"),
                        token
                    ),
            };
    }

    private sealed class ListProgress(List<string> log) : IProgress<ProgressMessage>
    {
        public void Report(ProgressMessage value) => log.Add(value.Text);
    }
}
