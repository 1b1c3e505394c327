using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Dockerize.Images;

/// <summary>Parses and checks the address of a registry, <c>host[:port]</c>.</summary>
internal static class RegistryAddress
{
    private static readonly Regex Scheme = new(@"\Ahttps?://", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>Parses the address of a registry: <c>localhost:5000</c> from <c>http://localhost:5000/</c>.</summary>
    /// <param name="address">The text.</param>
    /// <param name="parameter">The name of the caller's parameter, for the exception.</param>
    /// <exception cref="ArgumentException">The text is not the address of a registry.</exception>
    public static string Parse(string address, [CallerArgumentExpression(nameof(address))] string parameter = "")
    {
        var text = Scheme.Replace((address ?? "").Trim(), "").TrimEnd('/');
        if (FindError(text, "the name", out _) is not { } error)
            return text;

        throw new ArgumentException($"Invalid registry '{HideCredentials(text)}': {error}.", parameter);
    }

    /// <summary>The address without a user name and password, for messages.</summary>
    public static string HideCredentials(string registry) => registry.Substring(registry.LastIndexOf('@') + 1);

    /// <summary>The reason why a text is not a valid registry, as a clause; null if the registry is valid.</summary>
    /// <param name="registry">The text.</param>
    /// <param name="name">The words for the rest of the image name in messages: <c>the name</c>.</param>
    /// <param name="host">The text without scheme and path.</param>
    public static string? FindError(string registry, string name, out string host)
    {
        (var scheme, host, var path) = Split(registry);
        if (registry.IndexOf('@') >= 0)
            return "it contains credentials; use `docker login` or environment variables instead";
        if (host.Length == 0 || host[0] == ':')
            return "the host is missing";
        if (!ImageReference.IsRegistry(host))
            return $"'{host}' is not a valid host or host:port";
        if (scheme.Length > 0)
            return $"it contains the scheme '{scheme}'; use {host}";
        if (path.Length > 0)
            return $"it contains the path '{path}'; use {host}, and put the path in front of {name}: {path}/…";

        return IsAccount(host)
            ? $"without a dot or a port, it is an account of Docker Hub; add the port ({host}:443), "
                + $"or put the account in front of {name}"
            : null;
    }

    // In a reference, a first part without a dot and a port is an account of Docker Hub. Exceptions are `localhost` and
    // parts with upper-case letters.
    private static bool IsAccount(string host) =>
        ImageReference.Parse($"{host}/x").Registry == ImageReference.DockerHub
        && host is not (ImageReference.DockerHub or ImageReference.DockerHubIndex);

    private static (string Scheme, string Host, string Path) Split(string registry)
    {
        var start = registry.IndexOf("://", StringComparison.Ordinal);
        var scheme = start < 0 ? "" : registry.Substring(0, start + 3);
        var rest = registry.Substring(scheme.Length).TrimEnd('/');
        var slash = rest.IndexOf('/');
        return slash < 0 ? (scheme, rest, "") : (scheme, rest.Substring(0, slash), rest.Substring(slash + 1));
    }
}
