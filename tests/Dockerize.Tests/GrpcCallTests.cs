using Dockerize.Builds.Sessions.Grpc;

namespace Dockerize.Tests;

/// <summary>The framing of gRPC messages.</summary>
[TestClass]
public sealed class GrpcCallTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(int.MaxValue)]
    public async Task Messages_are_read_in_blocks_of_any_size(int blockSize)
    {
        byte[] large = [.. Enumerable.Range(0, 100_000).Select(index => (byte)index)];
        using var stream = new RecordedCall(
            [.. RecordedCall.Frame([1, 2]), .. RecordedCall.Frame([]), .. RecordedCall.Frame(large)],
            blockSize
        );

        byte[] first = [.. (await ReadAsync(stream))!.Value];
        var second = await ReadAsync(stream);
        byte[] third = [.. (await ReadAsync(stream))!.Value];

        CollectionAssert.AreEqual(new byte[] { 1, 2 }, first);
        Assert.AreEqual(0, second!.Value.Count);
        CollectionAssert.AreEqual(large, third);
        Assert.IsNull(await ReadAsync(stream));
    }

    [TestMethod]
    public async Task Message_is_written_with_its_prefix_in_one_write()
    {
        using var stream = new RecordedCall([]);

        await stream.Call.WriteAsync(new ArraySegment<byte>([9, 1, 2, 3, 9], 1, 3), CancellationToken.None);
        await stream.Call.WriteAsync(new ArraySegment<byte>(new byte[70_000]), CancellationToken.None);
        await stream.Call.WriteAsync(default(ArraySegment<byte>), CancellationToken.None);

        CollectionAssert.AreEqual(
            RecordedCall.Frame([1, 2, 3]).Concat(RecordedCall.Frame(new byte[70_000])).Concat(new byte[5]).ToArray(),
            stream.Written
        );
        CollectionAssert.AreEqual(new[] { 8, 70_005, 5 }, stream.WriteLengths);
    }

    [TestMethod]
    public async Task Compressed_message_is_rejected()
    {
        using var stream = new RecordedCall([1, 0, 0, 0, 1, 7]);

        Assert.AreEqual(GrpcStatus.Unimplemented, (await FailAsync(stream)).Status);
    }

    [TestMethod]
    [DataRow(new byte[] { 0, 0, 64, 0, 1 })]
    [DataRow(new byte[] { 0, 255, 255, 255, 255 })]
    [DataRow(new byte[] { 0, 128, 0, 0, 0 })]
    public async Task Message_above_the_limit_is_rejected_before_its_content_is_read(byte[] prefix)
    {
        using var stream = new RecordedCall([.. prefix, 1, 2, 3]);

        Assert.AreEqual(GrpcStatus.ResourceExhausted, (await FailAsync(stream)).Status);
        CollectionAssert.AreEqual(new[] { 5 }, stream.ReadLengths);
    }

    [TestMethod]
    public async Task Message_of_maximum_length_is_read()
    {
        using var stream = new RecordedCall(RecordedCall.Frame(new byte[GrpcCall.MaximumLength]));

        Assert.AreEqual(GrpcCall.MaximumLength, (await ReadAsync(stream))!.Value.Count);
    }

    [TestMethod]
    public async Task Buffer_grows_with_the_received_bytes()
    {
        using var stream = new RecordedCall([0, 0, 64, 0, 0, 1, 2, 3]);

        await FailAsync(stream);

        Assert.IsLessThanOrEqualTo(64 * 1024, stream.ReadLengths.Max());
    }

    [TestMethod]
    [DataRow(new byte[] { 0 })]
    [DataRow(new byte[] { 0, 0, 0, 0 })]
    [DataRow(new byte[] { 0, 0, 0, 0, 2 })]
    [DataRow(new byte[] { 0, 0, 0, 0, 2, 1 })]
    public async Task Incomplete_message_is_rejected(byte[] content)
    {
        using var stream = new RecordedCall(content);

        Assert.AreEqual(GrpcStatus.InvalidArgument, (await FailAsync(stream)).Status);
    }

    [TestMethod]
    public async Task Unary_call_without_a_message_is_rejected()
    {
        using var stream = new RecordedCall([]);

        var failure = await Assert.ThrowsExactlyAsync<GrpcException>(() =>
            stream.Call.RespondAsync(message => message, CancellationToken.None)
        );

        Assert.AreEqual(GrpcStatus.InvalidArgument, failure.Status);
    }

    private static Task<ArraySegment<byte>?> ReadAsync(RecordedCall stream) =>
        stream.Call.ReadAsync(CancellationToken.None);

    private static Task<GrpcException> FailAsync(RecordedCall stream) =>
        Assert.ThrowsExactlyAsync<GrpcException>(() => ReadAsync(stream));
}
