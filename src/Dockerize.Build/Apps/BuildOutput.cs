namespace Dockerize.Build.Apps;

/// <summary>The folders <c>bin</c> and <c>obj</c>, which builds of projects write.</summary>
internal static class BuildOutput
{
    private static readonly string[] Folders = ["bin", "obj"];

    /// <summary>True if a file is in such a folder.</summary>
    /// <param name="path">The path of the file below the folder of a project or a repository.</param>
    /// <param name="separator">The separator of folders in the path.</param>
    public static bool Contains(string path, char separator) =>
        path.Split(separator).Any(part => Folders.Contains(part, StringComparer.OrdinalIgnoreCase));
}
