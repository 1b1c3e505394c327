using System.Text.RegularExpressions;
using Dockerize.Build.Advice;

namespace Dockerize.Build.Apps;

/// <summary>A user in the syntax of USER and <c>--chown</c>.</summary>
internal static class UserName
{
    private static readonly Regex Grammar = new(
        @"\A\$?\w[\w.-]*(?::\$?\w[\w.-]*)?\z", RegexOptions.CultureInvariant);

    /// <summary>
    /// Parses a user: a name or an id, with or without a group. A variable of the base image can replace either.
    /// </summary>
    /// <param name="setting">The name of the setting that contains the text, for messages.</param>
    /// <param name="text">The text, such as <c>app</c>, <c>1000:1000</c> or <c>$APP_UID</c>.</param>
    /// <exception cref="DiagnosticException">DKZ1011: the text is not a user.</exception>
    public static string Parse(string setting, string text) => Grammar.IsMatch(text.Trim())
        ? text.Trim()
        : throw new DiagnosticException(ProjectDiagnostics.InvalidValue(
            setting, text, "a name or an id, with a group if it matters: app, 1000, 1000:1000, $APP_UID"));
}
