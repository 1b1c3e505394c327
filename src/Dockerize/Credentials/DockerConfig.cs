using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize;

/// <summary>What <c>docker login</c> keeps in <c>config.json</c>.</summary>
public sealed class DockerConfig
{
    /// <summary>What stands for Docker Hub where registries are keys, for historical reasons.</summary>
    internal const string DockerHubKey = "https://index.docker.io/v1/";

    private readonly JObject content;

    private DockerConfig(string path, JObject content)
    {
        Path = path;
        this.content = content;
    }

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>
    /// Reads <c>$DOCKER_CONFIG/config.json</c>, or <c>~/.docker/config.json</c> where that variable is unset or empty. A missing file is
    /// an empty one: anonymous.
    /// </summary>
    /// <param name="environment">Reads an environment variable.</param>
    /// <exception cref="DockerizeException">DKZ3004: the file is there and cannot be read.</exception>
    public static DockerConfig Load(Func<string, string?> environment)
    {
        var path = System.IO.Path.Combine(Folder(environment), "config.json");
        try
        {
            return new DockerConfig(path, File.Exists(path) ? JObject.Parse(File.ReadAllText(path)) : []);
        }
        catch (JsonReaderException exception)
        {
            // Newtonsoft's own message quotes what it stumbled over, which may be a secret.
            throw new DockerizeException(RegistryDiagnostics.UnreadableConfig(path, exception.LineNumber, "it is not JSON"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DockerizeException(RegistryDiagnostics.UnreadableConfig(path, 0, exception.Message), exception);
        }
    }

    /// <summary>The docker context that <c>docker context use</c> chose; null: none.</summary>
    internal string? CurrentContext => content["currentContext"] is JValue { Value: string { Length: > 0 } name } ? name : null;

    /// <summary>Where the docker CLI keeps its files: <c>$DOCKER_CONFIG</c>, or <c>~/.docker</c> where that variable is unset or empty.</summary>
    internal static string Folder(Func<string, string?> environment) => environment("DOCKER_CONFIG") is { Length: > 0 } named
        ? named
        : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker");

    /// <summary>The credentials in <c>auths</c> for a registry; null if it has none, which means anonymous.</summary>
    /// <param name="registry"><c>host[:port]</c>. Keys may be URLs; Docker Hub's is <c>https://index.docker.io/v1/</c>.</param>
    public RegistryCredentials? Find(string registry)
    {
        foreach (var entry in (content["auths"] as JObject)?.Properties() ?? [])
        {
            if (Host(entry.Name) == registry && entry.Value is JObject credentials)
                return Read(credentials);
        }

        return null;
    }

    /// <summary>The credentials for several registries, by registry, of those for which there are any.</summary>
    public IReadOnlyDictionary<string, RegistryCredentials> FindAll(IEnumerable<string> registries)
    {
        var found = new Dictionary<string, RegistryCredentials>(StringComparer.Ordinal);
        foreach (var registry in registries)
        {
            if (Find(registry) is { } credentials)
                found[registry] = credentials;
        }

        return found;
    }

    private static string Host(string key)
    {
        if (key == DockerHubKey)
            return ImageReference.DockerHub;
        var scheme = key.IndexOf("://", StringComparison.Ordinal);
        return (scheme < 0 ? key : key.Substring(scheme + 3)).Split('/')[0];
    }

    private RegistryCredentials? Read(JObject entry)
    {
        var (username, password) = (Text("username"), Text("password"));
        if (username.Length == 0 && Text("auth") is { Length: > 0 } auth)
        {
            byte[] bytes;
            try
            {
                bytes = Convert.FromBase64String(auth);
            }
            catch (FormatException)
            {
                throw new DockerizeException(RegistryDiagnostics.UnreadableConfig(Path, 0, $"the auth of {((JProperty)entry.Parent!).Name} is not base64"));
            }

            var parts = Encoding.UTF8.GetString(bytes).Split([':'], 2);
            (username, password) = (parts[0], parts.Length > 1 ? parts[1].TrimEnd('\0') : "");
        }

        var token = Text("identitytoken");
        return username.Length == 0 && token.Length == 0
            ? null
            : new RegistryCredentials(username, password, Path) { IdentityToken = token.Length > 0 ? token : null };

        string Text(string name) => entry[name] is JValue { Value: string text } ? text : "";
    }
}
