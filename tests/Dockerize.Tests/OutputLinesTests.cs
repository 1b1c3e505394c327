using System.Text;
using Dockerize.Strings;

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
    public void Output_lines_do_not_depend_on_chunk_boundaries(string output, string expected)
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
    public void Character_that_is_split_between_two_chunks_is_unchanged()
    {
        var lines = new List<string>();
        var reader = new OutputLines(lines.Add);

        foreach (var octet in Encoding.UTF8.GetBytes("grüße 🐳\n"))
            reader.Write(new ArraySegment<byte>([octet]));

        Assert.AreEqual("grüße 🐳", lines.Single());
    }

    [TestMethod]
    public void Endless_output_line_is_split_into_parts()
    {
        var longest = 0;
        var reader = new OutputLines(line => longest = Math.Max(longest, line.Length));

        for (var piece = 0; piece < 1000; piece++)
            reader.Write(new string('x', 1000));

        Assert.IsInRange(1000, 100_000, longest);
    }
}
