namespace Dockerize.Build.Apps;

/// <summary>
/// The static web assets of a Blazor WebAssembly app that change with every commit: the assemblies of the project and
/// of the projects that it references, and the list of all files with their hashes, which starts the app. The runtime
/// and the assemblies of packages, several megabytes, stay the same.
/// </summary>
internal static class WebAssemblyAssets
{
    private const string Folder = "_framework/";

    // .NET 10 writes the list into dotnet.js, .NET 8 and 9 into blazor.boot.json.
    private static readonly string[] Boot = ["dotnet.js", "dotnet.boot.js", "blazor.boot.json"];

    /// <summary>True if every commit changes the asset.</summary>
    /// <param name="path">
    /// The path below the publish folder, with either kind of slash: <c>wwwroot/_framework/Client.5i37zpp3sa.wasm</c>.
    /// </param>
    /// <param name="projects">The names of the assemblies of referenced projects.</param>
    public static bool ChangeWithEveryCommit(string path, IReadOnlyCollection<string> projects)
    {
        var slashes = path.Replace('\\', '/');
        var start = slashes.IndexOf("/" + Folder, StringComparison.Ordinal);
        if (start < 0)
            return false;

        // The files of a language are in a folder: de/Client.resources.wasm. The others are in _framework itself.
        var name = slashes.Substring(slashes.LastIndexOf('/') + 1);
        return Boot.Any(boot => IsNamed(name, boot)) || projects.Any(project => IsNamed(name, project + "."));
    }

    // Compressed files have one more extension.
    private static bool IsNamed(string name, string start) =>
        name.StartsWith(start, StringComparison.OrdinalIgnoreCase)
        && (start[start.Length - 1] == '.' || name.Length == start.Length || name[start.Length] == '.');
}
