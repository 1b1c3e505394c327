using Dockerize.Files;
using Dockerize.Registries;
using Newtonsoft.Json;

namespace Dockerize.Engines.Endpoints;

/// <summary>
/// The docker contexts in the folder of config.json: <c>contexts/meta/ID/meta.json</c> and, for TLS,
/// <c>contexts/tls/ID/docker/{ca,cert,key}.pem</c>. The ID is the SHA-256 of the name (docker/cli, cli/context/store).
/// </summary>
internal sealed class DockerContextStore
{
    private readonly string folder;

    private DockerContextStore(string folder) => this.folder = folder;

    /// <summary>Opens the store of the current user.</summary>
    /// <param name="environment">A function that reads an environment variable.</param>
    public static DockerContextStore Open(Func<string, string?> environment) =>
        new(Path.Combine(DockerConfig.Folder(environment), "contexts"));

    /// <summary>Finds the endpoint of a context.</summary>
    /// <param name="name">The name of the context.</param>
    /// <param name="origin">The setting, variable or file that selects the context.</param>
    /// <exception cref="DockerContextException">The context was not found or is invalid.</exception>
    public EngineEndpoint Find(string name, string origin)
    {
        var id = ContentDigest.ComputeHex(name);
        var path = Path.Combine(folder, "meta", id, "meta.json");
        var engine = Read(name, origin, path);
        if (engine.Host.Length == 0)
            throw new DockerContextException(name, origin, path, "it specifies no Docker engine");

        var tls = EngineTls.FromContext(Path.Combine(folder, "tls", id, "docker"), engine.SkipsVerification);
        return EngineEndpoint.TryParse(engine.Host.Trim(), $"docker context {name}, from {origin}", tls)
            ?? throw new DockerContextException(
                name,
                origin,
                path,
                $"invalid engine address '{SshAddress.HidePassword(engine.Host)}'"
            );
    }

    private static (string Host, bool SkipsVerification) Read(string name, string origin, string path)
    {
        try
        {
            // The docker CLI rejects text after the JSON object here, but not in config.json.
            var context = ConfigObject.Parse(RegularFile.ReadText(path), allowsMore: false);
            var engine = context.Map("Endpoints").LastOrDefault(endpoint => endpoint.Key == "docker")?.Object;
            return (engine?.Text("Host") ?? "", engine?.Boolean("SkipTLSVerify") == true);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DockerContextException(name, origin, path, reason: null);
        }
        catch (JsonReaderException exception)
        {
            throw new DockerContextException(name, origin, path, "the file is not valid JSON")
            {
                Line = exception.LineNumber,
            };
        }
        catch (FormatException exception)
        {
            throw new DockerContextException(name, origin, path, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DockerContextException(name, origin, path, exception.Message, exception);
        }
    }
}
