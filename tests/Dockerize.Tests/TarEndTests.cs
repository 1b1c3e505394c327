using System.Globalization;
using System.Text;

namespace Dockerize.Tests;

/// <summary>A tar archive without its end is recognized.</summary>
[TestClass]
public sealed class TarEndTests
{
    private static readonly byte[] End = new byte[1024];

    [TestMethod]
    [DataRow(1)]
    [DataRow(100)]
    [DataRow(512)]
    [DataRow(100_000)]
    public void Complete_archive_is_recognized_in_blocks_of_any_size(int size)
    {
        // The content has more zeros than the end of an archive.
        var tar = ImageTar.Bytes(new string('\0', 5000) + "x");

        Assert.IsTrue(IsComplete(tar, size));
        Assert.IsTrue(IsComplete([.. tar, .. new byte[10 * 1024]], size));
    }

    [TestMethod]
    public void Archive_that_is_cut_anywhere_is_incomplete()
    {
        var tar = ImageTar.Bytes(new string('\0', 3000));

        for (var length = 0; length < tar.Length; length++)
            Assert.IsFalse(IsComplete([.. tar.Take(length)]), length.ToString(CultureInfo.InvariantCulture));
    }

    [TestMethod]
    [DataRow("""{"errorDetail":{"message":"no space left"},"error":"no space left"}""")]
    [DataRow("<html>a page of a proxy</html>")]
    public void Text_after_the_entries_is_not_the_end_of_an_archive(string text)
    {
        var tar = ImageTar.Bytes();
        var entries = tar.Take(tar.Length - End.Length);
        var bytes = Encoding.UTF8.GetBytes(text);

        Assert.IsFalse(IsComplete([.. entries, .. bytes]));
        Assert.IsFalse(IsComplete([.. entries, .. bytes, .. new byte[2048]]));
        Assert.IsFalse(IsComplete([.. tar, .. bytes]));
        Assert.IsFalse(IsComplete([.. bytes, .. End]));
    }

    [TestMethod]
    public void Size_of_a_large_file_is_read_from_an_extended_header()
    {
        var record = Encoding.UTF8.GetBytes("16 path=a\u00E4b/cd\n13 size=1500\n");
        byte[] tar =
        [
            .. Header('x', size: record.Length),
            .. record,
            .. new byte[512 - record.Length],
            .. Header('0', size: 0),
            .. new byte[1536],
        ];

        Assert.IsFalse(IsComplete(tar));
        Assert.IsTrue(IsComplete([.. tar, .. End]));
    }

    [TestMethod]
    public void Size_of_a_large_file_can_be_a_binary_number()
    {
        var large = Header('0', 0, [0x80, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1]);
        var follower = new TarEnd();
        Follow(follower, large);
        var megabyte = new byte[1024 * 1024];

        for (var count = 0; count < 8 * 1024; count++)
            Follow(follower, megabyte);
        Follow(follower, new byte[512]);
        Assert.IsFalse(follower.IsComplete);
        Follow(follower, End);

        Assert.IsTrue(follower.IsComplete);
    }

    [TestMethod]
    [DataRow('1')]
    [DataRow('2')]
    [DataRow('5')]
    public void Links_and_folders_have_no_content(char type) =>
        Assert.IsTrue(IsComplete([.. Header(type, size: 1000), .. End]));

    private static bool IsComplete(byte[] tar, int blockSize = 4096)
    {
        var end = new TarEnd();
        for (var offset = 0; offset < tar.Length; offset += blockSize)
            end.Follow(tar, offset, Math.Min(blockSize, tar.Length - offset));
        return end.IsComplete;
    }

    private static void Follow(TarEnd end, byte[] bytes) => end.Follow(bytes, 0, bytes.Length);

    private static byte[] Header(char type, int size, byte[]? sizeField = null)
    {
        var block = new byte[512];
        Write(0, "x");
        Write(124, Convert.ToString(size, 8).PadLeft(11, '0'));
        sizeField?.CopyTo(block, 124);
        block[156] = (byte)type;
        Write(148, "        ");
        Write(148, Convert.ToString(block.Sum(value => value), 8).PadLeft(6, '0') + "\0 ");
        return block;

        void Write(int start, string text) => Encoding.ASCII.GetBytes(text).CopyTo(block, start);
    }
}
