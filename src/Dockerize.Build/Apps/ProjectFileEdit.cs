using System.Text;
using System.Xml;
using System.Xml.Linq;
using Dockerize.Files;

namespace Dockerize.Build.Apps;

/// <summary>Adds properties to the text of a project file. All other text, and the line ends, are kept.</summary>
internal static class ProjectFileEdit
{
    private const string Group = "PropertyGroup";

    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>
    /// Adds properties at the end of the first property group without a condition. A property that has the value
    /// already is not added.
    /// </summary>
    /// <param name="path">The full path of the project file.</param>
    /// <param name="properties">The names and values.</param>
    /// <returns>
    /// True if the file sets the properties. False if it cannot be edited safely; it is then unchanged.
    /// </returns>
    public static bool TrySet(string path, IReadOnlyList<KeyValuePair<string, string>> properties)
    {
        try
        {
            var text = Strict.GetString(File.ReadAllBytes(path));
            if (Add(text, properties) is not { } edited)
                return false;
            // The file is written in place, because it can be a link.
            if (edited != text)
                File.WriteAllBytes(path, Strict.GetBytes(edited));
            return true;
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>Adds properties to a text.</summary>
    /// <returns>The edited text; null if it cannot be edited safely.</returns>
    internal static string? Add(string text, IReadOnlyList<KeyValuePair<string, string>> properties)
    {
        var missing = new List<KeyValuePair<string, string>>();
        try
        {
            var document = Parse(text);
            foreach (var property in properties)
            {
                var existing = Find(document, property.Key);
                if (existing.Count == 0)
                    missing.Add(property);
                else if (existing.Exists(element => element.Value.Trim() != property.Value || HasCondition(element)))
                    return null;
            }

            return missing.Count == 0 ? text : Insert(text, document, missing);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static string? Insert(
        string text,
        XDocument document,
        IReadOnlyCollection<KeyValuePair<string, string>> properties
    )
    {
        var group = document.Root!.Elements().FirstOrDefault(element => IsGroup(element) && !HasCondition(element));
        if (group?.Elements().LastOrDefault() is not { } last || Indent(text, last) is not { } indent)
            return null;

        // The end of the last property, and the end of its line.
        var end = text.IndexOf($"</{Group}", IndexOf(text, last), StringComparison.Ordinal);
        var line = end < 0 ? -1 : text.LastIndexOf('\n', end) + 1;
        if (line <= 0 || text.Substring(line, end - line).Trim().Length > 0 || line <= IndexOf(text, last))
            return null;

        var newLine = line > 1 && text[line - 2] == '\r' ? "\r\n" : "\n";
        var added = properties.Select(property =>
            $"{indent}<{property.Key}>{new XText(property.Value)}</{property.Key}>{newLine}"
        );
        var edited = text.Insert(line, string.Concat(added));
        // A comment can contain the end of a property group.
        var result = Parse(edited);
        return properties.All(property =>
            Find(result, property.Key) is [{ } element] && element.Value == property.Value && !HasCondition(element)
        )
            ? edited
            : null;
    }

    private static XDocument Parse(string text)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit };
        using var reader = XmlReader.Create(new StringReader(text.TrimStart('\uFEFF')), settings);
        return XDocument.Load(reader, LoadOptions.SetLineInfo);
    }

    private static List<XElement> Find(XDocument document, string property) =>
        [.. document.Descendants().Where(element => HasName(element, property) && IsGroup(element.Parent))];

    private static bool IsGroup(XElement? element) => HasName(element, Group);

    private static bool HasName(XElement? element, string name) =>
        string.Equals(element?.Name.LocalName, name, StringComparison.OrdinalIgnoreCase);

    private static bool HasCondition(XElement element) =>
        element.AncestorsAndSelf().Any(each => each.Attribute("Condition") is not null || HasName(each, "Target"));

    // The white space in front of an element that is the first in its line; null if it is not.
    private static string? Indent(string text, XElement element)
    {
        var start = IndexOf(text, element);
        var line = start > 0 ? text.LastIndexOf('\n', start - 1) + 1 : 0;
        var indent = text.Substring(line, start - line);
        return indent.Trim().Length == 0 ? indent : null;
    }

    // The index of the `<` of an element. XML readers count `\n`, `\r\n` and `\r` as line ends.
    private static int IndexOf(string text, XElement element)
    {
        var position = (IXmlLineInfo)element;
        var index = text.Length > 0 && text[0] == '\uFEFF' ? 1 : 0;
        for (var line = 1; line < position.LineNumber; index++)
        {
            if (text[index] == '\n' || (text[index] == '\r' && (index + 1 == text.Length || text[index + 1] != '\n')))
                line++;
        }

        return index + position.LinePosition - 2;
    }
}
