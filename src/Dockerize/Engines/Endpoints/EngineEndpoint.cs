using Docker.DotNet;
using Dockerize.Registries;

namespace Dockerize.Engines.Endpoints;

/// <summary>A place where an engine may listen, and what names it.</summary>
/// <param name="Uri">Such as <c>unix:///var/run/docker.sock</c>, <c>tcp://host:2375</c>, <c>ssh://user@host</c> or <c>npipe://./pipe/docker_engine</c>.</param>
/// <param name="Origin">What names it: a property, an environment variable, a docker context, or that it is where engines usually are.</param>
public sealed record EngineEndpoint(Uri Uri, string Origin)
{
    /// <summary>The docker CLI's name for no context at all: the environment and the usual places count.</summary>
    private const string NoContext = "default";

    /// <summary>Where the docker CLI looks when TLS is asked for and no host is named.</summary>
    private const string UsualTlsPlace = "tcp://localhost:2376";

    /// <summary>The port of a <c>tcp://</c> without one, whether with TLS or without, as in the docker CLI.</summary>
    private const int DefaultPort = 2375;

    // What the docker CLI writes, with the two slashes of a path in it; Docker.DotNet wants host and path.
    private const string WindowsPipe = "npipe:////./pipe/";

    private static readonly string[] Schemes = ["unix", "npipe", "tcp", "http", "https", "ssh"];

    /// <summary>How to speak TLS to it; null: plainly.</summary>
    internal EngineTls? Tls { get; private init; }

    /// <summary>Whom ssh reaches; null where it is not asked.</summary>
    internal SshAddress? Ssh { get; private init; }

    /// <summary>The address in the form that Docker.DotNet knows. Nothing listens at the one that stands for ssh.</summary>
    internal Uri ClientUri => Uri.Scheme switch
    {
        "ssh" => new Uri("http://docker"),
        "tcp" when Uri.Port < 0 => new UriBuilder(Uri) { Port = DefaultPort }.Uri,
        _ => Uri,
    };

    /// <summary>
    /// The places to try, in order. One that the project, the environment or a docker context names is the only one; else the sockets on which
    /// Docker, rootless Docker, Docker Desktop and Podman usually listen. What counts before what is as in the docker CLI, where options take
    /// the place of the project: https://docs.docker.com/engine/manage-resources/contexts/.
    /// </summary>
    /// <param name="host">The address that the project names; null or empty: none.</param>
    /// <param name="context">The docker context that the project names; null or empty: none. <c>default</c> means that none counts, also of those that the environment names.</param>
    /// <param name="environment">Reads an environment variable; an empty value counts as unset.</param>
    /// <exception cref="DockerizeException">
    /// DKZ2002: what is named is no address of an engine; DKZ2010: the context cannot be used; DKZ3004: config.json, which may name one, cannot be read.
    /// </exception>
    internal static IReadOnlyList<EngineEndpoint> Candidates(string? host, string? context, Func<string, string?> environment)
    {
        var tls = EngineTls.FromEnvironment(environment);
        if (Given(host) is { } address)
            return [Parse(address, "DockerHost", tls)];
        if (NamedContext(Given(context), environment) is { Name: not NoContext } named)
            return [DockerContextStore.Open(environment).Find(named.Name, named.Origin)];
        if (Given(environment("DOCKER_HOST")) is { } variable)
            return [Parse(variable, "DOCKER_HOST", tls)];

        IEnumerable<string> usual = tls is null ? UsualPlaces(environment) : [UsualTlsPlace];
        return [.. usual.Select(place => Parse(place, "usual place", tls))];
    }

    /// <summary>True if one of the usual sockets exists on this machine.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    internal static bool HasUsualSocket(Func<string, string?> environment) => UsualPlaces(environment)
        .Where(place => place.StartsWith("unix://", StringComparison.Ordinal))
        .Any(place => File.Exists(place.Substring("unix://".Length)));

    /// <inheritdoc/>
    public override string ToString() => Uri.Scheme == "unix" ? $"unix://{Uri.LocalPath}" : Uri.OriginalString;

    /// <summary>An endpoint, or null if the text is not the address of one.</summary>
    internal static EngineEndpoint? TryParse(string text, string origin, EngineTls? tls)
    {
        if (text.StartsWith(WindowsPipe, StringComparison.OrdinalIgnoreCase))
            text = "npipe://./pipe/" + text.Substring(WindowsPipe.Length);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
            return null;

        var endpoint = new EngineEndpoint(uri, origin);
        return uri.Scheme switch
        {
            "unix" when uri.Host.Length == 0 && uri.LocalPath.Length > 1 => endpoint,
            "npipe" when uri.Segments.Length == 3 => endpoint,
            "ssh" when SshAddress.TryParse(text) is { } address => endpoint with { Ssh = address },
            // A password there would be shown wherever the address is.
            "tcp" or "http" or "https" when uri.Host.Length == 0 || uri.UserInfo.Length > 0 => null,
            "tcp" => endpoint with { Tls = tls },
            "https" => endpoint with { Tls = tls ?? new EngineTls() },
            "http" => endpoint,
            _ => null,
        };
    }

    /// <summary>What Docker.DotNet connects with; its client disposes of it.</summary>
    /// <exception cref="DockerizeException">DKZ2011: a certificate or its key cannot be read.</exception>
    internal Credentials CreateCredentials() =>
        Ssh is not null ? new SshCredentials(Ssh) : Tls is not null ? new TlsCredentials(Tls) : new AnonymousCredentials();

    private static EngineEndpoint Parse(string text, string origin, EngineTls? tls) =>
        TryParse(text, origin, tls) ?? throw new InvalidEndpointException(origin, SshAddress.HidePassword(text), Schemes);

    // Only with no host in the environment does it count what the environment and config.json say of a context.
    private static (string Name, string Origin)? NamedContext(string? context, Func<string, string?> environment)
    {
        if (context is not null)
            return (context, "DockerContext");
        if (Given(environment("DOCKER_HOST")) is not null)
            return null;
        if (Given(environment("DOCKER_CONTEXT")) is { } variable)
            return (variable, "DOCKER_CONTEXT");
        var config = DockerConfig.Load(environment);
        return config.CurrentContext is { } current ? (current, $"currentContext in '{config.Path}'") : null;
    }

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value!.Trim();

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
