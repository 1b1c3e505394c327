using System.Globalization;
using System.Text.RegularExpressions;

namespace Dockerize.Engines.Endpoints;

/// <summary>
/// The ssh address of an engine, <c>ssh://[user@]host[:port][/socket]</c>, as in the docker CLI (docker/cli,
/// cli/connhelper/ssh).
/// </summary>
/// <param name="User">The user; null for the default in the ssh configuration.</param>
/// <param name="Host">A host name, an IP address, or an alias in the ssh configuration, in its original case.</param>
/// <param name="Port">The port; null for the default in the ssh configuration.</param>
/// <param name="Socket">
/// The path of the engine's socket on that machine; null for the default of the docker CLI there.
/// </param>
internal sealed record SshAddress(string? User, string Host, int? Port, string? Socket)
{
    // Excludes characters that have a meaning in a command line or a shell. Also excludes passwords, which ssh does not
    // accept as an argument.
    private static readonly Regex Pattern = new(
        @"\Assh://((?<user>[^@:/?#""\s]+)@)?(\[(?<host>[0-9A-Fa-f:.]+(%\w+)?)\]|(?<host>[\w.~-]+))"
            + @"(:(?<port>[0-9]{1,5}))?(/|(?<socket>/[\w./@+,=:-]+))?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    );

    // Only characters without a meaning in a shell, because ssh passes the user to shells, for example in a
    // ProxyCommand. OpenSSH accepts a backslash, as in DOMAIN\user, but not at the end.
    private static readonly Regex SafeUser = new(@"\A[\w@%+:,./\\-]*[\w@%+:,./-]\z", RegexOptions.CultureInvariant);

    /// <summary>The program that connects to the engine.</summary>
    public EngineProgram Program => new("ssh", string.Join(" ", Arguments), "install the OpenSSH client");

    // As in the docker CLI, the connection timeout is 30 seconds and no terminal is allocated. The pattern allows no
    // character that must be quoted. A backslash in DOMAIN\user is not an escape character in a command line.
    private string[] Arguments =>
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

    /// <summary>Parses an address; null if the text is invalid.</summary>
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

    /// <summary>Replaces the password in an address, for messages.</summary>
    public static string HidePassword(string address) => Regex.Replace(address, @"(?<=//[^@/]*:)[^@]*(?=@)", "…");
}
