using System.Diagnostics.CodeAnalysis;

namespace Dockerize.Builds.Protobuf;

/// <summary>A message is not in the wire format of Protocol Buffers.</summary>
[SuppressMessage(
    "Design",
    "CA1064:Exceptions should be public",
    Justification = "Callers of the library receive another exception, which has this one as its cause."
)]
internal sealed class InvalidMessageException() : IOException("the engine sent an invalid Protocol Buffers message");
