#if !NET
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dockerize.Engines;

/// <summary>The endpoint of a Unix domain socket. .NET Framework and Mono do not have this class.</summary>
/// <param name="path">The full path of the socket.</param>
internal sealed class UnixDomainSocketEndPoint(string path) : EndPoint
{
    /// <summary>The offset of the path in <c>sockaddr_un</c>, in bytes.</summary>
    private const int PathOffset = 2;

    public override AddressFamily AddressFamily => AddressFamily.Unix;

    public override SocketAddress Serialize()
    {
        var bytes = Encoding.UTF8.GetBytes(path);
        // The path is null-terminated.
        var address = new SocketAddress(AddressFamily.Unix, PathOffset + bytes.Length + 1);
        for (var index = 0; index < bytes.Length; index++)
            address[PathOffset + index] = bytes[index];
        return address;
    }

    public override EndPoint Create(SocketAddress socketAddress) => this;

    public override string ToString() => path;
}
#endif
