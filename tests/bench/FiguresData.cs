using System.Text.Json;

namespace Dockerize.Bench;

/// <summary>
/// The measurements of a run, and what they depend on. They are saved, so that the page can be written again.
/// </summary>
/// <param name="Figures">The measurements.</param>
/// <param name="Engines">The version of the engine of each image store.</param>
/// <param name="Framework">The version of .NET.</param>
/// <param name="Date">The date of the run.</param>
/// <param name="Contents">The names of the apps without packages.</param>
internal sealed record FiguresData(
    List<Figure> Figures,
    Dictionary<string, string> Engines,
    string Framework,
    DateTime Date,
    IReadOnlyList<string> Contents
)
{
    private static string SavedPath => Path.Combine(BenchFolder.Root, "artifacts", "bench", "figures.json");

    /// <summary>Reads the measurements of the last run.</summary>
    public static FiguresData Load() => JsonSerializer.Deserialize<FiguresData>(File.ReadAllText(SavedPath))!;

    /// <summary>Saves the measurements.</summary>
    public void Save() => File.WriteAllText(SavedPath, JsonSerializer.Serialize(this));

    /// <summary>Writes docs/figures.md and its chart.</summary>
    public void WritePage()
    {
        var page = new FiguresPage(this);
        var docs = Path.Combine(BenchFolder.Root, "docs");
        File.WriteAllText(Path.Combine(docs, "figures.md"), page.ToString());
        File.WriteAllText(Path.Combine(docs, "images", "figures.svg"), new FiguresChart(page).ToString());
        Console.WriteLine(page.ToString());
    }
}
