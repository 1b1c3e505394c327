using Dockerize.Registries;
using Dockerize.Strings;

namespace Dockerize.Engines.Endpoints;

/// <summary>The endpoint of an engine.</summary>
/// <param name="Uri">
/// The address, such as <c>unix:///var/run/docker.sock</c>, <c>tcp://host:2375</c>, <c>ssh://user@host</c>,
/// <c>npipe://./pipe/docker_engine</c> or <c>wslc://</c>.
/// </param>
/// <param name="Origin">
/// The source of the address: a setting, an environment variable, a docker context, or a default.
/// </param>
public sealed record EngineEndpoint(Uri Uri, string Origin)
{
    /// <summary>The docker CLI's name for "no context". DOCKER_HOST or a default endpoint is used instead.</summary>
    private const string NoContext = "default";

    /// <summary>The default address of the docker CLI with TLS.</summary>
    private const string DefaultTlsAddress = "tcp://localhost:2376";

    /// <summary>The default port of <c>tcp://</c>, with and without TLS, as in the docker CLI.</summary>
    private const int DefaultPort = 2375;

    // The docker CLI writes a pipe with four slashes. In a URI, two slashes separate the scheme from the host.
    private const string WindowsPipe = "npipe:////./pipe/";

    private const string SchemeEnd = "://";

    private const string Tcp = "tcp" + SchemeEnd;

    private static readonly string[] Schemes = ["unix", "npipe", "tcp", "http", "https", "ssh", "wslc"];

    /// <summary>The TLS settings; null if the connection does not use TLS.</summary>
    internal EngineTls? Tls { get; private init; }

    /// <summary>The program that connects to the engine; null if the connection uses no program.</summary>
    internal EngineProgram? Program { get; private init; }

    /// <summary>The proxy for the connection; null if there is none.</summary>
    internal EngineProxy? Proxy { get; private init; }

    /// <summary>The API version in <c>DOCKER_API_VERSION</c>; null if it is not set.</summary>
    internal Version? ApiVersion { get; private init; }

    /// <summary>
    /// True if the engine runs on this machine, or in a virtual machine whose published ports are also ports of this
    /// machine.
    /// </summary>
    internal bool IsLocal =>
        Uri.Scheme switch
        {
            "unix" => true,
            "npipe" => Uri.Host is "." or "localhost",
            "tcp" or "http" or "https" => ClientUri.IsLoopback,
            _ => false,
        };

    /// <summary>The address with its port.</summary>
    internal Uri ClientUri =>
        Uri.Scheme == "tcp" && Uri.Port < 0 ? new UriBuilder(Uri) { Port = DefaultPort }.Uri : Uri;

    /// <summary>
    /// The endpoints to check, in order. If the caller, the environment or a docker context specifies an endpoint, only
    /// that one is returned. Otherwise, the <see cref="DefaultEndpoints"/> are returned. The order of precedence is
    /// that of the docker CLI, where the caller's selection corresponds to the options:
    /// https://docs.docker.com/engine/manage-resources/contexts/.
    /// </summary>
    /// <param name="selection">The caller's selection of an engine.</param>
    /// <param name="environment">
    /// A function that reads an environment variable. A blank value is treated as not set.
    /// </param>
    /// <exception cref="InvalidEndpointException">The address is invalid.</exception>
    /// <exception cref="DockerContextException">The docker context was not found or is invalid.</exception>
    /// <exception cref="CredentialsUnreadableException">config.json cannot be read.</exception>
    internal static IReadOnlyList<EngineEndpoint> Candidates(
        EndpointSelection selection,
        Func<string, string?> environment
    ) => [.. Select(selection, environment).Select(endpoint => endpoint.With(environment))];

    private static IReadOnlyList<EngineEndpoint> Select(EndpointSelection selection, Func<string, string?> environment)
    {
        var tls = EngineTls.FromEnvironment(environment);
        if (selection.Host.NullIfBlank() is { } host)
            return [Parse(host.Trim(), selection.HostOrigin, tls)];
        if (FindContext(selection, environment) is { Name: not NoContext } context)
            return [DockerContextStore.Open(environment).Find(context.Name, context.Origin)];
        if (environment("DOCKER_HOST").NullIfBlank() is { } variable)
            return [Parse(variable.Trim(), "DOCKER_HOST", tls)];

        var defaults = tls is null
            ? DefaultEndpoints.Find(environment, isWindows: Path.DirectorySeparatorChar == '\\')
            : [DefaultTlsAddress];
        return [.. defaults.Select(address => Parse(address, "default", tls))];
    }

    /// <inheritdoc/>
    public override string ToString() => Uri.Scheme == "unix" ? $"unix://{Uri.LocalPath}" : Uri.OriginalString;

    /// <summary>Parses the address of an engine; null if the text is invalid.</summary>
    internal static EngineEndpoint? TryParse(string text, string origin, EngineTls? tls)
    {
        text = Complete(text);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
            return null;

        var endpoint = new EngineEndpoint(uri, origin);
        return uri.Scheme switch
        {
            "unix" when uri.Host.Length == 0 && uri.LocalPath.Length > 1 => endpoint,
            "npipe" when uri.Segments.Length == 3 => endpoint,
            "ssh" when SshAddress.TryParse(text) is { } address => endpoint with { Program = address.Program },
            "wslc" when WslcAddress.TryParse(text) is { } address => endpoint with { Program = address.Program },
            // An address with a user is rejected, because a password in it would appear in messages.
            "tcp" or "http" or "https" when uri.Host.Length == 0 || uri.UserInfo.Length > 0 => null,
            "tcp" or "http" or "https" when uri.Query.Length + uri.Fragment.Length > 0 => null,
            "tcp" => endpoint with { Tls = tls },
            "https" => endpoint with { Tls = tls ?? new EngineTls() },
            "http" => endpoint,
            _ => null,
        };
    }

    // As in the docker CLI (docker/cli, opts/hosts.go), `host:port` and `:port` are TCP, and a full path is a Unix
    // socket.
    private static string AddScheme(string text)
    {
        if (text.Contains(SchemeEnd))
            return text;

        return (text.StartsWith("/", StringComparison.Ordinal) ? "unix://" : Tcp) + text;
    }

    // Replaces a missing host, port, socket or pipe with the default.
    private static string Complete(string text)
    {
        if (text.StartsWith(WindowsPipe, StringComparison.OrdinalIgnoreCase))
            return DefaultEndpoints.PipeFolder + text.Substring(WindowsPipe.Length);
        if (!text.StartsWith(Tcp, StringComparison.OrdinalIgnoreCase))
        {
            return text switch
            {
                "unix://" => DefaultEndpoints.Socket,
                "npipe://" => DefaultEndpoints.Pipe,
                _ => text,
            };
        }

        // In `tcp://tcp://host`, the second scheme would be parsed as the host.
        var address = text.Substring(Tcp.Length);
        if (address.Contains(SchemeEnd))
            return "";

        return address.Length == 0 || address[0] == ':' ? Tcp + "localhost" + address : text;
    }

    private EngineEndpoint With(Func<string, string?> environment) =>
        this with
        {
            ApiVersion = EngineApiVersion.FromEnvironment(environment),
            Program = Program?.Locate(environment),
            Proxy = Uri.Scheme is "tcp" or "http" or "https"
                ? EngineProxy.Find(ClientUri.DnsSafeHost, ClientUri.Port, Tls is not null, environment)
                : null,
        };

    private static EngineEndpoint Parse(string text, string origin, EngineTls? tls) =>
        TryParse(AddScheme(text), origin, tls)
        ?? throw new InvalidEndpointException(origin, SshAddress.HidePassword(text), Schemes);

    // DOCKER_HOST overrides the context in DOCKER_CONTEXT and in config.json.
    private static (string Name, string Origin)? FindContext(
        EndpointSelection selection,
        Func<string, string?> environment
    )
    {
        if (selection.Context.NullIfBlank() is { } context)
            return (context.Trim(), selection.ContextOrigin);
        if (environment("DOCKER_HOST").NullIfBlank() is not null)
            return null;
        if (environment("DOCKER_CONTEXT").NullIfBlank() is { } variable)
            return (variable.Trim(), "DOCKER_CONTEXT");

        var config = DockerConfig.Load(environment);
        return config.CurrentContext is { } current ? (current, $"currentContext in '{config.Path}'") : null;
    }
}
