using Dockerize.Images;

namespace Dockerize.Registries;

/// <summary>
/// Where credentials for registries are looked for; for each registry the first that answers counts, and those behind it are not even read:
/// <list type="number">
/// <item><description><c>DOCKERIZE_REGISTRY_USERNAME</c> and <c>_PASSWORD</c>, for the registry that <c>DOCKERIZE_REGISTRY</c> names, else for <see cref="PushRegistry"/>.</description></item>
/// <item><description>
/// Those of the .NET SDK's containers: <c>DOTNET_CONTAINER_PUSH_REGISTRY_UNAME</c> and <c>_PWORD</c> for <see cref="PushRegistry"/>,
/// <c>DOTNET_CONTAINER_PULL_REGISTRY_UNAME</c> and <c>_PWORD</c> for <see cref="BaseRegistry"/>, <c>DOTNET_CONTAINER_REGISTRY_UNAME</c> and <c>_PWORD</c>,
/// then <c>SDK_CONTAINER_REGISTRY_UNAME</c> and <c>_PWORD</c>, for both (https://aka.ms/dotnet/containers/auth).
/// </description></item>
/// <item><description><c>DOCKER_AUTH_CONFIG</c>, the text of a config.json.</description></item>
/// <item><description><c>$DOCKER_CONFIG/config.json</c>, or <c>~/.docker/config.json</c>, with the helpers that it names.</description></item>
/// <item><description>
/// Podman's: <c>$REGISTRY_AUTH_FILE</c>, <c>$XDG_RUNTIME_DIR/containers/auth.json</c> or without that variable, on Linux, <c>/run/containers/UID/auth.json</c>, <c>$XDG_CONFIG_HOME/containers/auth.json</c> or
/// <c>~/.config/containers/auth.json</c>.
/// </description></item>
/// </list>
/// Blank variables count as unset, missing files as empty. What files and helpers say is remembered. Not for several threads at once.
/// </summary>
/// <param name="environment">Reads an environment variable.</param>
public sealed class CredentialSources(Func<string, string?> environment)
{
    internal const string AuthConfigVariable = "DOCKER_AUTH_CONFIG";

    private readonly Dictionary<string, RegistryCredentials> found = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AuthConfig?> files = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Name, string Server), CredentialHelper.Answer> answers = [];

    /// <summary>The registry that the image is for, <c>host[:port]</c>; null: the image stays in the engine.</summary>
    public string? PushRegistry { get; init; }

    /// <summary>The registry of the image that the build starts FROM, <c>host[:port]</c>; null: there is none, or it does not matter.</summary>
    public string? BaseRegistry { get; init; }

    /// <summary>What was found so far, by registry.</summary>
    internal IReadOnlyDictionary<string, RegistryCredentials> Found => found;

    /// <summary>How long a helper may take.</summary>
    internal TimeSpan HelperTimeLimit { get; init; } = CredentialHelper.DefaultTimeLimit;

    private IEnumerable<CredentialVariables> Variables
    {
        get
        {
            const string Push = "the registry of the image's own name", Base = "the base image's registry";
            var named = Given("DOCKERIZE_REGISTRY");
            return
            [
                named is null
                    ? new("DOCKERIZE_REGISTRY_USERNAME", "DOCKERIZE_REGISTRY_PASSWORD", $"{Push}, as DOCKERIZE_REGISTRY names no other", PushRegistry)
                    : new("DOCKERIZE_REGISTRY_USERNAME", "DOCKERIZE_REGISTRY_PASSWORD", $"{RegistryKey.Host(named)}, which DOCKERIZE_REGISTRY names", named),
                new("DOTNET_CONTAINER_PUSH_REGISTRY_UNAME", "DOTNET_CONTAINER_PUSH_REGISTRY_PWORD", Push, PushRegistry),
                new("DOTNET_CONTAINER_PULL_REGISTRY_UNAME", "DOTNET_CONTAINER_PULL_REGISTRY_PWORD", Base, BaseRegistry),
                new("DOTNET_CONTAINER_REGISTRY_UNAME", "DOTNET_CONTAINER_REGISTRY_PWORD", $"{Push} and {Base}", PushRegistry, BaseRegistry),
                new("SDK_CONTAINER_REGISTRY_UNAME", "SDK_CONTAINER_REGISTRY_PWORD", $"{Push} and {Base}", PushRegistry, BaseRegistry),
            ];
        }
    }

    private IEnumerable<string> PodmanFiles
    {
        get
        {
            if (Given("REGISTRY_AUTH_FILE") is { } named)
                yield return named;
            if (Given("XDG_RUNTIME_DIR") is { } runtime)
                yield return Path.Combine(runtime, "containers", "auth.json");
            else if (UserId() is { } user)
                yield return $"/run/containers/{user}/auth.json";
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            yield return Path.Combine(Given("XDG_CONFIG_HOME") ?? Path.Combine(home, ".config"), "containers", "auth.json");
        }
    }

    /// <summary>Those of this process's environment, for an image and what it starts FROM.</summary>
    /// <param name="image">The image.</param>
    /// <param name="isPushed">Whether a push is to follow. Without one an image that names no registry is the engine's own, though it reads as one of Docker Hub's.</param>
    /// <param name="baseImage">What it starts FROM; null: nothing, or it does not matter.</param>
    public static CredentialSources For(ImageReference image, bool isPushed, ImageReference? baseImage = null) => new(Environment.GetEnvironmentVariable)
    {
        PushRegistry = image.Registry == ImageReference.DockerHub && !isPushed ? null : image.Registry,
        BaseRegistry = baseImage?.Registry,
    };

    /// <summary>Those of this process's environment, for what an image starts FROM.</summary>
    /// <param name="baseImage">That image; null: there is none, or it does not matter.</param>
    public static CredentialSources ForBase(ImageReference? baseImage) => new(Environment.GetEnvironmentVariable) { BaseRegistry = baseImage?.Registry };

    /// <summary>Looks for the credentials of an image's registry.</summary>
    /// <param name="image">The image; what is kept for its repository counts before what is kept for all of its registry.</param>
    /// <param name="cancellationToken">Ends the search and a helper that it waits for.</param>
    /// <exception cref="DockerizeException">
    /// DKZ3004: a file or DOCKER_AUTH_CONFIG, asked because nothing before it answered, cannot be read; DKZ3010: a variable with a user's name is set
    /// without that of the password, or the reverse.
    /// </exception>
    public async Task<CredentialLookup> FindAsync(ImageReference image, CancellationToken cancellationToken = default)
    {
        var asked = new List<string>();
        var credentials = AskVariables(image.Registry, asked) ?? await AskConfigsAsync(image, asked, cancellationToken).ConfigureAwait(false);
        if (credentials is not null)
            found[image.Registry] = credentials;
        return new CredentialLookup(image.Registry, credentials, asked)
        {
            // Not the .NET SDK's: MSBuild writes all that begins with DOTNET_ into binary and diagnostic logs.
            Variables = Variables.First() is var own && own.AreFor(image.Registry) ? $"{own.Username} and {own.Password}" : AuthConfigVariable,
        };
    }

    /// <summary>Makes sure that no credentials for the push lack one half, before anything is done that a push is to follow.</summary>
    /// <exception cref="DockerizeException">DKZ3010: a variable with a user's name is set without that of the password, or the reverse.</exception>
    internal void RequireWholePairs()
    {
        // Up to the first that is whole: those behind it are not read either when it counts.
        _ = Variables.Where(pair => PushRegistry is not null && pair.AreFor(PushRegistry)).Any(pair => pair.Read(Given, PushRegistry!) is not null);
    }

    // The real user's, as Podman takes it. Only Linux has that file, and only there Podman looks into /run.
    private static string? UserId() => !File.Exists("/proc/self/status") ? null
        : File.ReadLines("/proc/self/status").Where(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Select(line => line.Split(['\t', ' '], StringSplitOptions.RemoveEmptyEntries)[1]).FirstOrDefault();

    private string? Given(string name) => environment(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    private RegistryCredentials? AskVariables(string registry, List<string> asked)
    {
        var unset = new List<string>();
        RegistryCredentials? credentials = null;
        foreach (var pair in Variables)
        {
            if (Given(pair.Username) is null && Given(pair.Password) is null)
            {
                unset.Add(pair.Username);
                continue;
            }

            credentials = pair.AreFor(registry) ? pair.Read(Given, registry) : null;
            asked.Add($"{pair.Username}: {(credentials is null ? "only for " + pair.Whose : "is set")}");
            if (credentials is not null)
                break;
        }

        if (unset.Count > 0)
            asked.Insert(0, $"{string.Join(", ", unset)}: not set");
        return credentials;
    }

    private async Task<RegistryCredentials?> AskConfigsAsync(ImageReference image, List<string> asked, CancellationToken cancellationToken)
    {
        if (Given(AuthConfigVariable) is not { } text)
            asked.Add($"{AuthConfigVariable}: not set");
        else if (await AskAsync(AuthConfig.Parse(AuthConfigVariable, text), image, asked, cancellationToken).ConfigureAwait(false) is { } inVariable)
            return inVariable;

        IEnumerable<(string Path, bool HasNamespaces)> places = [(DockerConfig.FilePath(environment), false), .. PodmanFiles.Select(path => (path, true))];
        foreach (var (path, hasNamespaces) in places)
        {
            if (!files.TryGetValue(path, out var config))
                files.Add(path, config = AuthConfig.Load(path, hasNamespaces));
            if (config is null)
                asked.Add($"{path}: there is no such file");
            else if (await AskAsync(config, image, asked, cancellationToken).ConfigureAwait(false) is { } inFile)
                return inFile;
        }

        return null;
    }

    private async Task<RegistryCredentials?> AskAsync(AuthConfig config, ImageReference image, List<string> asked, CancellationToken cancellationToken)
    {
        if (config.Helper(image.Registry) is { } name)
        {
            var answer = await AskHelperAsync(name, config.HelperKey(image.Registry), cancellationToken).ConfigureAwait(false);
            asked.Add($"{CredentialHelper.Program(name)}, which {config.Source} names: {answer.Summary}");
            // What it says counts, also that there is nothing. Only where it cannot say anything the file's own entry does.
            if (!answer.HasFailed)
                return answer.Credentials;
        }

        var credentials = config.Find(image);
        asked.Add($"{config.Source}: {(credentials is null ? $"nothing for {image.Registry}" : $"has credentials for {image.Registry}")}");
        return credentials;
    }

    private async Task<CredentialHelper.Answer> AskHelperAsync(string name, string server, CancellationToken cancellationToken)
    {
        if (!answers.TryGetValue((name, server), out var answer))
        {
            answer = await new CredentialHelper(name, environment, HelperTimeLimit).GetAsync(server, cancellationToken).ConfigureAwait(false);
            answers.Add((name, server), answer);
        }

        return answer;
    }
}
