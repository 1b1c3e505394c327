using Dockerize.Files;
using Dockerize.Registries;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Engines.Endpoints;

/// <summary>
/// The docker contexts next to config.json: <c>contexts/meta/ID/meta.json</c> and, for TLS,
/// <c>contexts/tls/ID/docker/{ca,cert,key}.pem</c>, where ID is the SHA-256 of the name (docker/cli,
/// cli/context/store).
/// </summary>
internal sealed class DockerContextStore
{
    private readonly string folder;

    private DockerContextStore(string folder) => this.folder = folder;

    /// <summary>Opens the store of the current user.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    public static DockerContextStore Open(Func<string, string?> environment) =>
        new(Path.Combine(DockerConfig.Folder(environment), "contexts"));

    /// <summary>The endpoint of a context.</summary>
    /// <param name="name">The name of the context.</param>
    /// <param name="origin">The setting, variable or file that selects the context.</param>
    /// <exception cref="DockerContextException">The context was not found or cannot be used.</exception>
    public EngineEndpoint Find(string name, string origin)
    {
        var id = ContentDigest.ComputeHex(name);
        var path = Path.Combine(folder, "meta", id, "meta.json");
        var engine = Read(name, origin, path);
        if (engine["Host"] is not JValue { Value: string { Length: > 0 } host })
            throw new DockerContextException(name, origin, path, "it names no host of a Docker engine");

        var skipsVerification = engine["SkipTLSVerify"] is JValue { Value: true };
        var tls = EngineTls.FromContext(Path.Combine(folder, "tls", id, "docker"), skipsVerification);
        return EngineEndpoint.TryParse(host.Trim(), $"context {name}, from {origin}", tls)
            ?? throw new DockerContextException(
                name,
                origin,
                path,
                $"its host '{SshAddress.HidePassword(host)}' is not the address of an engine"
            );
    }

    private static JObject Read(string name, string origin, string path)
    {
        try
        {
            var endpoints = JObject.Parse(RegularFile.ReadText(path))["Endpoints"] as JObject;
            return endpoints?["docker"] as JObject ?? [];
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DockerContextException(name, origin, path, reason: null);
        }
        catch (JsonReaderException exception)
        {
            throw new DockerContextException(name, origin, path, "it is not JSON") { Line = exception.LineNumber };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DockerContextException(name, origin, path, exception.Message, exception);
        }
    }
}
