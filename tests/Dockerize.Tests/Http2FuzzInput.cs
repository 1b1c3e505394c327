using System.Diagnostics.CodeAnalysis;
using System.Text;
using Dockerize.Builds.Sessions.Http2;
using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Tests;

/// <summary>Random bytes of an HTTP/2 client: valid sessions, changed sessions, and random frames.</summary>
[SuppressMessage(
    "Security",
    "CA5394:Do not use insecure randomness",
    Justification = "A seed makes the random numbers repeatable."
)]
internal sealed class Http2FuzzInput
{
    private readonly Random random;
    private readonly FrameBuffer frames = new();
    private readonly HpackEncoder encoder = new();
    private readonly List<int> open = [];
    private int lastId = -1;

    private Http2FuzzInput(Random random) => this.random = random;

    /// <summary>Creates the bytes of a connection.</summary>
    public static async Task<byte[]> CreateAsync(Random random)
    {
        var input = new Http2FuzzInput(random);
        input.frames.AddSettings();
        var isRandom = random.Next(4) == 0;
        for (var count = random.Next(60); count >= 0; count--)
        {
            if (isRandom && random.Next(3) == 0)
                input.AddRandomFrame();
            else
                input.AddValidFrames();
        }

        if (random.Next(50) == 0)
            input.AddFlood();
        using var bytes = new MemoryStream();
        bytes.Write(Encoding.ASCII.GetBytes(Http2Client.Preface));
        await input.frames.WriteToAsync(bytes);
        return random.Next(2) == 0 ? Change(random, bytes.ToArray()) : bytes.ToArray();
    }

    private static byte[] Change(Random random, byte[] bytes)
    {
        var changed = bytes.ToList();
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var position = random.Next(random.Next(10) == 0 ? 0 : Math.Min(24, changed.Count), changed.Count);
            switch (random.Next(6))
            {
                case 0:
                    changed.RemoveRange(position, Math.Min(random.Next(20), changed.Count - position));
                    break;
                case 1:
                    changed.InsertRange(position, Bytes(random, random.Next(20)));
                    break;
                case 2:
                    changed.RemoveRange(position, changed.Count - position);
                    break;
                case 3:
                    var length = Math.Min(random.Next(200), changed.Count - position);
                    changed.InsertRange(random.Next(position + 1), changed.GetRange(position, length));
                    break;
                case 4 when position < changed.Count:
                    changed[position] = (byte)random.Next(256);
                    break;
                case 5 when position < changed.Count:
                    changed[position] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return [.. changed];
    }

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private void AddValidFrames()
    {
        switch (random.Next(9))
        {
            case 0 or 1:
                AddRequest();
                break;
            case 2 or 3:
                var flags = random.Next(4) == 0 ? FrameFlags.EndStream : FrameFlags.None;
                frames.Add(FrameType.Data, flags, OpenId(flags != 0), new(new byte[random.Next(16384)]));
                break;
            case 4:
                var increment = random.Next(20) == 0 ? int.MaxValue : random.Next(1, 100000);
                frames.Add(FrameType.WindowUpdate, random.Next(2) == 0 ? 0 : OpenId(), (uint)increment);
                break;
            case 5:
                frames.Add(FrameType.Ping, FrameFlags.None, 0, new(Bytes(random, 8)));
                break;
            case 6:
                frames.AddSettings((SettingId.InitialWindowSize, random.Next(100000)));
                break;
            case 7:
                frames.Add(FrameType.ResetStream, OpenId(ends: true), (uint)random.Next(14));
                break;
            case 8:
                AddHeaders(OpenId(ends: true), endsStream: true, new HeaderField("trailer", "1"));
                break;
        }
    }

    private void AddHeaders(int streamId, bool endsStream, params HeaderField[] fields)
    {
        HeaderField[] all =
            random.Next(10) == 0 ? [.. fields, new("long", new string('x', random.Next(20000)))] : fields;
        frames.AddHeaders(streamId, encoder.Encode(all), endsStream);
    }

    private void AddRandomFrame()
    {
        var streamId = random.Next(3) == 0 ? random.Next(int.MinValue, int.MaxValue) : AnyId();
        var payload = Bytes(random, random.Next(3) == 0 ? random.Next(4, 9) : random.Next(100));
        frames.Add((FrameType)random.Next(12), (FrameFlags)random.Next(256), streamId, new(payload));
    }

    // Replies to these frames exceed their limit if the client does not read, and the header block exceeds its limit.
    private void AddFlood()
    {
        for (var count = 0; count < 5000; count++)
            frames.Add(FrameType.Ping, FrameFlags.None, 0, new(new byte[8]));
        frames.Add(FrameType.Headers, FrameFlags.None, lastId + 2, default);
        var part = new byte[Frame.MaximumPayload];
        for (var size = 0; size <= 2 * HeaderBlock.MaximumListSize; size += part.Length)
            frames.Add(FrameType.Continuation, FrameFlags.None, lastId + 2, new(part));
    }

    private int AnyId() => Math.Max(1, lastId - (2 * random.Next(4)));

    private int OpenId(bool ends = false)
    {
        if (open.Count == 0)
            AddRequest(isOpen: true);
        var id = open[random.Next(open.Count)];
        if (ends)
            open.Remove(id);
        return id;
    }

    private void AddRequest(bool isOpen = false)
    {
        lastId += 2;
        isOpen |= random.Next(3) != 0;
        if (isOpen)
            open.Add(lastId);
        AddHeaders(lastId, !isOpen, Http2Client.Request);
    }
}
