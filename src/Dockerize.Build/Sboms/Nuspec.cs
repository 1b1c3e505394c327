using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Dockerize.Files;
using Dockerize.Strings;

namespace Dockerize.Build.Sboms;

/// <summary>The properties of a NuGet package from its <c>.nuspec</c> file.</summary>
internal sealed record Nuspec
{
    private const int MaximumSize = 4 * 1024 * 1024;

    // The characters of an SPDX license expression: MIT OR (Apache-2.0 WITH LLVM-exception).
    private static readonly Regex Expression = new(@"\A[A-Za-z0-9.+() -]{1,500}\z", RegexOptions.CultureInvariant);

    /// <summary>The license as an SPDX expression; null if the package has no such expression.</summary>
    public string? License { get; init; }

    /// <summary>The file or the address of a license without an expression; null if there is none.</summary>
    public string? LicenseSource { get; init; }

    /// <summary>The authors; null if unknown.</summary>
    public string? Authors { get; init; }

    /// <summary>The copyright; null if unknown.</summary>
    public string? Copyright { get; init; }

    /// <summary>Reads the file of a package.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <returns>The properties. All of them are null if the file is missing or invalid.</returns>
    public static Nuspec Read(string path)
    {
        try
        {
            if (File.Exists(path))
                return Parse(RegularFile.ReadText(path, MaximumSize));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or XmlException)
        {
            // The license is NOASSERTION, as for a package without a license.
        }

        return new Nuspec();
    }

    private static Nuspec Parse(string text)
    {
        // Document type definitions are rejected, because they can expand to any size.
        var options = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        using var reader = XmlReader.Create(new StringReader(text), options);
        var metadata = XDocument
            .Load(reader)
            .Root?.Elements()
            .FirstOrDefault(node => node.Name.LocalName == "metadata");
        var license = Element(metadata, "license");
        var value = TextOf(license);
        var isExpression = (string?)license?.Attribute("type") == "expression";
        return new Nuspec
        {
            License = isExpression && value is not null && Expression.IsMatch(value) ? value : null,
            LicenseSource = isExpression ? null : value ?? TextOf(Element(metadata, "licenseUrl")),
            Authors = TextOf(Element(metadata, "authors")),
            Copyright = TextOf(Element(metadata, "copyright")),
        };
    }

    // The schema version of the file determines the namespace.
    private static XElement? Element(XElement? metadata, string name) =>
        metadata?.Elements().FirstOrDefault(node => node.Name.LocalName == name);

    private static string? TextOf(XElement? element) =>
        element?.Value is { } value && !string.IsNullOrWhiteSpace(value) ? PlainText.Line(value.Trim()) : null;
}
