using System.Globalization;
using System.Text.RegularExpressions;

namespace Dockerize.Engines.Endpoints;

/// <summary>
/// The address of an engine that is reached through ssh, <c>ssh://[user@]host[:port][/socket]</c>, as in the docker CLI
/// (docker/cli, cli/connhelper/ssh).
/// </summary>
/// <param name="User">The user; null: the default of ssh's configuration.</param>
/// <param name="Host">A name, an address, or an alias of ssh's configuration, with its original case.</param>
/// <param name="Port">The port; null: the default of ssh's configuration.</param>
/// <param name="Socket">The socket of the engine on that machine; null: the default of the docker CLI there.</param>
internal sealed record SshAddress(string? User, string Host, int? Port, string? Socket)
{
    // No part contains a character with a meaning in a command line or a shell, nor a password, which ssh does not
    // accept.
    private static readonly Regex Pattern = new(
        @"\Assh://((?<user>[^@:/?#""\s]+)@)?(\[(?<host>[0-9A-Fa-f:.]+(%\w+)?)\]|(?<host>[\w.~-]+))"
            + @"(:(?<port>[0-9]{1,5}))?(/|(?<socket>/[\w./@+,=:-]+))?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    );

    // Characters without a meaning in a shell: ssh passes the user to shells, in a ProxyCommand for example. OpenSSH
    // accepts a backslash, as in DOMAIN\user, but not at the end.
    private static readonly Regex SafeUser = new(@"\A[\w@%+:,./\\-]*[\w@%+:,./-]\z", RegexOptions.CultureInvariant);

    /// <summary>The arguments of ssh, those of the docker CLI: a timeout of 30 seconds, and no terminal.</summary>
    public IReadOnlyList<string> Arguments =>
        [
            .. If(User is not null, "-l", $"{User}"),
            .. If(Port is not null, "-p", FormattableString.Invariant($"{Port}")),
            "-o",
            "ConnectTimeout=30",
            "-T",
            "--",
            Host,
            "docker",
            .. If(Socket is not null, $"--host=unix://{Socket}"),
            "system",
            "dial-stdio",
        ];

    private static string[] If(bool condition, params string[] arguments) => condition ? arguments : [];

    /// <summary>Parses an address; null if the text is not one.</summary>
    public static SshAddress? TryParse(string text)
    {
        var match = Pattern.Match(text);
        if (!match.Success || (Text("user") is { } user && !SafeUser.IsMatch(user)))
            return null;

        var port = Text("port") is { } number ? int.Parse(number, CultureInfo.InvariantCulture) : (int?)null;
        return new SshAddress(Text("user"), Text("host")!, port, Text("socket"));

        string? Text(string group) =>
            match.Groups[group] is { Success: true, Value: var value } ? Uri.UnescapeDataString(value) : null;
    }

    /// <summary>An address without its password, for messages.</summary>
    public static string HidePassword(string address) => Regex.Replace(address, @"(?<=//[^@/]*:)[^@]*(?=@)", "…");
}
