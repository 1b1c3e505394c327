namespace Dockerize.Builds.Sessions.Http2.Hpack;

/// <summary>A header field of HTTP/2.</summary>
/// <param name="Name">The name in lower case.</param>
/// <param name="Value">The value; each character is one byte (ISO 8859-1).</param>
internal sealed record HeaderField(string Name, string Value)
{
    private const int Overhead = 32;

    /// <summary>The size in a table or list of fields (RFC 7541, section 4.1), in bytes.</summary>
    public int Size => Name.Length + Value.Length + Overhead;
}
