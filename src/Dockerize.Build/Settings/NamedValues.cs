using Dockerize.Build.Advice;

namespace Dockerize.Build.Settings;

/// <summary>Names and values in one line of text: <c>A=1;B=2</c>.</summary>
internal static class NamedValues
{
    /// <summary>Reads them, in order. Blanks around a name do not count, those of a value do.</summary>
    /// <param name="property">What the text is the value of, for messages.</param>
    /// <param name="text">Null or empty: none.</param>
    /// <exception cref="DiagnosticException">DKZ1008: a part has no '='.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Parse(string property, string? text) =>
    [
        .. (text ?? "").Split(';').Where(part => !string.IsNullOrWhiteSpace(part)).Select(part =>
        {
            var separator = part.IndexOf('=');
            return separator > 0
                ? new KeyValuePair<string, string>(part.Substring(0, separator).Trim(), part.Substring(separator + 1))
                : throw new DiagnosticException(ProjectDiagnostics.NoPair(property, part.Trim()));
        }),
    ];

    /// <summary>The names and values of items with the metadata <c>Value</c>.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Read(IEnumerable<ProjectItem> items) =>
        items.Select(item => new KeyValuePair<string, string>(item.Include, item["Value"]));

    /// <summary>Each name once, with the value that comes last, at the place where the name came first.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> LastOfEach(IEnumerable<KeyValuePair<string, string>> pairs) =>
        [.. pairs.GroupBy(pair => pair.Key, StringComparer.Ordinal).Select(group => group.Last())];
}
