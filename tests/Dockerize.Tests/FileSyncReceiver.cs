using System.Buffers.Binary;
using System.Text;
using Dockerize.Builds.Protobuf;
using Dockerize.Builds.Sessions.FileSync;
using Dockerize.Builds.Sessions.Grpc;
using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Tests;

/// <summary>The engine's side of a call of DiffCopy.</summary>
internal sealed class FileSyncReceiver : IDisposable
{
    private readonly DuplexStream stream;
    private readonly CancellationTokenSource cancellation = new();

    public FileSyncReceiver(
        IReadOnlyList<ContextFolder> folders,
        string folder = "context",
        (string Name, string Value)[]? metadata = null
    )
    {
        (stream, var other) = DuplexStream.CreatePair();
        var service = new FileSyncService(folders, new MessageList(Messages));
        HeaderField[] headers =
        [
            new("dir-name", folder),
            .. (metadata ?? []).Select(field => new HeaderField(field.Name, Latin1(field.Value))),
        ];
        var method = service.Methods["/moby.filesync.v1.FileSync/DiffCopy"];
        Call = Task.Run(() => method(new GrpcCall(headers, other), cancellation.Token));
    }

    public Task Call { get; }

    public List<ProgressMessage> Messages { get; } = [];

    public static FileSyncReceiver For(IEnumerable<ContextFile> files, params (string Name, string Value)[] metadata) =>
        new([Folder(files)], metadata: metadata);

    public static ContextFolder Folder(IEnumerable<ContextFile> files)
    {
        var hashes = new ContentHashes(CancellationToken.None);
        return new("context", [.. files.Select(file => ArchiveEntry.FromFile(file, hashes))]);
    }

    /// <summary>Reads the list of files to its end.</summary>
    public async Task<List<Stat>> ReadListAsync()
    {
        var list = new List<Stat>();
        while (true)
        {
            var packet = await ReadAsync();
            Assert.AreEqual(0, Number(packet, 1), "type");
            if (packet.Count == 0)
                return list;

            var stat = ProtobufField.Read(packet[2].Bytes).ToDictionary(field => field.Number);
            Assert.IsFalse(stat.ContainsKey(3) || stat.ContainsKey(4), "owner");
            var link = stat.TryGetValue(7, out var target) ? target.Text : null;
            list.Add(new(stat[1].Text, (uint)Number(stat, 2), Number(stat, 5), Number(stat, 6), link));
        }
    }

    public Task RequestAsync(long id) => SendAsync([0x08, 1, 0x18, .. Varint((ulong)id)]);

    public Task FinishAsync() => SendAsync([0x08, 3]);

    public async Task SendAsync(byte[] message)
    {
        var prefix = new byte[5];
        BinaryPrimitives.WriteInt32BigEndian(prefix.AsSpan(1), message.Length);
        await SendBytesAsync([.. prefix, .. message]);
    }

    public Task SendBytesAsync(byte[] bytes) => stream.WriteAsync(bytes, 0, bytes.Length, CancellationToken.None);

    /// <summary>Reads the content of files until each of them has ended.</summary>
    public async Task<Dictionary<long, byte[]>> ReadFilesAsync(int count)
    {
        var contents = new Dictionary<long, MemoryStream>();
        for (var ended = 0; ended < count; )
        {
            var packet = await ReadAsync();
            Assert.AreEqual(2, Number(packet, 1), "type");
            var id = Number(packet, 3);
            if (!contents.TryGetValue(id, out var content))
                contents[id] = content = new();
            if (packet.TryGetValue(4, out var data))
                content.Write(data.Bytes.Array!, data.Bytes.Offset, data.Bytes.Count);
            else
                ended++;
        }

        return contents.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray());
    }

    /// <summary>Ends the synchronization, and checks that the sender also ends it.</summary>
    public async Task EndAsync()
    {
        await FinishAsync();
        Assert.AreEqual(3, Number(await ReadAsync(), 1), "type");
        await Call;
    }

    public void EndRequest() => stream.Dispose();

    public void Cancel() => cancellation.Cancel();

    public void Dispose()
    {
        stream.Dispose();
        cancellation.Dispose();
    }

    public async Task<Dictionary<int, ProtobufField>> ReadAsync()
    {
        var prefix = await ReadBytesAsync(5);
        Assert.AreEqual(0, prefix[0], "compression");
        var message = await ReadBytesAsync(BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1)));
        return ProtobufField.Read(new(message)).ToDictionary(field => field.Number);
    }

    private static long Number(Dictionary<int, ProtobufField> message, int number) =>
        message.TryGetValue(number, out var field) ? field.Value : 0;

    private static string Latin1(string text) =>
        Encoding.GetEncoding("iso-8859-1").GetString(Encoding.UTF8.GetBytes(text));

    private static IEnumerable<byte> Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            yield return (byte)(value | 0x80);
        yield return (byte)value;
    }

    private async Task<byte[]> ReadBytesAsync(int count)
    {
        var bytes = new byte[count];
        for (var filled = 0; filled < count; )
        {
            var read = stream.ReadAsync(bytes, filled, count - filled, CancellationToken.None);
            // If the sender fails, no more bytes follow.
            if (await Task.WhenAny(read, Call) == Call && !read.IsCompleted)
                await Call;
            filled += await read;
        }

        return bytes;
    }

    /// <summary>The properties of a file.</summary>
    public sealed record Stat(string Path, uint Mode, long Size, long Time, string? Link);

    private sealed class MessageList(List<ProgressMessage> messages) : IProgress<ProgressMessage>
    {
        public void Report(ProgressMessage value) => messages.Add(value);
    }
}
