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
        if (trimmed[0] == '[' && ReadArray(property, trimmed) is { } arguments)
            return Exec(property, arguments);
        if (trimmed.Contains('\n'))
            throw Invalid(property, trimmed, "it is more than one line");

        // A backslash at the end of a line continues the instruction on the next line.
        return trimmed[trimmed.Length - 1] != '\\'
            ? new ImageCommand(null, trimmed)
            : throw Invalid(property, trimmed, "it ends in a backslash");
    }

    /// <inheritdoc/>
    public override string ToString() => Line ?? Instruction.JsonArray(Arguments!);

    // Returns null for a shell line that starts with a bracket and a space: [ -f /etc/app.conf ] && …
    private static string[]? ReadArray(string property, string text)
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
            return text.StartsWith("[ ", StringComparison.Ordinal)
                ? null
                : throw Invalid(property, text, "it is not a JSON array");
        }

        if (arguments.Count == 0)
            throw Invalid(property, text, "it is empty");

        return arguments.All(argument => argument.Type == JTokenType.String)
            ? [.. arguments.Select(argument => (string)argument!)]
            : throw Invalid(property, text, "an element of it is not a string in quotes");
    }

    private static DiagnosticException Invalid(string property, string text, string reason) =>
        new(ProjectDiagnostics.InvalidCommand(property, text, reason));
}
