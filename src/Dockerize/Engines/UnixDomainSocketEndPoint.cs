#if !NET
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dockerize.Engines;

/// <summary>The path of a socket in the file system. .NET Framework, and Mono with it, has none.</summary>
/// <param name="path">The full path.</param>
internal sealed class UnixDomainSocketEndPoint(string path) : EndPoint
{
    /// <summary>The offset of the path in <c>sockaddr_un</c>.</summary>
    private const int PathOffset = 2;

    public override AddressFamily AddressFamily => AddressFamily.Unix;

    public override SocketAddress Serialize()
    {
        var bytes = Encoding.UTF8.GetBytes(path);
        // The path ends with a zero.
        var address = new SocketAddress(AddressFamily.Unix, PathOffset + bytes.Length + 1);
        for (var index = 0; index < bytes.Length; index++)
            address[PathOffset + index] = bytes[index];
        return address;
    }

    public override EndPoint Create(SocketAddress socketAddress) => this;

    public override string ToString() => path;
}
#endif
