using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Dockerize.Build.Dockerfiles;

/// <summary>An address that ASP.NET Core listens on.</summary>
/// <param name="Url">The URL without a path: <c>http://*:8080</c>.</param>
/// <param name="Host">The host, such as <c>*</c>, <c>localhost</c> or <c>[::]</c>.</param>
/// <param name="Port">The port.</param>
internal sealed record ListenAddress(string Url, string Host, string Port)
{
    private const int MaximumPort = 65535;

    private static readonly Regex Grammar = new(
        @"\A(?<url>(?<scheme>https?)://(?!unix:|pipe:)(?<host>[^/\s\p{C}]{1,255}?)(?::(?<port>[0-9]{1,5}))?)(?:/.*)?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline
    );

    /// <summary>True if the address is reachable only from inside the container.</summary>
    public bool IsLoopback =>
        string.Equals(Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Parses a URL by the rules of ASP.NET Core.</summary>
    /// <returns>
    /// The address; null for a socket, port 0 or an invalid URL. With port 0, the server chooses a port at startup.
    /// </returns>
    public static ListenAddress? TryParse(string url)
    {
        var match = Grammar.Match(url.Trim());
        if (!match.Success)
            return null;

        var byDefault = match.Groups["scheme"].Value.Length == "https".Length ? 443 : 80;
        var port = match.Groups["port"].Success
            ? int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture)
            : byDefault;
        return port is > 0 and <= MaximumPort
            ? new ListenAddress(
                match.Groups["url"].Value,
                match.Groups["host"].Value,
                port.ToString(CultureInfo.InvariantCulture)
            )
            : null;
    }
}
