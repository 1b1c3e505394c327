namespace Dockerize.Builds.Sessions.Http2;

/// <summary>Reads and writes numbers in network byte order.</summary>
internal static class BigEndian
{
    /// <summary>Reads 16 bits.</summary>
    public static int Read16(byte[] bytes, int offset) => (bytes[offset] << 8) | bytes[offset + 1];

    /// <summary>Reads 24 bits.</summary>
    public static int Read24(byte[] bytes, int offset) => (Read16(bytes, offset) << 8) | bytes[offset + 2];

    /// <summary>Reads 32 bits.</summary>
    public static uint Read32(byte[] bytes, int offset) => (uint)((Read24(bytes, offset) << 8) | bytes[offset + 3]);

    /// <summary>Reads 31 bits. The first bit of stream identifiers and window sizes is reserved.</summary>
    public static int Read31(byte[] bytes, int offset) => (int)(Read32(bytes, offset) & int.MaxValue);

    /// <summary>Writes 32 bits.</summary>
    public static void Write32(byte[] bytes, int offset, uint value)
    {
        for (var index = 0; index < 4; index++)
            bytes[offset + index] = (byte)(value >> (24 - (8 * index)));
    }
}
