using Dockerize.Reporting;

namespace Dockerize.Registries;

/// <summary>
/// The build arguments for the proxies in the field <c>proxies</c> of config.json. These arguments are predefined: a
/// Dockerfile does not declare them, and an image does not contain them. The entry for an engine overrides the entry
/// <c>default</c> (docker/cli, cli/config/configfile). The address of a proxy may contain a password.
/// </summary>
internal sealed class ProxyArguments
{
    private const string PipeRoot = "npipe://./";

    /// <summary>The start of a named pipe in the notation of the docker CLI.</summary>
    private const string CliPipeRoot = "npipe:////./";

    private static readonly (string Field, string Argument)[] Fields =
    [
        ("httpProxy", "HTTP_PROXY"),
        ("httpsProxy", "HTTPS_PROXY"),
        ("noProxy", "NO_PROXY"),
        ("ftpProxy", "FTP_PROXY"),
        ("allProxy", AllProxy),
    ];

    private const string AllProxy = "ALL_PROXY";

    /// <summary>
    /// The names of the arguments in upper case. They are predefined in every Dockerfile, except that some builders
    /// do not know <c>ALL_PROXY</c>.
    /// </summary>
    public static IReadOnlyList<string> Names { get; } = [.. Fields.Select(field => field.Argument)];

    private readonly IReadOnlyList<(string Argument, string Value)> proxies;

    private ProxyArguments(IReadOnlyList<(string Argument, string Value)> proxies) => this.proxies = proxies;

    /// <summary>An instance without proxies.</summary>
    public static ProxyArguments None { get; } = new([]);

    /// <summary>True if there are no proxies.</summary>
    public bool IsEmpty => proxies.Count == 0;

    /// <summary>The user names and passwords that the addresses of the proxies contain.</summary>
    public IEnumerable<RegistryCredentials> Credentials =>
        proxies.Select(proxy => FindCredentials(proxy.Value)).OfType<RegistryCredentials>();

    /// <summary>
    /// The proxies without <c>ALL_PROXY</c>, which Podman and the classic builder of older engines report as unused.
    /// </summary>
    public ProxyArguments WithoutAllProxy => new([.. proxies.Where(proxy => proxy.Argument != AllProxy)]);

    /// <summary>Reads the proxies for an engine.</summary>
    /// <param name="environment">A function that reads an environment variable.</param>
    /// <param name="engine">The address of the engine, as in <c>DOCKER_HOST</c>.</param>
    /// <param name="progress">
    /// The receiver of a message if config.json is unreadable. The build then has no proxies, as with the docker CLI.
    /// </param>
    public static ProxyArguments Load(
        Func<string, string?> environment,
        string engine,
        IProgress<ProgressMessage>? progress = null
    )
    {
        try
        {
            return Read(AuthConfig.ReadFile(DockerConfig.FilePath(environment)) ?? ConfigObject.Empty, engine);
        }
        catch (FormatException exception)
        {
            Report(exception.Message);
        }
        catch (CredentialsUnreadableException exception)
        {
            Report(exception.Reason);
        }

        return None;

        void Report(string reason) =>
            progress.ReportStatus(StatusTexts.ProxiesUnavailable(DockerConfig.FilePath(environment), reason));
    }

    /// <summary>
    /// Adds the proxies, with their names in upper and lower case, to the build arguments of the user. Arguments of the
    /// user take precedence.
    /// </summary>
    /// <param name="arguments">The build arguments of the user.</param>
    public IReadOnlyDictionary<string, string> AddTo(IReadOnlyDictionary<string, string> arguments)
    {
        if (IsEmpty)
            return arguments;

        var all = arguments.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
        foreach (var (argument, value) in proxies)
        {
            foreach (var name in Spellings(argument).Where(name => !all.ContainsKey(name)))
                all.Add(name, value);
        }

        return all;
    }

    private static string[] Spellings(string argument)
    {
        // Some programs read only lower-case names. For example, curl ignores HTTP_PROXY.
#pragma warning disable CA1308
        return [argument, argument.ToLowerInvariant()];
#pragma warning restore CA1308
    }

    private static ProxyArguments Read(ConfigObject config, string engine)
    {
        var entries = config.Map("proxies");
        var entry =
            entries.LastOrDefault(entry => entry.Key == engine || entry.Key == engine.Replace(PipeRoot, CliPipeRoot))
            ?? entries.LastOrDefault(entry => entry.Key == "default");
        return entry is null
            ? None
            : new([
                .. Fields
                    .Select(field => (field.Argument, Value: entry.Object.Text(field.Field)))
                    .Where(proxy => proxy.Value.Length > 0),
            ]);
    }

    // Parses `http://user:password@host:port`, where the scheme is optional.
    private static RegistryCredentials? FindCredentials(string address)
    {
        var start = address.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? scheme + 3 : 0;
        var end = address.LastIndexOf('@');
        if (end <= start)
            return null;

        var parts = address.Substring(start, end - start).Split([':'], 2);
        return new RegistryCredentials(parts[0], parts.Length > 1 ? parts[1] : "", "proxies");
    }
}
