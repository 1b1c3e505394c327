using Dockerize.Builds.Protobuf;
using Dockerize.Builds.Sessions.Grpc;
using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Tests;

/// <summary>A gRPC call whose content is in memory: bytes to read, and the bytes that were written.</summary>
internal sealed class RecordedCall : Stream
{
    private readonly MemoryStream input;
    private readonly MemoryStream output = new();
    private readonly int blockSize;

    /// <param name="content">The bytes of the caller.</param>
    /// <param name="blockSize">The maximum number of bytes of a read.</param>
    public RecordedCall(byte[] content, int blockSize = int.MaxValue)
    {
        input = new MemoryStream(content);
        this.blockSize = blockSize;
        Call = new GrpcCall([new HeaderField(":path", "/x")], this);
    }

    public GrpcCall Call { get; }

    /// <summary>The maximum number of bytes of each read.</summary>
    public List<int> ReadLengths { get; } = [];

    /// <summary>The length of each write.</summary>
    public List<int> WriteLengths { get; } = [];

    public byte[] Written => output.ToArray();

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>A message with its prefix.</summary>
    public static byte[] Frame(byte[] message) =>
        [
            0,
            (byte)(message.Length >> 24),
            (byte)(message.Length >> 16),
            (byte)(message.Length >> 8),
            (byte)message.Length,
            .. message,
        ];

    /// <summary>Calls a method with one message, and returns the only message of the response.</summary>
    public static async Task<byte[]> SendAsync(IGrpcService service, string path, ProtobufWriter request)
    {
        using var call = new RecordedCall(Frame([.. request.ToMessage()]));
        await service.Methods[path](call.Call, CancellationToken.None);

        using var response = new RecordedCall(call.Written);
        byte[] message = [.. (await response.Call.ReadAsync(CancellationToken.None))!.Value];
        Assert.IsNull(await response.Call.ReadAsync(CancellationToken.None));
        return message;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ReadLengths.Add(count);
        return input.Read(buffer, offset, Math.Min(count, blockSize));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer, offset, count));

    public override void Write(byte[] buffer, int offset, int count)
    {
        WriteLengths.Add(count);
        output.Write(buffer, offset, count);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer, offset, count);
        return Task.CompletedTask;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        input.Dispose();
        output.Dispose();
        base.Dispose(disposing);
    }
}
