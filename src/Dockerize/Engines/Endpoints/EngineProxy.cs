using System.Globalization;
using System.Net;
using System.Text;

namespace Dockerize.Engines.Endpoints;

/// <summary>
/// The proxy for the connection to an engine. The rules are those of the docker CLI (golang.org/x/net/http/httpproxy):
/// HTTPS_PROXY for TLS, otherwise HTTP_PROXY, unless NO_PROXY excludes the host. A variable in upper case overrides the
/// one in lower case. No proxy is used for an engine on this machine.
/// </summary>
/// <param name="Address">The address of the proxy; null if the value of the variable is invalid.</param>
/// <param name="Variable">The name of the environment variable.</param>
internal sealed record EngineProxy(Uri? Address, string Variable)
{
    /// <summary>The value of the header <c>Proxy-Authorization</c>; null if the address contains no user.</summary>
    public string? Authorization =>
        Address is { UserInfo.Length: > 0 }
            ? "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(UserAndPassword(Address.UserInfo)))
            : null;

    /// <summary>Finds the proxy for an engine; null if none is used.</summary>
    /// <param name="host">The host of the engine.</param>
    /// <param name="port">The port of the engine.</param>
    /// <param name="isTls">True if the engine uses TLS.</param>
    /// <param name="environment">A function that reads an environment variable.</param>
    public static EngineProxy? Find(string host, int port, bool isTls, Func<string, string?> environment)
    {
        var name = isTls ? "HTTPS_PROXY" : "HTTP_PROXY";
        var variable = string.IsNullOrEmpty(environment(name)) ? name.ToLowerInvariant() : name;
        if (environment(variable) is not { Length: > 0 } value || !IsProxied(host, port, environment))
            return null;

        var text = value.Contains("://") ? value : "http://" + value;
        var isAddress =
            Uri.TryCreate(text, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"
            && address.Host.Length > 0;
        return new EngineProxy(isAddress ? address : null, variable);
    }

    private static bool IsProxied(string host, int port, Func<string, string?> environment)
    {
        var address = IPAddress.TryParse(host, out var parsed) ? parsed : null;
        if (string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || IsLoopback(address))
            return false;

        var exceptions = environment("NO_PROXY") is { Length: > 0 } value ? value : environment("no_proxy") ?? "";
        return !exceptions
            .Split(',')
            .Select(exception => exception.Trim())
            .Any(exception => exception.Length > 0 && Matches(exception, host, address, port));
    }

    private static bool IsLoopback(IPAddress? address) => address is not null && IPAddress.IsLoopback(address);

    private static bool Matches(string exception, string host, IPAddress? address, int port)
    {
        if (exception == "*")
            return true;
        if (exception.Split('/') is { Length: 2 } range && IPAddress.TryParse(range[0], out var network))
            return address is not null && IsInNetwork(address, network, range[1]);

        var (name, onlyPort) = SplitPort(exception);
        if (onlyPort is not null && onlyPort != port.ToString(CultureInfo.InvariantCulture))
            return false;
        if (IPAddress.TryParse(name, out var single))
            return single.Equals(address);
        if (name.Length == 0 || address is not null)
            return false;

        // `.example.com` and `*.example.com` match only subdomains; `example.com` also matches the domain itself.
        var domain = name.StartsWith("*.", StringComparison.Ordinal) ? name.Substring(1) : name;
        return domain[0] == '.'
            ? host.EndsWith(domain, StringComparison.OrdinalIgnoreCase)
            : string.Equals(host, domain, StringComparison.OrdinalIgnoreCase)
                || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);
    }

    // Splits `host:port` and `[address]:port`. An IPv6 address without brackets has no port.
    private static (string Name, string? Port) SplitPort(string text)
    {
        var colon = text.LastIndexOf(':');
        var isAddress = text.IndexOf(':') != colon && !text.StartsWith("[", StringComparison.Ordinal);
        if (colon < 0 || isAddress || text.EndsWith("]", StringComparison.Ordinal))
            return (text.Trim('[', ']'), null);

        return (text.Substring(0, colon).Trim('[', ']'), text.Substring(colon + 1));
    }

    private static bool IsInNetwork(IPAddress address, IPAddress network, string length)
    {
        var (bytes, prefix) = (address.GetAddressBytes(), network.GetAddressBytes());
        if (
            bytes.Length != prefix.Length
            || !int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            || bits > 8 * bytes.Length
        )
            return false;

        return Enumerable.Range(0, bits).All(bit => ((bytes[bit / 8] ^ prefix[bit / 8]) & (0x80 >> (bit % 8))) == 0);
    }

    private static string UserAndPassword(string text)
    {
        var colon = text.IndexOf(':');
        return colon < 0
            ? Uri.UnescapeDataString(text) + ":"
            : Uri.UnescapeDataString(text.Substring(0, colon))
                + ":"
                + Uri.UnescapeDataString(text.Substring(colon + 1));
    }
}
