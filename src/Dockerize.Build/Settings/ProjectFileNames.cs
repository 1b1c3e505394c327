using System.Xml;
using System.Xml.Linq;
using Dockerize.Files;

namespace Dockerize.Build.Settings;

/// <summary>
/// The properties that a project file sets, read from its text. MSBuild passes only known names to a task, and these
/// are needed to find misspelled names.
/// </summary>
internal static class ProjectFileNames
{
    private const int MaximumSize = 1024 * 1024;

    /// <summary>
    /// The names of the properties outside of targets. A property that the file itself references with <c>$(NAME)</c>
    /// is not included, because the project uses it for a purpose of its own.
    /// </summary>
    /// <param name="path">The full path of the project file.</param>
    /// <returns>The names. There are none if the file cannot be read as XML.</returns>
    public static IReadOnlyList<string> Read(string path)
    {
        try
        {
            return File.Exists(path) ? Parse(RegularFile.ReadText(path, MaximumSize)) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or XmlException)
        {
            // The names are used only for a hint. MSBuild itself has already read the project.
            return [];
        }
    }

    private static List<string> Parse(string text)
    {
        var options = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        using var reader = XmlReader.Create(new StringReader(text.TrimStart('\uFEFF')), options);
        return
        [
            .. XDocument
                .Load(reader)
                .Descendants()
                .Where(element =>
                    element.Parent?.Name.LocalName == "PropertyGroup"
                    && element.Ancestors().All(ancestor => ancestor.Name.LocalName != "Target")
                )
                .Select(element => element.Name.LocalName)
                .Where(name => text.IndexOf($"$({name})", StringComparison.OrdinalIgnoreCase) < 0)
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];
    }
}
