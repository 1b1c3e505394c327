using Dockerize.Builds.Protobuf;

namespace Dockerize.Tests;

/// <summary>The wire format of Protocol Buffers. The examples are those of its documentation.</summary>
[TestClass]
public sealed class ProtobufTests
{
    [TestMethod]
    [DataRow(150L, new byte[] { 0x08, 0x96, 0x01 })]
    [DataRow(1L, new byte[] { 0x08, 0x01 })]
    [DataRow(127L, new byte[] { 0x08, 0x7F })]
    [DataRow(128L, new byte[] { 0x08, 0x80, 0x01 })]
    [DataRow(-2L, new byte[] { 0x08, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    [DataRow(long.MaxValue, new byte[] { 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F })]
    public void Integer_is_written_and_read_as_a_varint(long value, byte[] expected)
    {
        var message = new ProtobufWriter().Add(1, value).ToMessage();

        CollectionAssert.AreEqual(expected, message.ToArray());
        Assert.AreEqual(value, ProtobufField.Read(message).Single().Value);
    }

    [TestMethod]
    public void String_is_written_with_its_length()
    {
        var message = new ProtobufWriter().Add(2, "testing").ToMessage();

        CollectionAssert.AreEqual(new byte[] { 0x12, 7, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6E, 0x67 }, message.ToArray());
        Assert.AreEqual("testing", ProtobufField.Read(message).Single().Text);
    }

    [TestMethod]
    public void Fields_are_read_in_the_order_in_which_they_were_written()
    {
        byte[] large = [.. Enumerable.Range(0, 100_000).Select(index => (byte)index)];
        var message = new ProtobufWriter()
            .Add(16, "ä")
            .Add(3, new ArraySegment<byte>(large, 1, 99_999))
            .Add((1 << 29) - 1, 1)
            .ToMessage();

        var fields = ProtobufField.Read(message).ToList();

        CollectionAssert.AreEqual(new[] { 16, 3, (1 << 29) - 1 }, fields.Select(field => field.Number).ToArray());
        Assert.AreEqual("ä", fields[0].Text);
        CollectionAssert.AreEqual(large.Skip(1).ToArray(), fields[1].Bytes.ToArray());
        Assert.AreEqual(1, fields[2].Value);
    }

    [TestMethod]
    public void Default_values_are_omitted()
    {
        var message = new ProtobufWriter().Add(1, 0).Add(2, "").Add(3, default(ArraySegment<byte>)).ToMessage();

        Assert.AreEqual(0, message.Count);
        Assert.IsEmpty(ProtobufField.Read(message));
    }

    [TestMethod]
    [DataRow(new byte[] { 0x08 }, DisplayName = "a key without a value")]
    [DataRow(new byte[] { 0x08, 0x80 }, DisplayName = "an incomplete integer")]
    [DataRow(
        new byte[] { 0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1 },
        DisplayName = "an integer of eleven bytes"
    )]
    [DataRow(new byte[] { 0x12, 5, 1 }, DisplayName = "a string beyond the end")]
    [DataRow(
        new byte[] { 0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1 },
        DisplayName = "a negative length"
    )]
    [DataRow(new byte[] { 0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F }, DisplayName = "a length of 4 GB")]
    [DataRow(new byte[] { 0x0B }, DisplayName = "a group")]
    [DataRow(new byte[] { 0x0F, 1 }, DisplayName = "an unknown type")]
    [DataRow(new byte[] { 0x00, 1 }, DisplayName = "field number 0")]
    [DataRow(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x10, 1 }, DisplayName = "a field number above the maximum")]
    [DataRow(new byte[] { 0x09, 1, 2, 3 }, DisplayName = "a short fixed-length field")]
    public void Invalid_message_is_an_error(byte[] message) =>
        Assert.ThrowsExactly<InvalidMessageException>(() => _ = ProtobufField.Read(new(message)).Count());
}
