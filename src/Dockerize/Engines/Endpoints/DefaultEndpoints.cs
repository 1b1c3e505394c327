using Dockerize.Processes;

namespace Dockerize.Engines.Endpoints;

/// <summary>
/// The endpoints that are checked if no setting specifies one: those of Docker, rootless Docker, Docker Desktop, Podman
/// and WSL containers.
/// </summary>
internal static class DefaultEndpoints
{
    /// <summary>The folder of named pipes on this machine.</summary>
    public const string PipeFolder = "npipe://./pipe/";

    /// <summary>The named pipe of Docker on Windows.</summary>
    public const string Pipe = PipeFolder + "docker_engine";

    /// <summary>The socket of Docker.</summary>
    public const string Socket = SocketStart + "/var/run/docker.sock";

    private const string SocketStart = "unix://";

    /// <summary>The addresses, in the order in which they are checked.</summary>
    /// <param name="environment">A function that reads an environment variable.</param>
    /// <param name="isWindows">True for the endpoints on Windows.</param>
    public static IEnumerable<string> Find(Func<string, string?> environment, bool isWindows) =>
        isWindows ? FindOnWindows(environment) : FindSockets(environment);

    /// <summary>True if one of the default sockets exists on this machine.</summary>
    /// <param name="environment">A function that reads an environment variable.</param>
    public static bool HasSocket(Func<string, string?> environment) =>
        FindSockets(environment).Any(place => File.Exists(place.Substring(SocketStart.Length)));

    private static IEnumerable<string> FindOnWindows(Func<string, string?> environment)
    {
        yield return Pipe;
        if (ProgramPath.Find(WslcAddress.ProgramName, environment, isWindows: true) is not null)
            yield return WslcAddress.Default;
    }

    private static IEnumerable<string> FindSockets(Func<string, string?> environment)
    {
        var runtime = environment("XDG_RUNTIME_DIR");
        yield return Socket;
        if (runtime is { Length: > 0 })
            yield return $"unix://{runtime}/docker.sock";
        if (environment("HOME") is { Length: > 0 } home)
        {
            yield return $"unix://{home}/.docker/run/docker.sock";
            yield return $"unix://{home}/.docker/desktop/docker.sock";
        }

        if (runtime is { Length: > 0 })
            yield return $"unix://{runtime}/podman/podman.sock";
        yield return "unix:///run/podman/podman.sock";
    }
}
