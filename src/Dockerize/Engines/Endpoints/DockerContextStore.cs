using System.Security.Cryptography;
using System.Text;
using Dockerize.Files;
using Dockerize.Registries;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Engines.Endpoints;

/// <summary>
/// The contexts that <c>docker context create</c> keeps beside config.json: <c>contexts/meta/ID/meta.json</c> and, for TLS,
/// <c>contexts/tls/ID/docker/{ca,cert,key}.pem</c>, where ID is the SHA-256 of the name (docker/cli, cli/context/store).
/// </summary>
internal sealed class DockerContextStore
{
    private readonly string folder;

    private DockerContextStore(string folder) => this.folder = folder;

    public static DockerContextStore Open(Func<string, string?> environment) => new(Path.Combine(DockerConfig.Folder(environment), "contexts"));

    /// <summary>Where the engine of a context is.</summary>
    /// <param name="name">The context's name.</param>
    /// <param name="origin">What names it.</param>
    /// <exception cref="DockerizeException">DKZ2010: there is no such context, or what is kept of it cannot be used.</exception>
    public EngineEndpoint Find(string name, string origin)
    {
        var id = Id(name);
        var path = Path.Combine(folder, "meta", id, "meta.json");
        var engine = Read(name, origin, path);
        if (engine["Host"] is not JValue { Value: string { Length: > 0 } host })
            throw new DockerContextException(name, origin, path, "it names no host of a Docker engine");

        var skipsVerification = engine["SkipTLSVerify"] is JValue { Value: true };
        return EngineEndpoint.TryParse(host.Trim(), $"context {name}, from {origin}", EngineTls.FromContext(Path.Combine(folder, "tls", id, "docker"), skipsVerification))
            ?? throw new DockerContextException(name, origin, path, $"its host '{SshAddress.HidePassword(host)}' is not the address of an engine");
    }

    private static JObject Read(string name, string origin, string path)
    {
        try
        {
            return JObject.Parse(File.ReadAllText(path))["Endpoints"] is JObject endpoints && endpoints["docker"] is JObject engine ? engine : [];
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DockerContextException(name, origin, path, reason: null);
        }
        catch (JsonReaderException exception)
        {
            throw new DockerContextException(name, origin, path, "it is not JSON", exception.LineNumber);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DockerContextException(name, origin, path, exception.Message, innerException: exception);
        }
    }

    private static string Id(string name)
    {
        using var sha = SHA256.Create();
        return ContentDigest.Hex(sha.ComputeHash(Encoding.UTF8.GetBytes(name)));
    }
}
