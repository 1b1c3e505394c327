using System.Globalization;
using Dockerize.Strings;
using Newtonsoft.Json.Linq;

namespace Dockerize.Build;

/// <summary>
/// The explanation of a project's image: topics in the order in which they are read, each with one or more lines.
/// </summary>
/// <param name="project">The name of the project.</param>
internal sealed class ImageExplanation(string project)
{
    // The width of the longest topic and two spaces.
    private const int Indent = 15;

    private readonly List<(string Topic, IReadOnlyList<string> Lines)> topics = [];

    /// <summary>The lines for the log.</summary>
    public IEnumerable<string> Lines
    {
        get
        {
            yield return $"{project}: the image of a publish";
            foreach (var (topic, lines) in topics)
            {
                foreach (var (line, index) in lines.Select((line, index) => (line, index)))
                    yield return "  " + (index == 0 ? topic : "").PadRight(Indent) + line;
            }
        }
    }

    /// <summary>Adds a topic. A topic without lines is not added.</summary>
    /// <param name="topic">The topic, such as <c>Base image</c>.</param>
    /// <param name="lines">The lines. Control characters are removed.</param>
    public void Add(string topic, IEnumerable<string> lines)
    {
        List<string> clean = [.. lines.Select(PlainText.Line)];
        if (clean.Count > 0)
            topics.Add((topic, clean));
    }

    /// <summary>
    /// The explanation as JSON: an object with a property for each topic, such as <c>baseImage</c>. The value is the
    /// array of its lines.
    /// </summary>
    public override string ToString()
    {
        var json = new JObject { ["project"] = project };
        foreach (var (topic, lines) in topics)
            json[Key(topic)] = new JArray(lines);
        return json + "\n";
    }

    private static string Key(string topic)
    {
        var name = string.Concat(
            topic.Split(' ').Select(word => char.ToUpper(word[0], CultureInfo.InvariantCulture) + word.Substring(1))
        );
        return char.ToLower(name[0], CultureInfo.InvariantCulture) + name.Substring(1);
    }
}
