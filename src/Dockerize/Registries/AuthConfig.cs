using System.Text;
using Dockerize.Files;
using Dockerize.Images;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Registries;

/// <summary>
/// The credentials in the docker CLI's config.json: <c>auths</c>, and the names of credential helpers,
/// <c>credHelpers</c> and <c>credsStore</c> (docker/cli, cli/config/configfile). Podman's auth.json and
/// DOCKER_AUTH_CONFIG have the same format.
/// </summary>
internal sealed class AuthConfig
{
    private readonly JObject content;
    private readonly bool hasNamespaces;
    private readonly bool isVariable;

    private AuthConfig(string source, JObject content, bool hasNamespaces, bool isVariable)
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
    /// True if a key with a path is for the repositories below it, as in auth.json (containers-auth.json(5)). In
    /// config.json the path is ignored.
    /// </param>
    /// <exception cref="CredentialsUnreadableException">The file exists and cannot be read.</exception>
    public static AuthConfig? Load(string path, bool hasNamespaces) =>
        ReadFile(path) is { } content ? new AuthConfig(path, content, hasNamespaces, isVariable: false) : null;

    /// <summary>Parses the value of an environment variable.</summary>
    /// <exception cref="CredentialsUnreadableException">The value is not JSON.</exception>
    public static AuthConfig Parse(string variable, string value)
    {
        try
        {
            return new AuthConfig(variable, ParseObject(value), hasNamespaces: false, isVariable: true);
        }
        catch (JsonReaderException)
        {
            throw new CredentialsUnreadableException(variable, isVariable: true, 0, "it is not JSON");
        }
    }

    /// <summary>
    /// Reads a JSON file; null if it was not found. A blank file counts as empty, as in the docker CLI.
    /// </summary>
    /// <exception cref="CredentialsUnreadableException">The file exists and cannot be read.</exception>
    public static JObject? ReadFile(string path)
    {
        try
        {
            if (!File.Exists(path))
                return null;

            var text = RegularFile.ReadText(path);
            return string.IsNullOrWhiteSpace(text) ? [] : ParseObject(text);
        }
        catch (JsonReaderException exception)
        {
            // The message of Newtonsoft.Json quotes the text, which may be a secret.
            throw new CredentialsUnreadableException(path, isVariable: false, exception.LineNumber, "it is not JSON");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CredentialsUnreadableException(path, isVariable: false, 0, exception.Message, exception);
        }
    }

    /// <summary>Parses an object without converting dates: a secret may look like one.</summary>
    /// <exception cref="JsonReaderException">The text is not an object. The message quotes the text.</exception>
    public static JObject ParseObject(string json)
    {
        using var reader = new JsonTextReader(new StringReader(json)) { DateParseHandling = DateParseHandling.None };
        var value = JObject.Load(reader);
        while (reader.Read())
        {
            // The reader throws at anything but a comment.
        }

        return value;
    }

    /// <summary>
    /// The name of the credential helper for a registry; null if there is none. An entry in <c>credHelpers</c>
    /// overrides <c>credsStore</c>. An empty name there means no helper.
    /// </summary>
    public string? FindHelper(string registry)
    {
        string[] keys = [RegistryKey.ForRegistry(registry), registry];
        var entry = FindEntries("credHelpers", keys, registry).FirstOrDefault();
        var name = entry is null ? Text(content["credsStore"]) : Text(entry.Value);
        return name.Length > 0 ? name : null;
    }

    /// <summary>The key of a registry for a helper. For Docker Hub, Podman uses the host and docker the URL.</summary>
    public string HelperKey(string registry) =>
        hasNamespaces ? RegistryKey.Host(registry) : RegistryKey.ForRegistry(registry);

    /// <summary>The credentials in <c>auths</c> for an image; null if there are none.</summary>
    /// <exception cref="CredentialsUnreadableException">The credentials exist and cannot be decoded.</exception>
    public RegistryCredentials? Find(ImageReference image)
    {
        var registry = image.Registry;
        string[] keys = [.. hasNamespaces ? Namespaces(image) : [], RegistryKey.ForRegistry(registry), registry];
        return FindEntries("auths", keys, registry)
            .Select(entry => entry.Value)
            .OfType<JObject>()
            .Select(entry => Read(entry, registry))
            .FirstOrDefault(found => found is not null);
    }

    // The most specific namespace first.
    private static IEnumerable<string> Namespaces(ImageReference image)
    {
        var path = image.CanonicalName;
        for (; path.IndexOf('/') >= 0; path = path.Substring(0, path.LastIndexOf('/')))
            yield return path;
    }

    // An exact key precedes another key for the same registry. An entry may be empty: docker and Podman write one if a
    // helper stores the credentials.
    private IEnumerable<JProperty> FindEntries(string section, string[] keys, string registry)
    {
        if (content[section] is not JObject entries)
            return [];

        var exact = keys.Select(key => entries.Property(key, StringComparison.Ordinal)).OfType<JProperty>();
        var others = entries
            .Properties()
            .Where(entry => !IsNamespace(entry.Name) && RegistryKey.Host(entry.Name) == RegistryKey.Host(registry));
        return exact.Concat(others);
    }

    private bool IsNamespace(string key) =>
        hasNamespaces && key.IndexOf('/') >= 0 && key.IndexOf("://", StringComparison.Ordinal) < 0;

    private RegistryCredentials? Read(JObject entry, string registry)
    {
        var (username, password) = (Text(entry["username"]), Text(entry["password"]));
        if (Text(entry["auth"]) is { Length: > 0 } auth)
        {
            (username, password) =
                Decode(auth)
                ?? throw new CredentialsUnreadableException(
                    Source,
                    isVariable,
                    0,
                    $"the auth of {registry} is not USERNAME:PASSWORD in base64"
                );
        }

        var (identityToken, registryToken) = (Text(entry["identitytoken"]), Text(entry["registrytoken"]));
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
            return parts.Length == 2 ? (parts[0], parts[1].TrimEnd('\0')) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string Text(JToken? value) => value is JValue { Value: string text } ? text : "";
}
