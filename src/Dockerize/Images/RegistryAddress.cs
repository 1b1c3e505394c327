using System.Text.RegularExpressions;

namespace Dockerize.Images;

/// <summary>The address of a registry, <c>host[:port]</c>.</summary>
internal static class RegistryAddress
{
    /// <summary>The registry of an address: <c>localhost:5000</c> for <c>http://localhost:5000/</c>.</summary>
    /// <exception cref="ArgumentException">The text is not the address of a registry.</exception>
    public static string Parse(string address)
    {
        var text = Regex.Replace((address ?? "").Trim(), @"\Ahttps?://", "", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase).TrimEnd('/');
        return FindError(text, "the name", out _) is not { } error
            ? text
            : throw new ArgumentException($"'{WithoutUser(text)}' is not a registry (host or host:port): {error}.", nameof(address));
    }

    /// <summary>The text without a user name and password, which no message may show.</summary>
    public static string WithoutUser(string registry) => registry.Substring(registry.LastIndexOf('@') + 1);

    /// <summary>Why a text is not a registry, as a clause; null if it is one.</summary>
    /// <param name="registry">The text.</param>
    /// <param name="name">What a message calls the part of a reference that follows the registry.</param>
    /// <param name="host">The text without scheme and path.</param>
    public static string? FindError(string registry, string name, out string host)
    {
        var start = registry.IndexOf("://", StringComparison.Ordinal);
        var (scheme, rest) = start < 0 ? ("", registry) : (registry.Substring(0, start + 3), registry.Substring(start + 3));
        rest = rest.TrimEnd('/');
        var slash = rest.IndexOf('/');
        (host, var path) = slash < 0 ? (rest, "") : (rest.Substring(0, slash), rest.Substring(slash + 1));
        if (registry.IndexOf('@') >= 0)
            return "credentials do not belong into it; they come from `docker login` or the environment";
        if (host.Length == 0 || host[0] == ':')
            return "there is no host in it";
        if (!ImageReference.IsRegistry(host))
            return $"'{host}' is neither a host nor host:port";
        if (scheme.Length > 0)
            return $"'{scheme}' does not belong into it; write {host}";
        if (path.Length > 0)
            return $"the path '{path}' does not belong into it; write {host}, and the path before {name}: {path}/…";
        // In a reference, a first part without a dot and without a port is an account of Docker Hub.
        return ImageReference.Parse($"{host}/x").Registry == ImageReference.DockerHub && host != ImageReference.DockerHub && host != ImageReference.DockerHubIndex
            ? $"a host without a dot is taken for an account of Docker Hub; write it with its port, {host}:443, or the account before {name}"
            : null;
    }
}
