namespace Dockerize.Builds.Sessions.Http2.Hpack;

/// <summary>A header block is invalid. The state of the decoder is lost.</summary>
/// <param name="message">The violation of RFC 7541.</param>
internal sealed class HpackException(string message) : FormatException(message);
