namespace Dockerize.Processes;

/// <summary>Searches programs in the folders in PATH.</summary>
internal static class ProgramPath
{
    private static readonly string[] WindowsExtensions = [".exe", ".cmd"];

    private static readonly string[] NoExtension = [""];

    /// <summary>Finds the full path of a program on this machine; null if no folder in PATH contains it.</summary>
    /// <param name="name">The name of the program, without the extension that it has on Windows.</param>
    /// <param name="environment">A function that reads an environment variable.</param>
    public static string? Find(string name, Func<string, string?> environment) =>
        Find(name, environment, isWindows: Path.DirectorySeparatorChar == '\\');

    /// <summary>Finds the full path of a program; null if no folder in PATH contains it.</summary>
    /// <param name="name">The name of the program, without the extension that it has on Windows.</param>
    /// <param name="environment">A function that reads an environment variable.</param>
    /// <param name="isWindows">True to search for programs of Windows, which have an extension.</param>
    public static string? Find(string name, Func<string, string?> environment, bool isWindows)
    {
        var extensions = isWindows ? WindowsExtensions : NoExtension;
        return (environment("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => folder.Trim().Trim('"'))
            // Relative folders are ignored, because they would depend on the current directory of the build.
            .Where(folder => folder.IndexOfAny(Path.GetInvalidPathChars()) < 0 && Path.IsPathRooted(folder))
            .SelectMany(folder => extensions.Select(extension => Path.Combine(folder, name + extension)))
            .FirstOrDefault(File.Exists);
    }
}
