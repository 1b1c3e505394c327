namespace Dockerize;

/// <summary>A place where an engine may listen, and what names it.</summary>
/// <param name="Uri">Such as <c>unix:///var/run/docker.sock</c>, <c>tcp://host:2375</c> or <c>npipe://./pipe/docker_engine</c>.</param>
/// <param name="Origin">What names it: a property, an environment variable, or that it is where engines usually are.</param>
public sealed record EngineEndpoint(Uri Uri, string Origin)
{
    private static readonly string[] Schemes = ["unix", "npipe", "tcp", "http", "https"];

    // What the docker CLI writes, with the two slashes of a path in it; Docker.DotNet wants host and path.
    private const string WindowsPipe = "npipe:////./pipe/";

    /// <summary>
    /// The places to try, in order. One that the project or the environment names is the only one; else the sockets on which Docker,
    /// rootless Docker, Docker Desktop and Podman usually listen.
    /// </summary>
    /// <param name="host">What the project names; null or empty: nothing.</param>
    /// <param name="environment">Reads an environment variable; an empty value counts as unset.</param>
    /// <exception cref="DockerizeException">DKZ2002: what is named is no address of an engine.</exception>
    public static IReadOnlyList<EngineEndpoint> Candidates(string? host, Func<string, string?> environment)
    {
        if (!string.IsNullOrWhiteSpace(host))
            return [Parse(host!.Trim(), "DockerHost")];
        if (environment("DOCKER_HOST") is { Length: > 0 } variable)
            return [Parse(variable.Trim(), "DOCKER_HOST")];

        return [.. UsualPlaces(environment).Select(uri => new EngineEndpoint(new Uri(uri), "usual place"))];
    }

    /// <inheritdoc/>
    public override string ToString() => Uri.Scheme == "unix" ? $"unix://{Uri.LocalPath}" : Uri.OriginalString;

    private static EngineEndpoint Parse(string text, string origin) =>
        Uri.TryCreate(text.StartsWith(WindowsPipe, StringComparison.OrdinalIgnoreCase) ? "npipe://./pipe/" + text.Substring(WindowsPipe.Length) : text, UriKind.Absolute, out var uri)
            && uri.Scheme switch
            {
                "unix" => uri.Host.Length == 0 && uri.LocalPath.Length > 1,
                "npipe" => uri.Segments.Length == 3,
                _ => Schemes.Contains(uri.Scheme, StringComparer.Ordinal) && uri.Host.Length > 0,
            }
            ? new EngineEndpoint(uri, origin)
            : throw new DockerizeException(EngineDiagnostics.InvalidHost(origin, text, Schemes));

    private static IEnumerable<string> UsualPlaces(Func<string, string?> environment)
    {
        if (Path.DirectorySeparatorChar == '\\')
        {
            yield return "npipe://./pipe/docker_engine";
            yield break;
        }

        yield return "unix:///var/run/docker.sock";
        if (environment("XDG_RUNTIME_DIR") is { Length: > 0 } runtime)
            yield return $"unix://{runtime}/docker.sock";
        if (environment("HOME") is { Length: > 0 } home)
        {
            yield return $"unix://{home}/.docker/run/docker.sock";
            yield return $"unix://{home}/.docker/desktop/docker.sock";
        }

        if (environment("XDG_RUNTIME_DIR") is { Length: > 0 } again)
            yield return $"unix://{again}/podman/podman.sock";
        yield return "unix:///run/podman/podman.sock";
    }
}
