namespace Dockerize.Builds.Sessions.Http2;

/// <summary>A header block of the client: a HEADERS frame and its CONTINUATION frames.</summary>
internal sealed class HeaderBlock
{
    /// <summary>
    /// The largest size of a header list, in bytes. BuildKit sends each pattern of an ignore file, and each source of
    /// <c>COPY</c>, as a header field.
    /// </summary>
    public const int MaximumListSize = 1024 * 1024;

    /// <summary>
    /// The largest size of a block, in bytes. It is larger than that of the header list, because an encoding can be
    /// longer than its fields.
    /// </summary>
    private const int MaximumSize = 2 * MaximumListSize;

    private byte[] bytes = [];
    private int length;
    private int size;

    /// <summary>The stream of the block; 0 if no block is incomplete.</summary>
    public int StreamId { get; private set; }

    /// <summary>True if the block ends the request.</summary>
    public bool EndsStream { get; private set; }

    /// <summary>Begins a block with a HEADERS frame.</summary>
    public void Begin(Frame frame)
    {
        StreamId = frame.StreamId;
        EndsStream = frame.EndsStream;
        length = 0;
        size = 0;
        Add(frame.Content());
    }

    /// <summary>Adds a part of the block.</summary>
    /// <exception cref="Http2Exception">The block is too large.</exception>
    public void Add(ArraySegment<byte> part)
    {
        // Each frame also counts with its header, because empty CONTINUATION frames could be endless.
        size += Frame.HeaderLength + part.Count;
        if (size > MaximumSize)
            throw new Http2Exception(Http2ErrorCode.EnhanceYourCalm, "A header block is too large.");
        if (bytes.Length < length + part.Count)
            Array.Resize(ref bytes, Math.Max(2 * bytes.Length, length + part.Count));
        Buffer.BlockCopy(part.Array!, part.Offset, bytes, length, part.Count);
        length += part.Count;
    }

    /// <summary>Ends the block.</summary>
    public ArraySegment<byte> End()
    {
        StreamId = 0;
        return new ArraySegment<byte>(bytes, 0, length);
    }
}
