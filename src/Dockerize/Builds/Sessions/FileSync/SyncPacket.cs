using Dockerize.Builds.Protobuf;

namespace Dockerize.Builds.Sessions.FileSync;

/// <summary>The types of the message <c>fsutil.types.Packet</c>.</summary>
internal enum SyncPacketType
{
    /// <summary>The properties of a file; without properties, the end of the list.</summary>
    Stat = 0,

    /// <summary>A request for the content of a file.</summary>
    Request = 1,

    /// <summary>A part of the content of a file; without data, the end of the content.</summary>
    Data = 2,

    /// <summary>The end of the requests, and the answer to it.</summary>
    Finish = 3,

    /// <summary>An error.</summary>
    Error = 4,
}

/// <summary>The message <c>fsutil.types.Packet</c>.</summary>
/// <param name="Type">The type.</param>
/// <param name="Id">The index of the file in the list.</param>
internal readonly record struct SyncPacket(SyncPacketType Type, long Id)
{
    private const int TypeNumber = 1;
    private const int StatNumber = 2;
    private const int IdNumber = 3;
    private const int DataNumber = 4;

    /// <summary>The packet after the last file of the list.</summary>
    public static ArraySegment<byte> EndOfList { get; } = Write(SyncPacketType.Stat).ToMessage();

    /// <summary>The packet that ends a synchronization.</summary>
    public static ArraySegment<byte> Finish { get; } = Write(SyncPacketType.Finish).ToMessage();

    /// <summary>Reads a packet.</summary>
    /// <exception cref="InvalidMessageException">The message is invalid.</exception>
    public static SyncPacket Read(ArraySegment<byte> message)
    {
        var packet = default(SyncPacket);
        foreach (var field in ProtobufField.Read(message))
        {
            packet = field.Number switch
            {
                TypeNumber => packet with { Type = (SyncPacketType)field.Value },
                IdNumber => packet with { Id = field.Value },
                _ => packet,
            };
        }

        return packet;
    }

    /// <summary>Creates a packet that describes a file.</summary>
    public static ArraySegment<byte> Stat(SyncEntry entry) =>
        Write(SyncPacketType.Stat).Add(StatNumber, entry.ToStat()).ToMessage();

    /// <summary>Creates the start of a packet with a part of a file. The content follows it.</summary>
    /// <param name="id">The index of the file in the list.</param>
    /// <param name="length">The length of the content; 0 at the end of the file.</param>
    public static ArraySegment<byte> Part(int id, int length) =>
        Write(SyncPacketType.Data).Add(IdNumber, id).AddStart(DataNumber, length).ToMessage();

    private static ProtobufWriter Write(SyncPacketType type) =>
        new ProtobufWriter(capacity: 32).Add(TypeNumber, (long)type);
}
