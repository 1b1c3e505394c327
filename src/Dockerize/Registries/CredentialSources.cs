using System.Collections.Concurrent;
using Dockerize.Images;
using Dockerize.Strings;

namespace Dockerize.Registries;

/// <summary>
/// Finds the credentials for a registry. The sources are checked in this order. The first source that has credentials
/// is used, and the sources after it are not read:
/// <list type="number">
/// <item><description>
/// <c>DOCKERIZE_REGISTRY_USERNAME</c> and <c>_PASSWORD</c>. They apply to the registry in <c>DOCKERIZE_REGISTRY</c>, or
/// to <see cref="PushRegistry"/> if that variable is not set.
/// </description></item>
/// <item><description>
/// The variables of the .NET SDK's container support: <c>DOTNET_CONTAINER_PUSH_REGISTRY_UNAME</c> and <c>_PWORD</c> for
/// <see cref="PushRegistry"/>, <c>DOTNET_CONTAINER_PULL_REGISTRY_UNAME</c> and <c>_PWORD</c> for
/// <see cref="BaseRegistry"/>, <c>DOTNET_CONTAINER_REGISTRY_UNAME</c> and <c>_PWORD</c>, then
/// <c>SDK_CONTAINER_REGISTRY_UNAME</c> and <c>_PWORD</c>, for both (https://aka.ms/dotnet/containers/auth).
/// </description></item>
/// <item><description><c>DOCKER_AUTH_CONFIG</c>, which contains the text of a config.json.</description></item>
/// <item><description>
/// <c>$DOCKER_CONFIG/config.json</c>, or <c>~/.docker/config.json</c>, with its credential helpers.
/// </description></item>
/// <item><description>
/// The files of Podman: <c>$REGISTRY_AUTH_FILE</c>, <c>$XDG_RUNTIME_DIR/containers/auth.json</c> or, on Linux without
/// that variable, <c>/run/containers/UID/auth.json</c>, and <c>$XDG_CONFIG_HOME/containers/auth.json</c> or
/// <c>~/.config/containers/auth.json</c>.
/// </description></item>
/// </list>
/// A blank variable is treated as not set, and a missing file as empty. An invalid <c>DOCKER_AUTH_CONFIG</c> is
/// ignored, as in the docker CLI. The content of files and the results of helpers are cached. An instance is not
/// thread-safe.
/// </summary>
/// <param name="environment">A function that reads an environment variable.</param>
public sealed class CredentialSources(Func<string, string?> environment)
{
    internal const string AuthConfigVariable = "DOCKER_AUTH_CONFIG";

    private readonly Func<string, string?> environment =
        environment ?? throw new ArgumentNullException(nameof(environment));

    // Read during the build, while the builder requests further credentials.
    private readonly ConcurrentDictionary<string, RegistryCredentials> found = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AuthConfig?> files = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Name, string Server), CredentialHelper.Answer> answers = [];

    /// <summary>The registry of the image, <c>host[:port]</c>; null if the image is not pushed.</summary>
    public string? PushRegistry { get; set; }

    /// <summary>The registry of the base image, <c>host[:port]</c>; null if there is no base image.</summary>
    public string? BaseRegistry { get; set; }

    /// <summary>The credentials found so far, by registry.</summary>
    internal IReadOnlyDictionary<string, RegistryCredentials> Found => found;

    /// <summary>Reads an environment variable.</summary>
    internal Func<string, string?> Environment => environment;

    /// <summary>The time limit of a credential helper.</summary>
    internal TimeSpan HelperTimeLimit { get; init; } = CredentialHelper.DefaultTimeLimit;

    private IReadOnlyList<CredentialVariables> Variables =>
        CredentialVariables.All(environment, PushRegistry, BaseRegistry);

    /// <summary>Creates the sources for an image and its base image, with the environment of this process.</summary>
    /// <param name="image">The image.</param>
    /// <param name="isPushed">
    /// True if the image is pushed after the build. If it is not, an image name without a registry does not refer to
    /// Docker Hub.
    /// </param>
    /// <param name="baseImage">The base image; null if there is none.</param>
    public static CredentialSources For(ImageReference image, bool isPushed, ImageReference? baseImage = null) =>
        new(System.Environment.GetEnvironmentVariable)
        {
            PushRegistry =
                (image ?? throw new ArgumentNullException(nameof(image))).Registry == ImageReference.DockerHub
                && !isPushed
                    ? null
                    : image.Registry,
            BaseRegistry = baseImage?.Registry,
        };

    /// <summary>Creates the sources for a base image, with the environment of this process.</summary>
    /// <param name="baseImage">The base image; null if there is none.</param>
    public static CredentialSources ForBase(ImageReference? baseImage) =>
        new(System.Environment.GetEnvironmentVariable) { BaseRegistry = baseImage?.Registry };

    /// <summary>Creates sources with the same settings, for another thread.</summary>
    internal CredentialSources Copy() =>
        new(environment)
        {
            PushRegistry = PushRegistry,
            BaseRegistry = BaseRegistry,
            HelperTimeLimit = HelperTimeLimit,
        };

    /// <summary>Finds the credentials for the registry of an image.</summary>
    /// <param name="image">
    /// The image. Credentials for the image's repository take precedence over credentials for the registry.
    /// </param>
    /// <param name="cancellationToken">A token that cancels the search and stops a running credential helper.</param>
    /// <exception cref="CredentialsUnreadableException">A file is unreadable or invalid.</exception>
    /// <exception cref="IncompleteCredentialsException">Only one of the two variables of a pair is set.</exception>
    public async Task<CredentialLookup> FindAsync(ImageReference image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);

        var checkedSources = new List<string>();
        var credentials =
            FindInVariables(image.Registry, checkedSources)
            ?? await FindInConfigsAsync(image, checkedSources, cancellationToken).ConfigureAwait(false);
        if (credentials is not null)
            found[image.Registry] = credentials;

        // Messages do not recommend the variables of the .NET SDK, because binary build logs contain every DOTNET_
        // variable.
        var own = Variables[0];
        return new CredentialLookup(image.Registry, credentials, checkedSources)
        {
            Variables = own.AreFor(image.Registry) ? $"{own.Username} and {own.Password}" : AuthConfigVariable,
        };
    }

    /// <summary>
    /// The error in <c>DOCKER_AUTH_CONFIG</c>; null if the variable is valid or not set. An invalid value is ignored.
    /// </summary>
    /// <param name="environment">A function that reads an environment variable.</param>
    internal static CredentialsUnreadableException? FindUnreadableVariable(Func<string, string?> environment)
    {
        try
        {
            LoadVariable(environment);
            return null;
        }
        catch (CredentialsUnreadableException exception)
        {
            return exception;
        }
    }

    /// <summary>The names of the password variables that are set.</summary>
    /// <param name="environment">A function that reads an environment variable.</param>
    internal static IReadOnlyList<string> FindPasswords(Func<string, string?> environment) =>
        [
            .. CredentialVariables
                .All(environment, push: null, baseImage: null)
                .Select(pair => pair.Password)
                .Where(name => environment(name).NullIfBlank() is not null),
        ];

    /// <summary>Checks before a build that the variables for the push are set in pairs.</summary>
    /// <exception cref="IncompleteCredentialsException">Only one of the two variables of a pair is set.</exception>
    internal void RequireWholePairs()
    {
        if (PushRegistry is not { } registry)
            return;

        // Stops at the first complete pair, as a push does.
        _ = Variables.Where(pair => pair.AreFor(registry)).Any(pair => pair.Read(environment, registry) is not null);
    }

    private RegistryCredentials? FindInVariables(string registry, List<string> checkedSources)
    {
        var unset = new List<string>();
        RegistryCredentials? credentials = null;
        foreach (var pair in Variables)
        {
            if (pair.AreUnset(environment))
            {
                unset.Add(pair.Username);
                continue;
            }

            credentials = pair.AreFor(registry) ? pair.Read(environment, registry) : null;
            var result = credentials is null ? "set, but only for " + pair.Scope : "set";
            checkedSources.Add($"{pair.Username}: {result}");
            if (credentials is not null)
                break;
        }

        if (unset.Count > 0)
            checkedSources.Insert(0, $"{string.Join(", ", unset)}: not set");
        return credentials;
    }

    private async Task<RegistryCredentials?> FindInConfigsAsync(
        ImageReference image,
        List<string> checkedSources,
        CancellationToken cancellationToken
    )
    {
        foreach (var (source, load) in Configs())
        {
            try
            {
                if (load() is not { } config)
                {
                    var result = source == AuthConfigVariable ? "not set" : "not found";
                    checkedSources.Add($"{source}: {result}");
                    continue;
                }

                var credentials = await FindInConfigAsync(config, image, checkedSources, cancellationToken)
                    .ConfigureAwait(false);
                if (credentials is not null)
                    return credentials;
            }
            catch (CredentialsUnreadableException exception) when (exception.IsVariable)
            {
                // The docker CLI also falls back to the files.
                checkedSources.Add($"{source}: ignored, because {exception.Reason}");
            }
        }

        return null;
    }

    // A config is loaded only if no source before it has credentials.
    private IEnumerable<(string Source, Func<AuthConfig?> Load)> Configs()
    {
        yield return (AuthConfigVariable, () => LoadVariable(environment));
        var config = DockerConfig.FilePath(environment);
        yield return (config, () => LoadFile(config, hasNamespaces: false));
        foreach (var path in PodmanAuthFiles.Paths(environment))
            yield return (path, () => LoadFile(path, hasNamespaces: true));
    }

    private static AuthConfig? LoadVariable(Func<string, string?> environment) =>
        environment(AuthConfigVariable).NullIfBlank() is { } text ? AuthConfig.Parse(AuthConfigVariable, text) : null;

    private AuthConfig? LoadFile(string path, bool hasNamespaces)
    {
        if (!files.TryGetValue(path, out var config))
            files.Add(path, config = AuthConfig.Load(path, hasNamespaces));
        return config;
    }

    private async Task<RegistryCredentials?> FindInConfigAsync(
        AuthConfig config,
        ImageReference image,
        List<string> checkedSources,
        CancellationToken cancellationToken
    )
    {
        var registry = image.Registry;
        if (config.FindHelper(registry) is { } name)
        {
            var answer = await AskHelperAsync(name, config.HelperKey(registry), cancellationToken)
                .ConfigureAwait(false);
            checkedSources.Add($"{CredentialHelper.Program(name)} (from {config.Source}): {answer.Summary}");
            // The entry in the file is used only if the helper fails, not if the helper has no credentials.
            if (!answer.HasFailed)
                return answer.Credentials;
        }

        var credentials = config.Find(image);
        var result = credentials is null ? "no credentials" : "found credentials";
        checkedSources.Add($"{config.Source}: {result} for {registry}");
        return credentials;
    }

    private async Task<CredentialHelper.Answer> AskHelperAsync(
        string name,
        string server,
        CancellationToken cancellationToken
    )
    {
        if (!answers.TryGetValue((name, server), out var answer))
        {
            var helper = new CredentialHelper(name, environment, HelperTimeLimit);
            answer = await helper.GetAsync(server, cancellationToken).ConfigureAwait(false);
            answers.Add((name, server), answer);
        }

        return answer;
    }
}
