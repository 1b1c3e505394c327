using System.Text.RegularExpressions;

namespace Dockerize.Build;

/// <summary>
/// Finds the project or solution that a command line builds. MSBuild does not pass this information to projects. All
/// other projects of the build are built by the project or solution on the command line.
/// </summary>
internal static class EntryProject
{
    private static readonly Regex ProjectFile = new(
        @"\.(?:[a-z]*proj|slnx?|slnf)\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    // Commands of the .NET CLI, which are not folders.
    private static readonly string[] Commands = ["build", "msbuild", "pack", "publish", "run", "test"];

    /// <summary>
    /// Finds the project or solution: a file on the command line, or the only project in a folder. The folder is on the
    /// command line, or it is the current folder.
    /// </summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="directory">The full path of the folder in which the command was started.</param>
    /// <returns>The full path; null if it is not known.</returns>
    public static string? Find(IReadOnlyList<string> arguments, string directory)
    {
        // The first argument is the program.
        var isCommand = arguments.Count > 1 && Commands.Contains(arguments[1], StringComparer.OrdinalIgnoreCase);
        foreach (var argument in arguments.Skip(isCommand ? 2 : 1))
        {
            if (FindAt(argument, directory) is { } project)
                return project;
            // A file-based app has no project file.
            if (argument.EndsWith(".cs", StringComparison.OrdinalIgnoreCase))
                return null;
        }

        return FindIn(directory);
    }

    private static string? FindAt(string argument, string directory)
    {
        if (argument.Length == 0 || argument.IndexOfAny(Path.GetInvalidPathChars()) >= 0)
            return null;

        var path = Path.Combine(directory, argument);
        return ProjectFile.IsMatch(path) && File.Exists(path) ? Path.GetFullPath(path) : FindIn(path);
    }

    private static string? FindIn(string directory)
    {
        if (!Directory.Exists(directory))
            return null;

        try
        {
            string[] projects =
            [
                .. Directory.EnumerateFiles(directory).Where(path => ProjectFile.IsMatch(path)).Take(2),
            ];
            return projects.Length == 1 ? Path.GetFullPath(projects[0]) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
