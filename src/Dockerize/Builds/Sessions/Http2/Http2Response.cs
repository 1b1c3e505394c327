using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Builds.Sessions.Http2;

/// <summary>The complete response to a request of <see cref="Http2ClientConnection"/>.</summary>
/// <param name="Fields">The header fields and the trailer fields.</param>
/// <param name="Content">The content.</param>
internal sealed record Http2Response(IReadOnlyList<HeaderField> Fields, byte[] Content)
{
    /// <summary>The value of a field; empty if it is missing.</summary>
    public string Find(string name) => Fields.FirstOrDefault(field => field.Name == name)?.Value ?? "";
}
