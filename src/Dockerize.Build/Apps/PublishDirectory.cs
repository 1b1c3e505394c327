using System.Runtime.InteropServices;
using Dockerize.Build.Advice;
using Dockerize.Files;

namespace Dockerize.Build.Apps;

/// <summary>Reads a publish folder.</summary>
internal static class PublishDirectory
{
    /// <summary>A comparer for paths: case-sensitive on Linux, case-insensitive on other systems.</summary>
    public static StringComparer PathComparer { get; } =
        RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    /// <summary>Lists the files of a publish folder with their layers.</summary>
    /// <param name="directory">The full path of the folder.</param>
    /// <param name="assemblyName">The name of the app's assembly or executable, without extension.</param>
    /// <param name="known">
    /// The files of this publish: the path below the folder, with slashes or backslashes, and the layer.
    /// </param>
    /// <param name="isOutdated">
    /// A function that returns true for the path of a file from an earlier publish. Such a file is skipped if this
    /// publish does not contain it.
    /// </param>
    /// <param name="cancellationToken">A token that cancels reading the folder.</param>
    /// <exception cref="DiagnosticException">DKZ1001: the folder or the app was not found.</exception>
    /// <exception cref="FileUnreadableException">A folder is unreadable.</exception>
    public static PublishFolderContent Read(
        string directory,
        string assemblyName,
        IEnumerable<LayeredPath> known,
        Func<string, bool> isOutdated,
        CancellationToken cancellationToken = default
    )
    {
        string[] programs = [assemblyName + ".dll", assemblyName, assemblyName + ".exe"];
        if (!programs.Any(program => File.Exists(Path.Combine(directory, program))))
            throw new DiagnosticException(ProjectDiagnostics.NothingPublished(directory, programs[0]));

        // On a case-insensitive file system, a file keeps the case of its first publish. The image uses the case in the
        // project.
        var layers = new Dictionary<string, LayeredPath>(PathComparer);
        foreach (var file in known.Select(file => file with { Path = file.Path.Replace('\\', '/') }))
            layers[file.Path] = file;

        var files = new List<PublishedFile>();
        var stale = new List<string>();
        foreach (var found in new FileTree(directory, cancellationToken).Files())
        {
            var (source, path) = (found.FullName, found.Path);
            // The symbols of a native AOT app are copied at the end of the publish. They are skipped, because otherwise
            // the image of the second publish would contain them, but not that of the first.
            if (path == assemblyName + ".dbg")
                continue;

            if (layers.TryGetValue(path, out var file))
                files.Add(new PublishedFile(source, file.Path, file.Layer));
            else if (isOutdated(path))
                stale.Add(path);
            else
                files.Add(new PublishedFile(source, path, LayerRules.Default));
        }

        stale.Sort(StringComparer.Ordinal);
        return new PublishFolderContent([.. files.OrderBy(file => file.Path, StringComparer.Ordinal)], stale);
    }
}
