using System.Text;
using Dockerize.Files;
using Dockerize.Images;
using Newtonsoft.Json;

namespace Dockerize.Registries;

/// <summary>
/// The credentials in the docker CLI's config.json: <c>auths</c>, and the names of credential helpers in
/// <c>credHelpers</c> and <c>credsStore</c> (docker/cli, cli/config/configfile). Podman's auth.json and
/// DOCKER_AUTH_CONFIG have the same format.
/// </summary>
internal sealed class AuthConfig
{
    private readonly ConfigObject content;
    private readonly bool hasNamespaces;
    private readonly bool isVariable;

    private AuthConfig(string source, ConfigObject content, bool hasNamespaces, bool isVariable)
    {
        Source = source;
        this.content = content;
        this.hasNamespaces = hasNamespaces;
        this.isVariable = isVariable;
    }

    /// <summary>The full path of the file, or the name of the environment variable.</summary>
    public string Source { get; }

    /// <summary>Reads a file; null if it was not found.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="hasNamespaces">
    /// True if a key with a path applies to the repositories below that path, as in auth.json
    /// (containers-auth.json(5)). In config.json, the path in a key is ignored.
    /// </param>
    /// <exception cref="CredentialsUnreadableException">
    /// The file exists but is unreadable or not valid JSON.
    /// </exception>
    public static AuthConfig? Load(string path, bool hasNamespaces) =>
        ReadFile(path) is { } content ? new AuthConfig(path, content, hasNamespaces, isVariable: false) : null;

    /// <summary>Parses the value of an environment variable.</summary>
    /// <exception cref="CredentialsUnreadableException">The value is not JSON.</exception>
    public static AuthConfig Parse(string variable, string value)
    {
        try
        {
            // The docker CLI rejects text after the object here, but not in config.json.
            var content = ConfigObject.Parse(value, allowsMore: false);
            return new AuthConfig(variable, content, hasNamespaces: false, isVariable: true);
        }
        catch (JsonReaderException)
        {
            throw new CredentialsUnreadableException(variable, isVariable: true, 0, "the value is not valid JSON");
        }
    }

    /// <summary>
    /// Reads a JSON file; null if it was not found. As in the docker CLI, a blank file is treated as empty, and text
    /// after the object is ignored.
    /// </summary>
    /// <exception cref="CredentialsUnreadableException">
    /// The file exists but is unreadable or not valid JSON.
    /// </exception>
    public static ConfigObject? ReadFile(string path)
    {
        try
        {
            if (!File.Exists(path))
                return null;

            var text = RegularFile.ReadText(path);
            return string.IsNullOrWhiteSpace(text) ? ConfigObject.Empty : ConfigObject.Parse(text, allowsMore: true);
        }
        catch (JsonReaderException exception)
        {
            // The message of Newtonsoft.Json is not used, because it quotes the text, which may be a secret.
            throw new CredentialsUnreadableException(
                path,
                isVariable: false,
                exception.LineNumber,
                "the file is not valid JSON"
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CredentialsUnreadableException(path, isVariable: false, 0, exception.Message, exception);
        }
    }

    /// <summary>
    /// Finds the name of the credential helper for a registry; null if there is none. An entry in <c>credHelpers</c>
    /// overrides <c>credsStore</c>, and an entry with an empty name disables the helper. Keys are case-sensitive, as in
    /// the docker CLI and Podman.
    /// </summary>
    /// <exception cref="CredentialsUnreadableException">A value has an invalid type.</exception>
    public string? FindHelper(string registry) =>
        Check(() =>
        {
            var entry = content.Map("credHelpers").LastOrDefault(entry => entry.Key == HelperKey(registry));
            var name = entry is null ? content.Text("credsStore") : entry.Text;
            return name.Length > 0 ? name : null;
        });

    /// <summary>
    /// The key of a registry for a credential helper. For Docker Hub, Podman uses the host name and docker uses a URL.
    /// </summary>
    public string HelperKey(string registry) =>
        hasNamespaces ? RegistryKey.Host(registry) : RegistryKey.ForRegistry(registry);

    /// <summary>Finds the credentials for an image in <c>auths</c>; null if there are none.</summary>
    /// <exception cref="CredentialsUnreadableException">
    /// The credentials are invalid, or a value has an invalid type.
    /// </exception>
    public RegistryCredentials? Find(ImageReference image)
    {
        var registry = image.Registry;
        string[] keys = [.. hasNamespaces ? Namespaces(image) : [], RegistryKey.ForRegistry(registry), registry];
        return Check(() =>
            FindEntries(keys, registry)
                .Select(entry => Read(entry.Object, registry))
                .FirstOrDefault(found => found is not null)
        );
    }

    private T Check<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException exception)
        {
            throw new CredentialsUnreadableException(Source, isVariable, 0, exception.Message);
        }
    }

    // Returns the most specific namespace first.
    private static IEnumerable<string> Namespaces(ImageReference image)
    {
        var path = image.CanonicalName;
        for (; path.IndexOf('/') >= 0; path = path.Substring(0, path.LastIndexOf('/')))
            yield return path;
    }

    // An exact key takes precedence over another key for the same registry. Entries may be empty: docker and Podman
    // write an empty entry if a helper stores the credentials.
    private IEnumerable<ConfigEntry> FindEntries(string[] keys, string registry)
    {
        var entries = content.Map("auths");
        var exact = keys.SelectMany(key => entries.Where(entry => entry.Key == key));
        var others = entries.Where(entry =>
            !IsNamespace(entry.Key) && RegistryKey.Host(entry.Key) == RegistryKey.Host(registry)
        );
        return exact.Concat(others);
    }

    private bool IsNamespace(string key) =>
        hasNamespaces && key.IndexOf('/') >= 0 && key.IndexOf("://", StringComparison.Ordinal) < 0;

    private RegistryCredentials? Read(ConfigObject entry, string registry)
    {
        var (username, password) = (entry.Text("username"), entry.Text("password"));
        if (entry.Text("auth") is { Length: > 0 } auth)
        {
            (username, password) =
                Decode(auth)
                ?? throw new CredentialsUnreadableException(
                    Source,
                    isVariable,
                    0,
                    $"'auth' of {registry} is not USERNAME:PASSWORD in base64"
                );
        }

        var (identityToken, registryToken) = (entry.Text("identitytoken"), entry.Text("registrytoken"));
        if (username.Length == 0 && identityToken.Length == 0 && registryToken.Length == 0)
            return null;

        return new RegistryCredentials(username, password, Source)
        {
            IdentityToken = identityToken.Length > 0 ? identityToken : null,
            RegistryToken = registryToken.Length > 0 ? registryToken : null,
        };
    }

    private static (string Username, string Password)? Decode(string auth)
    {
        try
        {
            var parts = Encoding.UTF8.GetString(Convert.FromBase64String(auth)).Split([':'], 2);
            return parts.Length == 2 && parts[0].Length > 0 ? (parts[0], parts[1].Trim('\0')) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
