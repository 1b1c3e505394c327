using System.Text.RegularExpressions;
using Dockerize.Build.Advice;

namespace Dockerize.Build.Settings;

/// <summary>Parses the name of a user of an image, as in <c>USER</c> and <c>--chown</c>.</summary>
internal static class UserName
{
    private static readonly Regex UserAndGroup = new(
        @"\A\$?\w[\w.-]*(?::\$?\w[\w.-]*)?\z",
        RegexOptions.CultureInvariant
    );

    /// <summary>
    /// Parses a name or an id, with an optional group. Both can be environment variables of the base image.
    /// </summary>
    /// <param name="setting">The setting that specifies the user, for messages.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="DiagnosticException">DKZ1011: the text is not a valid user.</exception>
    public static string Parse(string setting, string text) =>
        UserAndGroup.IsMatch(text.Trim())
            ? text.Trim()
            : throw new DiagnosticException(
                SettingDiagnostics.InvalidValue(
                    setting,
                    text,
                    "a user name or id with an optional group, such as app, 1000:1000 or $APP_UID"
                )
            );
}
