using Dockerize.Build.Advice;

namespace Dockerize.Build.Settings;

/// <summary>Reads names and values from text such as <c>A=1;B=2</c>, and from items.</summary>
internal static class NamedValues
{
    /// <summary>Parses names and values, in order. Names are trimmed, but values are not.</summary>
    /// <param name="property">The property, for messages.</param>
    /// <param name="text">The value of the property; null or empty for no names.</param>
    /// <exception cref="DiagnosticException">DKZ1008: a part contains no '=' or no name.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Parse(string property, string? text) =>
        [
            .. (text ?? "")
                .Split(';')
                .Where(part => !string.IsNullOrWhiteSpace(part))
                .Select(part =>
                {
                    var separator = part.IndexOf('=');
                    return separator > 0
                        ? new KeyValuePair<string, string>(
                            part.Substring(0, separator).Trim(),
                            part.Substring(separator + 1)
                        )
                        : throw new DiagnosticException(SettingDiagnostics.NoPair(property, part.Trim()));
                }),
        ];

    /// <summary>Reads names and values from items with the metadata <c>Value</c>.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Read(IEnumerable<ProjectItem> items) =>
        items.Select(item => new KeyValuePair<string, string>(item.Include, item["Value"]));

    /// <summary>Removes duplicate names. A name keeps its first position and its last value.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> LastOfEach(
        IEnumerable<KeyValuePair<string, string>> pairs
    ) => [.. pairs.GroupBy(pair => pair.Key, StringComparer.Ordinal).Select(group => group.Last())];
}
