using System.Diagnostics.CodeAnalysis;
using System.IO.Pipes;
using System.Net.Sockets;
using Dockerize.Engines;
using Dockerize.Files;

namespace Dockerize.Builds.Sessions;

/// <summary>The Unix socket or the Windows pipe on which an SSH agent accepts connections.</summary>
internal static class SshSocket
{
    private const string PipePrefix = @"\\.\pipe\";

    private const int PipeTimeout = 5000;

    /// <summary>
    /// The path of the socket or of the private key; null if there is none. On Windows, the default is the pipe of the
    /// OpenSSH service.
    /// </summary>
    /// <param name="agent">The SSH agent.</param>
    /// <param name="environment">A function that reads an environment variable.</param>
    public static string? Find(BuildSsh agent, Func<string, string?> environment)
    {
        if (agent.Path is not null)
            return agent.Path;
        if (environment("SSH_AUTH_SOCK") is { Length: > 0 } socket)
            return socket;

        return Path.DirectorySeparatorChar == '\\' ? PipePrefix + "openssh-ssh-agent" : null;
    }

    /// <summary>True for a socket or a pipe; false for a private key.</summary>
    /// <param name="path">The path from <see cref="Find"/>.</param>
    /// <exception cref="FileUnreadableException">The file cannot be read.</exception>
    public static bool Exists(string path) =>
        IsPipe(path)
        // Only .NET recognizes sockets. Their length is 0, and a private key is never empty.
        || new FileInfo(path) is { Exists: true } file && (SpecialFile.IsSocket(file) || file.Length == 0);

    /// <summary>Connects to an agent.</summary>
    /// <param name="path">The full path of the socket, or the name of the pipe.</param>
    /// <param name="cancellationToken">A token that cancels the connection.</param>
    /// <exception cref="IOException">The connection to a pipe failed, or the path of a socket is too long.</exception>
    /// <exception cref="SocketException">The connection to a socket failed.</exception>
    /// <exception cref="TimeoutException">The pipe is busy.</exception>
    /// <exception cref="UnauthorizedAccessException">The user has no permission to connect to the pipe.</exception>
    public static Task<Stream> OpenAsync(string path, CancellationToken cancellationToken)
    {
        if (IsPipe(path))
            return OpenPipeAsync(path.Substring(PipePrefix.Length), cancellationToken);

        return OpenSocketAsync(path, cancellationToken);
    }

    private static bool IsPipe(string path) =>
        path.Replace('/', '\\').StartsWith(PipePrefix, StringComparison.OrdinalIgnoreCase);

    [SuppressMessage(
        "Reliability",
        "CA2000:Dispose objects before losing scope",
        Justification = "The stream disposes of the socket, and a socket that cannot connect disposes of itself."
    )]
    private static async Task<Stream> OpenSocketAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var endPoint = new UnixDomainSocketEndPoint(path);
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            return await EngineSocket.OpenAsync(socket, endPoint, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException exception)
        {
            // A path has at most 108 bytes on Linux.
            throw new PathTooLongException("the path of the socket is too long", exception);
        }
    }

    private static async Task<Stream> OpenPipeAsync(string name, CancellationToken cancellationToken)
    {
        var pipe = new NamedPipeClientStream(".", name, PipeDirection.InOut, PipeOptions.Asynchronous);
        try
        {
            await pipe.ConnectAsync(PipeTimeout, cancellationToken).ConfigureAwait(false);
            return pipe;
        }
        catch
        {
            pipe.Dispose();
            throw;
        }
    }
}
