using Dockerize.Build.Advice;
using Dockerize.Dockerfiles;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Build.Settings;

/// <summary>
/// The command of ENTRYPOINT, CMD or a health check. The exec form is a JSON array that is run without a shell. The
/// shell form is a line for the shell of the image.
/// </summary>
internal sealed record ImageCommand
{
    private const string NotJson = "it is not a JSON array";

    private ImageCommand(IReadOnlyList<string>? arguments, string? line)
    {
        Arguments = arguments;
        Line = line;
    }

    /// <summary>The program and its arguments; null for the shell form.</summary>
    public IReadOnlyList<string>? Arguments { get; }

    /// <summary>The line for the shell; null for the exec form.</summary>
    public string? Line { get; }

    /// <summary>Creates a command in exec form. The arguments must not contain a NUL character.</summary>
    public static ImageCommand Exec(IEnumerable<string> arguments) => new([.. arguments], null);

    /// <summary>Creates a command in exec form.</summary>
    /// <param name="setting">The property or item that specifies the arguments, for messages.</param>
    /// <param name="arguments">The program and its arguments.</param>
    /// <exception cref="DiagnosticException">DKZ1042: an argument contains a NUL character.</exception>
    private static ImageCommand Exec(string setting, IReadOnlyList<string> arguments) =>
        arguments.Any(argument => argument.Contains('\0'))
            ? throw new DiagnosticException(SettingDiagnostics.NulCharacter(setting))
            : Exec(arguments);

    /// <summary>Parses the value of a property.</summary>
    /// <param name="property">The property, for messages.</param>
    /// <param name="text">
    /// A JSON array of strings, or a line for the shell. If it is null or blank, the result is null.
    /// </param>
    /// <exception cref="DiagnosticException">
    /// DKZ1010: the array is invalid or empty, or the text has more than one line. DKZ1042: the text contains a NUL
    /// character.
    /// </exception>
    public static ImageCommand? Parse(string property, string? text)
    {
        var trimmed = text?.Trim() ?? "";
        if (trimmed.Length == 0)
            return null;
        if (trimmed.Contains('\0'))
            throw new DiagnosticException(SettingDiagnostics.NulCharacter(property));
        // A shell line can start with a bracket and a space: [ -f /etc/app.conf ] && …
        string? error = null;
        if (trimmed[0] == '[' && ReadArray(trimmed, out error) is { } arguments)
            return Exec(property, arguments);
        if (trimmed.StartsWith("[ ", StringComparison.Ordinal) && error == NotJson)
            error = null;
        if (trimmed.Contains('\n'))
            error ??= "it has more than one line";
        // A backslash at the end of a line continues the instruction on the next line.
        if (trimmed[trimmed.Length - 1] == '\\')
            error ??= "it ends with a backslash";
        return error is null
            ? new ImageCommand(null, trimmed)
            : throw new DiagnosticException(SettingDiagnostics.InvalidCommand(property, trimmed, error));
    }

    /// <summary>Parses the value of a property that specifies a shell.</summary>
    /// <param name="property">The property, for messages.</param>
    /// <param name="text">A JSON array of strings. If it is null or blank, the result is null.</param>
    /// <exception cref="DiagnosticException">
    /// DKZ1010: the array is invalid or empty. DKZ1042: it has a NUL character.
    /// </exception>
    public static IReadOnlyList<string>? ParseShell(string property, string? text)
    {
        var trimmed = text?.Trim() ?? "";
        if (trimmed.Length == 0)
            return null;
        if (trimmed.Contains('\0'))
            throw new DiagnosticException(SettingDiagnostics.NulCharacter(property));

        return ReadArray(trimmed, out var error) is { } arguments
            ? Exec(property, arguments).Arguments
            : throw new DiagnosticException(SettingDiagnostics.InvalidShell(property, trimmed, error!));
    }

    /// <inheritdoc/>
    public override string ToString() => Line ?? Instruction.JsonArray(Arguments!);

    private static string[]? ReadArray(string text, out string? error)
    {
        JArray arguments;
        try
        {
            using var reader = new JsonTextReader(new StringReader(text))
            {
                DateParseHandling = DateParseHandling.None,
            };
            arguments = JArray.Load(reader);
            if (reader.Read())
                throw new JsonReaderException();
        }
        catch (JsonReaderException)
        {
            error = NotJson;
            return null;
        }

        error = null;
        if (arguments.Count == 0)
            error = "it is empty";
        else if (arguments.Any(argument => argument.Type != JTokenType.String))
            error = "it has an element that is not a string in quotes";
        return error is null ? [.. arguments.Select(argument => (string)argument!)] : null;
    }
}
