using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Tests;

[TestClass]
public sealed class HpackTests
{
    private const string Cookie = "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1";

    /// <summary>The length and Huffman code of the bytes 0 to 255, from the codes in RFC 7541.</summary>
    private const string HuffmanOfAllBytes =
        "ffc803ffc7fffd8fffffe2fffffe3fffffe4fffffe5fffffe6fffffe7fffffe8ffffeafffffff3fffffa7fffffabffff"
        + "ffdfffffebfffffecfffffedfffffeefffffefffffff0ffffff1ffffff2fffffffbfffffcffffffd3fffffd7fffffdbf"
        + "ffffdffffffe3fffffe7fffffebfffffed4fe3f9ffaffcabf1febfafefe7fdfd2cbb00089969b71d79fb9f7fff20ffbf"
        + "f3ff50ddbd7f061c58f265cd9f469d5af66dddbf871e5f9cff7ff7fffc3ff9ffe45fff4719242cb34e6e9d68a6a3d7da"
        + "c426defe3cfaf7fffbfe7ffbffdffffffcfffe6ffff4bfff9ffffa3fffd3ffff53fffd5ffffb3fffeb7fffdaffffb7ff"
        + "ff73fffeeffffdeffffebffffbfffffd9ffffdbfffebffffe0ffffeeffffc3ffff8bffff1ffffe4fffee7fffb1ffff97"
        + "fffd9ffffcdffff9fffffbffffdafffeeffff4ffffb7fffee7fffe8ffffd3fffdeffffd5fffeeffffbdffffe1fffdfff"
        + "ff7fffff5ffffecffff07fff87fffe0ffff17fffedffff87ffff77fffeffffeaffff8bfffe3ffff93ffff87fffcbffff"
        + "37ffff1fffff83ffffe1fffebfffe3ffff3fffff2ffffa3ffffd9fffff17ffffc7fffff27ffffdefffffbffffff2ffff"
        + "f8fffffb7fff97fff8fffffe6fffffc1fffff87ffffe7fffffc5ffffe5fffe4ffff2fffffd1fffff4ffffffefffffe3f"
        + "ffffc9fffff97fffb3ffffcffffb7fffcdffff4ffff9ffffd1ffffcffffeaffffafffffddffffeffffff4fffff5fffff"
        + "abffffa7ffffd7fffff9bffffecfffffb7fffff3fffffe8fffffd3fffffabfffff5fffffff7ffffecfffffdbfffffbbf"
        + "ffff7ffffff0fffffbbf";

    private const int ListLimit = 16384;

    [TestMethod]
    [DataRow("0a", 5, 10, DisplayName = "RFC 7541 C.1.1")]
    [DataRow("1f9a0a", 5, 1337, DisplayName = "RFC 7541 C.1.2")]
    [DataRow("2a", 8, 42, DisplayName = "RFC 7541 C.1.3")]
    [DataRow("1f00", 5, 31, DisplayName = "The smallest value with two bytes")]
    [DataRow("1f808000", 5, 31, DisplayName = "Zeros after the value")]
    public void Integers_are_decoded(string hex, int prefix, int expected)
    {
        var reader = new HpackReader(Bytes(hex));

        Assert.AreEqual(expected, reader.ReadInteger(prefix));
        Assert.IsTrue(reader.IsAtEnd);
    }

    [TestMethod]
    [DataRow(
        "400a637573746f6d2d6b65790d637573746f6d2d686561646572",
        "custom-key: custom-header",
        55,
        DisplayName = "C.2.1"
    )]
    [DataRow("040c2f73616d706c652f70617468", ":path: /sample/path", 0, DisplayName = "C.2.2")]
    [DataRow("100870617373776f726406736563726574", "password: secret", 0, DisplayName = "C.2.3")]
    [DataRow("82", ":method: GET", 0, DisplayName = "C.2.4")]
    public void Fields_of_RFC_7541_C2_are_decoded(string hex, string expected, int tableSize)
    {
        var table = new DynamicTable();
        var decoder = new HpackDecoder(ListLimit, table);

        Assert.AreEqual(expected, Decode(decoder, hex));
        Assert.AreEqual(tableSize, table.Size);
    }

    [TestMethod]
    [DataRow(
        "828684410f7777772e6578616d706c652e636f6d",
        "828684be58086e6f2d6361636865",
        "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565",
        DisplayName = "C.3"
    )]
    [DataRow(
        "828684418cf1e3c2e5f23a6ba0ab90f4ff",
        "828684be5886a8eb10649cbf",
        "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf",
        DisplayName = "C.4, Huffman code"
    )]
    public void Requests_of_RFC_7541_are_decoded(string first, string second, string third)
    {
        var table = new DynamicTable();
        var decoder = new HpackDecoder(ListLimit, table);

        Assert.AreEqual(":method: GET|:scheme: http|:path: /|:authority: www.example.com", Decode(decoder, first));
        Assert.AreEqual(57, table.Size);
        Assert.AreEqual(
            ":method: GET|:scheme: http|:path: /|:authority: www.example.com|cache-control: no-cache",
            Decode(decoder, second)
        );
        Assert.AreEqual(110, table.Size);
        Assert.AreEqual(
            ":method: GET|:scheme: https|:path: /index.html|:authority: www.example.com|custom-key: custom-value",
            Decode(decoder, third)
        );
        Assert.AreEqual(164, table.Size);
    }

    [TestMethod]
    [DataRow(
        "4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d54"
            + "6e1768747470733a2f2f7777772e6578616d706c652e636f6d",
        "4803333037c1c0bf",
        "88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d4153444a4b48514b"
            + "425a584f5157454f50495541585157454f49553b206d61782d6167653d333630303b2076657273696f6e3d31",
        DisplayName = "C.5"
    )]
    [DataRow(
        "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3",
        "4883640effc1c0bf",
        "88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960"
            + "d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007",
        DisplayName = "C.6, Huffman code"
    )]
    public void Responses_of_RFC_7541_are_decoded_and_evict_old_fields(string first, string second, string third)
    {
        var table = new DynamicTable(256);
        var decoder = new HpackDecoder(ListLimit, table);
        const string common =
            "cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com";

        Assert.AreEqual($":status: 302|{common}", Decode(decoder, first));
        Assert.AreEqual(222, table.Size);
        Assert.AreEqual($":status: 307|{common}", Decode(decoder, second));
        Assert.AreEqual(222, table.Size);
        Assert.AreEqual(
            ":status: 200|cache-control: private|date: Mon, 21 Oct 2013 20:13:22 GMT|location: https://www.example.com"
                + $"|content-encoding: gzip|set-cookie: {Cookie}",
            Decode(decoder, third)
        );
        Assert.AreEqual(215, table.Size);
    }

    [TestMethod]
    public void Huffman_code_has_all_bytes()
    {
        var block = Bytes("000161" + HuffmanOfAllBytes);

        var field = new HpackDecoder(ListLimit, new DynamicTable()).Decode(block)!.Single();

        Assert.AreEqual(new string([.. Enumerable.Range(0, 256).Select(value => (char)value)]), field.Value);
    }

    [TestMethod]
    [DataRow("80", DisplayName = "Index 0")]
    [DataRow("be", DisplayName = "Index after the tables")]
    [DataRow("7f00", DisplayName = "Name index after the tables")]
    [DataRow("ff", DisplayName = "Incomplete integer")]
    [DataRow("ffffffff7f", DisplayName = "Large integer")]
    [DataRow("ff808080808080808000", DisplayName = "Endless integer")]
    [DataRow("40", DisplayName = "Missing name")]
    [DataRow("400a63", DisplayName = "Incomplete name")]
    [DataRow("400161", DisplayName = "Missing value")]
    [DataRow("40016101", DisplayName = "Incomplete value")]
    [DataRow("400161ffffffffff0f", DisplayName = "Large length")]
    [DataRow("8220", DisplayName = "Table size after a field")]
    [DataRow("3fe21f", DisplayName = "Table size over the limit")]
    [DataRow("4001618100", DisplayName = "Huffman padding of zeros")]
    [DataRow("40016182ffff", DisplayName = "Huffman padding over 7 bits")]
    [DataRow("40016184ffffffff", DisplayName = "Huffman end of string")]
    public void Invalid_header_blocks_are_errors(string hex)
    {
        Assert.ThrowsExactly<HpackException>(() => new HpackDecoder(ListLimit, new DynamicTable()).Decode(Bytes(hex)));
    }

    [TestMethod]
    public void Field_larger_than_the_table_empties_it()
    {
        var table = new DynamicTable(64);
        var decoder = new HpackDecoder(ListLimit, table);

        Assert.AreEqual("a: b", Decode(decoder, "4001610162"));
        Assert.AreEqual(34, table.Size);
        var large = new string('b', 40);
        Assert.AreEqual("a: " + large, Decode(decoder, "40016128" + string.Concat(large.Select(_ => "62"))));
        Assert.AreEqual(0, table.Size);
    }

    [TestMethod]
    public void Table_sizes_at_the_beginning_of_a_block_evict_fields()
    {
        var table = new DynamicTable();
        var decoder = new HpackDecoder(ListLimit, table);

        Decode(decoder, "4001610162");
        Assert.AreEqual(":method: GET", Decode(decoder, "203f21" + "82"));
        Assert.AreEqual(0, table.Size);
    }

    [TestMethod]
    public void List_over_the_limit_is_null_and_keeps_the_table()
    {
        var decoder = new HpackDecoder(listLimit: 100, new DynamicTable());

        Assert.IsNull(decoder.Decode(Bytes("4001610162" + "be" + "be")));
        Assert.AreEqual("a: b", Decode(decoder, "be"));
    }

    [TestMethod]
    public void List_over_2_GiB_is_null()
    {
        var value = string.Concat(Enumerable.Repeat("62", 4000));
        var references = string.Concat(Enumerable.Repeat("be", 700_000));

        // 0x7f and 0xa11e are the length 4000.
        Assert.IsNull(
            new HpackDecoder(ListLimit, new DynamicTable()).Decode(Bytes("400161" + "7fa11e" + value + references))
        );
    }

    [TestMethod]
    public void Encoded_fields_are_decoded_and_leave_the_table_empty()
    {
        var encoder = new HpackEncoder();
        var table = new DynamicTable();
        var decoder = new HpackDecoder(ListLimit, table);
        Decode(decoder, "4001610162");
        HeaderField[] fields =
        [
            new(":status", "200"),
            new(":status", "418"),
            new("content-type", "application/grpc"),
            new("grpc-message", new string('x', 1000) + "\u00ff"),
            new("empty", ""),
        ];

        foreach (var _ in fields)
        {
            CollectionAssert.AreEqual(fields, decoder.Decode(new(encoder.Encode(fields)))!.ToArray());
            Assert.AreEqual(0, table.Size);
        }
    }

    private static string Decode(HpackDecoder decoder, string hex) =>
        string.Join("|", decoder.Decode(Bytes(hex))!.Select(field => $"{field.Name}: {field.Value}"));

    // The bytes are within a larger array, as in a frame.
    private static ArraySegment<byte> Bytes(string hex)
    {
        var bytes = Enumerable
            .Range(0, hex.Length / 2)
            .Select(index => Convert.ToByte(hex.Substring(2 * index, 2), 16));
        return new ArraySegment<byte>([0xff, .. bytes, 0xff], 1, hex.Length / 2);
    }
}
