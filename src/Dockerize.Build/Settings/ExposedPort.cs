using System.Globalization;
using System.Text.RegularExpressions;
using Dockerize.Build.Advice;

namespace Dockerize.Build.Settings;

/// <summary>A port or a range of ports of an EXPOSE instruction.</summary>
internal static class ExposedPort
{
    private const int MaximumPort = 65535;

    private static readonly Regex Grammar = new(
        @"\A(?<from>[0-9]{1,5})(?:-(?<to>[0-9]{1,5}))?(?:/(?:(?<tcp>tcp)|udp|sctp))?\z",
        RegexOptions.CultureInvariant
    );

    /// <summary>Checks a port: <c>8080</c>, <c>8000-8010</c>, <c>5353/udp</c>.</summary>
    /// <param name="setting">The property or the item with the port, for messages.</param>
    /// <param name="text">The text.</param>
    /// <returns>The text without <c>/tcp</c>, the default protocol.</returns>
    /// <exception cref="DiagnosticException">DKZ1005: the text is not a port.</exception>
    public static string Parse(string setting, string text)
    {
        var match = Grammar.Match(text);
        var (from, to) = (Number("from"), match.Groups["to"].Success ? Number("to") : Number("from"));
        return from >= 1 && to >= from && to <= MaximumPort
            ? match.Groups["tcp"].Success
                ? text.Substring(0, text.IndexOf('/'))
                : text
            : throw new DiagnosticException(SettingDiagnostics.InvalidPort(text, setting));

        int Number(string group) =>
            match.Success ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : 0;
    }
}
