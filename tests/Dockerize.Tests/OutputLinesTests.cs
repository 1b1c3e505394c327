using System.Text;

namespace Dockerize.Tests;

[TestClass]
public sealed class OutputLinesTests
{
    [TestMethod]
    [DataRow("one\ntwo\n", "one|two")]
    [DataRow("one\r\ntwo\r\n", "one|two")]
    [DataRow("no end", "no end")]
    [DataRow("10%\r50%\r100%\ndone\n", "100%|done")]
    [DataRow("10%\r50%\r", "50%")]
    [DataRow("\u001b[91mred\u001b[0m\n\n \n", "red")]
    public void Lines_are_the_same_wherever_their_pieces_end(string output, string expected)
    {
        for (var size = 1; size <= output.Length; size++)
        {
            var lines = new List<string>();
            var reader = new OutputLines(lines.Add);
            foreach (var piece in output.Chunk(size))
                reader.Write(new string(piece));
            reader.Complete();
            Assert.AreEqual(expected, string.Join('|', lines), $"in pieces of {size}");
        }
    }

    [TestMethod]
    public void A_character_that_is_cut_in_two_stays_one()
    {
        var lines = new List<string>();
        var reader = new OutputLines(lines.Add);

        foreach (var octet in Encoding.UTF8.GetBytes("grüße 🐳\n"))
            reader.Write(new ArraySegment<byte>([octet]));

        Assert.AreEqual("grüße 🐳", lines.Single());
    }

    [TestMethod]
    public void A_line_without_end_does_not_fill_the_memory()
    {
        var longest = 0;
        var reader = new OutputLines(line => longest = Math.Max(longest, line.Length));

        for (var piece = 0; piece < 1000; piece++)
            reader.Write(new string('x', 1000));

        Assert.IsInRange(1000, 100_000, longest);
    }
}
