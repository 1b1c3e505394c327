using Dockerize.Images;

namespace Dockerize.Registries;

/// <summary>The names of registries where they are keys: in config.json and its like, to credential helpers, to an engine.</summary>
internal static class RegistryKey
{
    /// <summary>What stands for Docker Hub, for historical reasons.</summary>
    private const string DockerHub = "https://index.docker.io/v1/";

    /// <summary>The key of a registry.</summary>
    /// <param name="registry"><c>host[:port]</c>.</param>
    public static string Of(string registry) => Host(registry) == ImageReference.DockerHub ? DockerHub : registry;

    /// <summary>The registry that a key means: <c>host[:port]</c> in lower case, one name for all of Docker Hub's. What else a URL has is left out.</summary>
    public static string Host(string key)
    {
        var scheme = key.IndexOf("://", StringComparison.Ordinal);
        var authority = (scheme < 0 ? key : key.Substring(scheme + 3)).Split('/')[0];
        var host = authority.Substring(authority.LastIndexOf('@') + 1).Trim().ToLowerInvariant();
        return host is "index.docker.io" or "registry-1.docker.io" ? ImageReference.DockerHub : host;
    }
}
