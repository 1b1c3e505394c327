using System.Globalization;
using Dockerize.Files;
using Dockerize.Strings;

namespace Dockerize.Build.Reports;

/// <summary>Formats values for reports.</summary>
internal static class ReportText
{
    /// <summary>The text for a value that is not known.</summary>
    public const string None = "–";

    /// <summary>The maximum number of rows of a table of files.</summary>
    public const int Rows = 20;

    /// <summary>The maximum number of rows of a table of layers. Engines limit an image to 127 layers.</summary>
    public const int Layers = 127;

    /// <summary>The maximum length of a name in a report in characters.</summary>
    private const int NameLength = 200;

    /// <summary>Formats a size: <c>12.3 MB</c>.</summary>
    public static string Size(long? bytes) => bytes is { } known ? ByteSize.Format(known) : None;

    /// <summary>Formats a difference with its sign: <c>+12.3 kB</c>.</summary>
    public static string Difference(long? bytes) =>
        bytes switch
        {
            null => None,
            0 => "±0",
            > 0 => "+" + ByteSize.Format(bytes.Value),
            _ => "−" + ByteSize.Format(-bytes.Value),
        };

    /// <summary>Formats a number: <c>1,234</c>.</summary>
    public static string Number(int? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? None;

    /// <summary>Formats a number with its noun: <c>1 file</c>, <c>2 files</c>.</summary>
    public static string Count(int number, string noun) => $"{Number(number)} {noun}{(number == 1 ? "" : "s")}";

    /// <summary>Converts foreign text to one line of limited length. The middle of a longer text is removed.</summary>
    public static string Name(string text)
    {
        var line = PlainText.Line(text);
        if (line.Length <= NameLength)
            return line;

        var (start, end) = (NameLength / 2, line.Length - NameLength / 2 + 1);
        // A surrogate pair must not be split.
        start -= char.IsHighSurrogate(line[start - 1]) ? 1 : 0;
        end += char.IsLowSurrogate(line[end]) ? 1 : 0;
        return line.Substring(0, start) + "…" + line.Substring(end);
    }

    /// <summary>The summary of the changes: <c>1 file added, 2 grew</c>.</summary>
    public static string Summary(IReadOnlyCollection<FileChange> changes)
    {
        var kinds = FileChange
            .Kinds.Select(kind => (Kind: kind, Count: changes.Count(change => change.Kind == kind)))
            .Where(kind => kind.Count > 0)
            .ToList();
        return string.Join(
            ", ",
            kinds.Select(
                (kind, index) => (index == 0 ? Count(kind.Count, "file") : Number(kind.Count)) + " " + kind.Kind
            )
        );
    }
}
