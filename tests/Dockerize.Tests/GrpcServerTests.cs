using System.Text;
using Dockerize.Builds.Sessions.FileSync;
using Dockerize.Builds.Sessions.Grpc;
using Dockerize.Builds.Sessions.Http2;
using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Tests;

/// <summary>A gRPC server with a client that sends single frames.</summary>
[TestClass]
public sealed class GrpcServerTests
{
    private const string DiffCopy = "/moby.filesync.v1.FileSync/DiffCopy";

    [TestMethod]
    [DataRow("exclude-patterns", "1", DisplayName = "Ignore file")]
    [DataRow("include-patterns", "0", DisplayName = "Included files")]
    [DataRow("followpaths", "0", DisplayName = "Sources of COPY")]
    public async Task Call_can_have_2000_patterns(string key, string expected)
    {
        var entries = Enumerable.Range(0, 2).Select(index => ArchiveEntry.FromBytes($"file-{index}", []));
        var server = new GrpcServer([new FileSyncService([new("context", [.. entries])], null)]);
        using var client = await Http2Client.OpenAsync(server.HandleAsync);

        var patterns = Enumerable.Range(0, 2000).Select(index => new HeaderField(key, $"a/folder/{index}"));
        await StartAsync(client, 1, DiffCopy, [new("dir-name", "context"), .. patterns, new(key, "file-0")]);

        var files = Encoding.ASCII.GetString((await client.FindAsync(FrameType.Data, 1))!.Value.Payload.ToArray());
        for (var index = 0; index < 2; index++)
            Assert.AreEqual(expected == $"{index}", files.Contains($"file-{index}", StringComparison.Ordinal), files);
    }

    [TestMethod]
    public async Task Reset_or_lost_call_is_not_an_error_of_the_server()
    {
        var service = new ReadingService();
        var server = new GrpcServer([service]);
        using var client = await Http2Client.OpenAsync(server.HandleAsync);

        for (var streamId = 1; streamId < 1000; streamId += 2)
        {
            await StartAsync(client, streamId, ReadingService.Path, []);
            await service.Reading.WaitAsync();
            await client.SendAsync(FrameType.ResetStream, FrameFlags.None, streamId, 0, 0, 0, 8);
        }

        await StartAsync(client, 1001, ReadingService.Path, []);
        await service.Reading.WaitAsync();
        client.Close();
        await client.Connection;

        Assert.IsNull(server.Error);
    }

    private static Task StartAsync(Http2Client client, int streamId, string path, HeaderField[] metadata) =>
        client.SendHeadersAsync(
            streamId,
            endsStream: false,
            [
                new(":method", "POST"),
                new(":scheme", "http"),
                new(":path", path),
                new("content-type", "application/grpc"),
                .. metadata,
            ]
        );

    private sealed class ReadingService : IGrpcService
    {
        public const string Path = "/test/Read";

        public SemaphoreSlim Reading { get; } = new(0);

        public IReadOnlyDictionary<string, GrpcMethod> Methods =>
            new Dictionary<string, GrpcMethod> { [Path] = ReadAsync };

        private async Task ReadAsync(GrpcCall call, CancellationToken cancellationToken)
        {
            var read = call.ReadAsync(cancellationToken);
            Reading.Release();
            await read;
        }
    }
}
