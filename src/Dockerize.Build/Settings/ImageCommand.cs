using Dockerize.Build.Advice;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Build.Settings;

/// <summary>
/// What follows ENTRYPOINT, CMD or a health check in a Dockerfile: the exec form, a JSON array that no shell reads, or the shell form, a line
/// that the image's shell reads.
/// </summary>
internal sealed record ImageCommand
{
    private ImageCommand(IReadOnlyList<string>? arguments, string? line)
    {
        Arguments = arguments;
        Line = line;
    }

    /// <summary>The program and its arguments; null in the shell form.</summary>
    public IReadOnlyList<string>? Arguments { get; }

    /// <summary>The line for the shell; null in the exec form.</summary>
    public string? Line { get; }

    /// <summary>The exec form.</summary>
    public static ImageCommand Exec(IEnumerable<string> arguments) => new([.. arguments], null);

    /// <summary>Reads what a property says.</summary>
    /// <param name="property">The property, for messages.</param>
    /// <param name="text">A JSON array of strings, or a line for the shell. Null or blank: null.</param>
    /// <exception cref="DiagnosticException">DKZ1010: it starts like an array and is none, is an empty one, or is more than one line.</exception>
    public static ImageCommand? Parse(string property, string? text)
    {
        var trimmed = text?.Trim() ?? "";
        if (trimmed.Length == 0)
            return null;
        if (trimmed[0] == '[' && ReadArray(property, trimmed) is { } arguments)
            return Exec(arguments);
        if (trimmed.IndexOfAny(['\n', '\r']) >= 0)
            throw new DiagnosticException(ProjectDiagnostics.InvalidCommand(property, trimmed, "it is more than one line"));
        // It would take the next instruction for its own second line.
        return trimmed[trimmed.Length - 1] != '\\'
            ? new ImageCommand(null, trimmed)
            : throw new DiagnosticException(ProjectDiagnostics.InvalidCommand(property, trimmed, "it ends in a backslash"));
    }

    /// <inheritdoc/>
    public override string ToString() => Line ?? JsonConvert.SerializeObject(Arguments, Formatting.None);

    // Null where it is none, and may be a shell line that starts with a bracket: [ -f /etc/app.conf ] && …
    private static string[]? ReadArray(string property, string text)
    {
        JArray arguments;
        try
        {
            using var reader = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None };
            arguments = JArray.Load(reader);
            if (reader.Read())
                throw new JsonReaderException();
        }
        catch (JsonReaderException)
        {
            return text.StartsWith("[ ", StringComparison.Ordinal)
                ? null
                : throw new DiagnosticException(ProjectDiagnostics.InvalidCommand(property, text, "it is not a JSON array"));
        }

        if (arguments.Count == 0)
            throw new DiagnosticException(ProjectDiagnostics.InvalidCommand(property, text, "it is empty"));
        return arguments.All(argument => argument.Type == JTokenType.String)
            ? [.. arguments.Select(argument => (string)argument!)]
            : throw new DiagnosticException(ProjectDiagnostics.InvalidCommand(property, text, "an element of it is not a string in quotes"));
    }
}
