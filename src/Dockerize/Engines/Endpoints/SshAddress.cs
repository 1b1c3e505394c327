using System.Globalization;
using System.Text.RegularExpressions;

namespace Dockerize.Engines.Endpoints;

/// <summary>Whom ssh reaches, and which socket there: <c>ssh://[user@]host[:port][/socket]</c>, as the docker CLI has it (docker/cli, cli/connhelper/ssh).</summary>
/// <param name="User">The user; null: what ssh's own configuration says.</param>
/// <param name="Host">A name, an address, or an alias of ssh's configuration, in its own case.</param>
/// <param name="Port">The port; null: what ssh's own configuration says.</param>
/// <param name="Socket">The engine's socket there; null: the one that the docker CLI there uses.</param>
internal sealed record SshAddress(string? User, string Host, int? Port, string? Socket)
{
    // What a shell or the line of arguments would read as something else is in no part of it; nor is a password, which ssh takes from nobody.
    private static readonly Regex Pattern = new(
        @"\Assh://((?<user>[^@:/?#""\s]+)@)?(\[(?<host>[0-9A-Fa-f:.]+(%\w+)?)\]|(?<host>[\w.~-]+))(:(?<port>[0-9]{1,5}))?(/|(?<socket>/[\w./@+,=:-]+))?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    /// <summary>The arguments of ssh, the first of them our own choice as it is the docker CLI's: ssh gives up after 30 seconds, and opens no terminal.</summary>
    public IReadOnlyList<string> Arguments =>
    [
        .. User is null ? Array.Empty<string>() : ["-l", User],
        .. Port is { } port ? ["-p", port.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
        "-o", "ConnectTimeout=30", "-T", "--", Host,
        "docker", .. Socket is null ? Array.Empty<string>() : [$"--host=unix://{Socket}"], "system", "dial-stdio",
    ];

    public static SshAddress? TryParse(string text)
    {
        var match = Pattern.Match(text);
        return match.Success && (Text("user") is not { } user || !user.Any(character => character == '"' || char.IsWhiteSpace(character) || char.IsControl(character)))
            ? new SshAddress(Text("user"), Text("host")!, Text("port") is { } port ? int.Parse(port, CultureInfo.InvariantCulture) : null, Text("socket"))
            : null;

        string? Text(string group) => match.Groups[group] is { Success: true, Value: var value } ? Uri.UnescapeDataString(value) : null;
    }

    /// <summary>An address as it may be shown.</summary>
    public static string HidePassword(string address) => Regex.Replace(address, @"(?<=//[^@/]*:)[^@]*(?=@)", "…");
}
