using Dockerize.Images;

namespace Dockerize.Registries;

/// <summary>
/// The keys of registries in config.json, in auth.json, in calls to credential helpers, and in requests to an engine.
/// </summary>
internal static class RegistryKey
{
    /// <summary>The key of Docker Hub, a URL for historical reasons.</summary>
    private const string DockerHub = "https://index.docker.io/v1/";

    /// <summary>The key of a registry.</summary>
    /// <param name="registry">The registry, <c>host[:port]</c>.</param>
    public static string ForRegistry(string registry) =>
        Host(registry) == ImageReference.DockerHub ? DockerHub : registry;

    /// <summary>
    /// The registry of a key: <c>host[:port]</c> in lower case, without scheme, user and path. The result is the same
    /// for all names of Docker Hub.
    /// </summary>
    public static string Host(string key)
    {
        var scheme = key.IndexOf("://", StringComparison.Ordinal);
        var authority = (scheme < 0 ? key : key.Substring(scheme + 3)).Split('/')[0];
        var host = authority.Substring(authority.LastIndexOf('@') + 1).Trim().ToLowerInvariant();
        return host is "index.docker.io" or "registry-1.docker.io" ? ImageReference.DockerHub : host;
    }
}
