namespace Dockerize.Files;

/// <summary>Replaces files in one step, so that other processes see the previous file or the new file.</summary>
internal static class AtomicFile
{
    /// <summary>Moves a complete file to a path, and replaces the file that is there.</summary>
    /// <param name="draft">The full path of the complete file, in the same folder.</param>
    /// <param name="path">The full path to move the file to.</param>
    public static void Replace(string draft, string path)
    {
        if (File.Exists(path))
            File.Replace(draft, path, null);
        else
            File.Move(draft, path);
    }
}
