using System.Globalization;
using System.Text;

namespace Dockerize.Archives;

/// <summary>
/// Follows the entries of a tar archive while it is transferred, and detects if its end is missing. The end of an
/// archive is two blocks of zeros. The content of a file may contain such blocks too, so the last bytes alone do not
/// show it.
/// </summary>
internal sealed class TarEnd
{
    private const int BlockSize = 512;

    /// <summary>The maximum size of an extended header that is held in memory.</summary>
    private const int MaximumExtendedHeader = 1024 * 1024;

    private const byte ExtendedHeader = (byte)'x';

    private readonly byte[] block = new byte[BlockSize];
    private int filled;
    private long content;
    private int zeroBlocks;
    private bool isInvalid;

    // The content of an extended header, which may specify the size of the next entry; null in other content.
    private MemoryStream? extendedHeader;
    private int extendedHeaderSize;
    private long? nextSize;

    /// <summary>True if the archive is valid so far and has its end.</summary>
    public bool IsComplete => !isInvalid && zeroBlocks >= 2 && filled == 0;

    /// <summary>Reads the next bytes of the archive.</summary>
    public void Follow(byte[] buffer, int offset, int count)
    {
        var end = offset + count;
        while (offset < end && !isInvalid)
            offset += content > 0 ? SkipContent(buffer, offset, end) : FillBlock(buffer, offset, end);
    }

    private int SkipContent(byte[] buffer, int offset, int end)
    {
        var count = (int)Math.Min(content, end - offset);
        content -= count;
        extendedHeader?.Write(buffer, offset, count);
        if (content == 0 && extendedHeader is not null)
        {
            nextSize = FindSize(Encoding.UTF8.GetString(extendedHeader.ToArray(), 0, extendedHeaderSize));
            extendedHeader = null;
        }

        return count;
    }

    private int FillBlock(byte[] buffer, int offset, int end)
    {
        var count = Math.Min(BlockSize - filled, end - offset);
        Buffer.BlockCopy(buffer, offset, block, filled, count);
        filled += count;
        if (filled == BlockSize)
        {
            filled = 0;
            ReadHeader();
        }

        return count;
    }

    private void ReadHeader()
    {
        if (Array.TrueForAll(block, value => value == 0))
        {
            zeroBlocks++;
            return;
        }

        // Only zeros can follow the end of the archive.
        isInvalid = zeroBlocks >= 2 || ReadNumber(148, 8) != Checksum() || ReadNumber(124, 12) is null;
        zeroBlocks = 0;
        if (isInvalid)
            return;

        var type = block[156];
        var size = nextSize ?? ReadNumber(124, 12)!.Value;
        nextSize = null;
        // Links, devices and folders have no content.
        if (type is >= (byte)'1' and <= (byte)'6')
            size = 0;
        if (type == ExtendedHeader && size is > 0 and <= MaximumExtendedHeader)
            (extendedHeader, extendedHeaderSize) = (new MemoryStream(), (int)size);
        isInvalid = size > long.MaxValue - BlockSize;
        content = isInvalid ? 0 : (size + BlockSize - 1) / BlockSize * BlockSize;
    }

    // The sum of all bytes, in which the checksum itself counts as spaces.
    private long Checksum() => block.Select((value, index) => index is >= 148 and < 156 ? (long)' ' : value).Sum();

    // Octal digits, or for large files a binary number whose first bit is set.
    private long? ReadNumber(int start, int length)
    {
        if ((block[start] & 0x80) != 0)
            return ReadBinary(start, length);

        var digits = Encoding.ASCII.GetString(block, start, length).Trim('\0', ' ');
        return digits.All(digit => digit is >= '0' and <= '7')
            ? digits.Aggregate(0L, (number, digit) => (number * 8) + (digit - '0'))
            : null;
    }

    private long? ReadBinary(int start, int length)
    {
        var bytes = block.Skip(start).Take(length).ToArray();
        bytes[0] &= 0x7F;
        var highest = bytes.Take(length - sizeof(long)).Any(value => value != 0) || bytes[length - sizeof(long)] > 0x7F;
        return highest
            ? null
            : bytes.Skip(length - sizeof(long)).Aggregate(0L, (number, value) => (number << 8) | value);
    }

    // The records of an extended header are `LENGTH NAME=VALUE`, one on each line.
    private static long? FindSize(string header) =>
        header
            .Split('\n')
            .Select(record => record.Substring(record.IndexOf(' ') + 1))
            .Where(record => record.StartsWith("size=", StringComparison.Ordinal))
            .Select(record =>
                long.TryParse(record["size=".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
                    ? size
                    : (long?)null
            )
            .FirstOrDefault();
}
