namespace Dockerize.Build.Apps;

/// <summary>
/// Finds the static web assets of a Blazor WebAssembly app that change with every commit. These are the assemblies of
/// the project and of referenced projects, and the boot file, which lists all files with their hashes. The runtime and
/// the assemblies of packages, several megabytes, do not change.
/// </summary>
internal static class WebAssemblyAssets
{
    private const string Folder = "_framework/";

    // The list of files is in dotnet.js since .NET 10, and in blazor.boot.json in .NET 8 and 9.
    private static readonly string[] Boot = ["dotnet.js", "dotnet.boot.js", "blazor.boot.json"];

    /// <summary>True if the asset changes with every commit.</summary>
    /// <param name="path">
    /// The path below the publish folder, with slashes or backslashes:
    /// <c>wwwroot/_framework/Client.5i37zpp3sa.wasm</c>.
    /// </param>
    /// <param name="projects">The assembly names of referenced projects.</param>
    public static bool ChangeWithEveryCommit(string path, IReadOnlyCollection<string> projects)
    {
        var slashes = path.Replace('\\', '/');
        var start = slashes.IndexOf("/" + Folder, StringComparison.Ordinal);
        if (start < 0)
            return false;

        // Only the name is compared, because the files of a language are in a subfolder: de/Client.resources.wasm.
        var name = slashes.Substring(slashes.LastIndexOf('/') + 1);
        return Boot.Any(boot => IsNamed(name, boot)) || projects.Any(project => IsNamed(name, project + "."));
    }

    // A compressed file has an additional extension, such as .br.
    private static bool IsNamed(string name, string start) =>
        name.StartsWith(start, StringComparison.OrdinalIgnoreCase)
        && (start[start.Length - 1] == '.' || name.Length == start.Length || name[start.Length] == '.');
}
