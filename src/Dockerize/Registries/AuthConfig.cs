using System.Text;
using Dockerize.Images;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Registries;

/// <summary>
/// Credentials as the docker CLI keeps them in config.json: <c>auths</c>, and the names of helpers that keep them elsewhere, <c>credHelpers</c> and
/// <c>credsStore</c> (docker/cli, cli/config/configfile). Podman's auth.json and DOCKER_AUTH_CONFIG have the same shape.
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

    /// <summary>The file or the environment variable that it is from.</summary>
    public string Source { get; }

    /// <summary>Reads a file; null if there is none.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="hasNamespaces">Whether keys with a path are for the repositories below it, as in auth.json (containers-auth.json(5)); in config.json the path means nothing.</param>
    /// <exception cref="DockerizeException">DKZ3004: it is there and cannot be read.</exception>
    public static AuthConfig? Load(string path, bool hasNamespaces) => ReadFile(path) is { } content
        ? new AuthConfig(path, content, hasNamespaces, isVariable: false)
        : null;

    /// <summary>Reads the value of an environment variable.</summary>
    /// <exception cref="DockerizeException">DKZ3004: it cannot be read.</exception>
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

    /// <summary>The content of a JSON file; null if there is no file. A blank one has nothing, as with the docker CLI.</summary>
    /// <exception cref="DockerizeException">DKZ3004: it is there and cannot be read.</exception>
    public static JObject? ReadFile(string path)
    {
        try
        {
            if (!File.Exists(path))
                return null;
            var text = File.ReadAllText(path);
            return string.IsNullOrWhiteSpace(text) ? [] : ParseObject(text);
        }
        catch (JsonReaderException exception)
        {
            // Newtonsoft's own message quotes what it stumbled over, which may be a secret.
            throw new CredentialsUnreadableException(path, isVariable: false, exception.LineNumber, "it is not JSON");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CredentialsUnreadableException(path, isVariable: false, 0, exception.Message, exception);
        }
    }

    /// <summary>Reads an object whose strings stay what they are: a secret may look like a date.</summary>
    /// <exception cref="JsonReaderException">It is none. The message quotes the text.</exception>
    public static JObject ParseObject(string json)
    {
        using var reader = new JsonTextReader(new StringReader(json)) { DateParseHandling = DateParseHandling.None };
        var value = JObject.Load(reader);
        while (reader.Read())
        {
            // Only a comment may follow; the reader throws at all else.
        }

        return value;
    }

    /// <summary>
    /// The name of the helper that keeps the credentials for a registry; null: they stand here. That of <c>credHelpers</c> takes the place of
    /// <c>credsStore</c>, and an empty one there means none.
    /// </summary>
    public string? Helper(string registry)
    {
        var own = Entries(content["credHelpers"] as JObject, [RegistryKey.Of(registry), registry], registry).FirstOrDefault();
        var name = own is null ? Text(content, "credsStore") : own.Value is JValue { Value: string text } ? text : "";
        return name.Length > 0 ? name : null;
    }

    /// <summary>What a helper calls a registry: Podman stores Docker Hub's credentials under its name, docker under the key.</summary>
    public string HelperKey(string registry) => hasNamespaces ? RegistryKey.Host(registry) : RegistryKey.Of(registry);

    /// <summary>The credentials in <c>auths</c> for an image; null if there are none.</summary>
    /// <exception cref="DockerizeException">DKZ3004: they are there and cannot be read.</exception>
    public RegistryCredentials? Find(ImageReference image)
    {
        string[] keys = [.. hasNamespaces ? Namespaces(image) : [], RegistryKey.Of(image.Registry), image.Registry];
        return Entries(content["auths"] as JObject, keys, image.Registry).Select(entry => entry.Value).OfType<JObject>().Select(entry => Read(entry, image.Registry)).FirstOrDefault(found => found is not null);
    }

    // The most specific first.
    private static IEnumerable<string> Namespaces(ImageReference image)
    {
        for (var path = $"{image.Registry}/{image.Repository}"; path.IndexOf('/') >= 0; path = path.Substring(0, path.LastIndexOf('/')))
            yield return path;
    }

    // A key that is spelled so counts before one that means the same registry. Where a helper keeps the credentials, docker and Podman leave an empty entry.
    private IEnumerable<JProperty> Entries(JObject? entries, string[] keys, string registry) =>
        keys.Select(key => entries?.Property(key, StringComparison.Ordinal)).OfType<JProperty>()
            .Concat(entries?.Properties().Where(entry => !IsNamespace(entry.Name) && RegistryKey.Host(entry.Name) == RegistryKey.Host(registry)) ?? []);

    private bool IsNamespace(string key) => hasNamespaces && key.IndexOf('/') >= 0 && key.IndexOf("://", StringComparison.Ordinal) < 0;

    private RegistryCredentials? Read(JObject entry, string registry)
    {
        var (username, password) = (Text(entry, "username"), Text(entry, "password"));
        if (Text(entry, "auth") is { Length: > 0 } auth)
            (username, password) = Decode(auth) ?? throw new CredentialsUnreadableException(Source, isVariable, 0, $"the auth of {registry} is not USERNAME:PASSWORD in base64");
        var (identityToken, registryToken) = (Text(entry, "identitytoken"), Text(entry, "registrytoken"));
        return username.Length == 0 && identityToken.Length == 0 && registryToken.Length == 0
            ? null
            : new RegistryCredentials(username, password, Source)
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

    private static string Text(JObject entry, string name) => entry[name] is JValue { Value: string text } ? text : "";
}
