using Newtonsoft.Json.Linq;

namespace Dockerize.Registries;

/// <summary>What the docker CLI keeps in <c>config.json</c>, but for credentials (<see cref="AuthConfig"/>).</summary>
internal sealed class DockerConfig
{
    private DockerConfig(string path, string? currentContext)
    {
        Path = path;
        CurrentContext = currentContext;
    }

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>The docker context that <c>docker context use</c> chose; null: none.</summary>
    public string? CurrentContext { get; }

    /// <summary>
    /// Reads <c>$DOCKER_CONFIG/config.json</c>, or <c>~/.docker/config.json</c> where that variable is unset or blank. A missing file is
    /// an empty one.
    /// </summary>
    /// <param name="environment">Reads an environment variable.</param>
    /// <exception cref="DockerizeException">DKZ3004: the file is there and cannot be read.</exception>
    public static DockerConfig Load(Func<string, string?> environment)
    {
        var path = FilePath(environment);
        return new DockerConfig(path, AuthConfig.ReadFile(path)?["currentContext"] is JValue { Value: string { Length: > 0 } name } ? name : null);
    }

    /// <summary>Where the docker CLI keeps its files: <c>$DOCKER_CONFIG</c>, or <c>~/.docker</c> where that variable is unset or blank.</summary>
    internal static string Folder(Func<string, string?> environment) => environment("DOCKER_CONFIG") is { } named && !string.IsNullOrWhiteSpace(named)
        ? named
        : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker");

    /// <summary>The file in that folder.</summary>
    internal static string FilePath(Func<string, string?> environment) => System.IO.Path.Combine(Folder(environment), "config.json");
}
