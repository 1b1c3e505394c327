using System.Runtime.InteropServices;
using Dockerize.Build.Advice;
using Dockerize.Files;

namespace Dockerize.Build.Apps;

/// <summary>A publish folder, read with what the build knows of the files it meant to put there.</summary>
internal static class PublishDirectory
{
    private const string WebRoot = "wwwroot/";

    private static readonly bool HasCaseSensitiveFiles = RuntimeInformation.IsOSPlatform(OSPlatform.Linux);

    /// <summary>The files of a publish folder, each with its origin, in ordinal order of their paths.</summary>
    /// <param name="directory">The full path of the folder.</param>
    /// <param name="assemblyName">The app's name, which its assembly or its executable has.</param>
    /// <param name="known">What this publish put there: path below the folder (either kind of slash) and origin.</param>
    /// <param name="knowsWebRoot">
    /// Whether <paramref name="known"/> has every file below wwwroot. Without static web assets, or with an SDK that tells nothing of them, all of wwwroot belongs.
    /// </param>
    /// <param name="stale">
    /// What an earlier publish left: files below wwwroot that this one did not put there. MSBuild removes its own leftovers from a publish
    /// folder, but not those of static web assets: a deleted file, or an old fingerprinted one with its compressed forms, stays for ever.
    /// </param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="DiagnosticException">DKZ1001: the folder is not there, or the app is not in it; DKZ2005: a folder cannot be read.</exception>
    public static IReadOnlyList<PublishedFile> Read(
        string directory,
        string assemblyName,
        IEnumerable<KeyValuePair<string, PublishedFileOrigin>> known,
        bool knowsWebRoot,
        out IReadOnlyList<string> stale,
        CancellationToken cancellationToken = default)
    {
        string[] programs = [assemblyName + ".dll", assemblyName, assemblyName + ".exe"];
        if (!programs.Any(program => File.Exists(System.IO.Path.Combine(directory, program))))
            throw new DiagnosticException(ProjectDiagnostics.NothingPublished(directory, programs[0]));

        // A file keeps the spelling that it first had on disk where case does not matter; the image gets the one that the project has now.
        var origins = new Dictionary<string, (string Path, PublishedFileOrigin Origin)>(HasCaseSensitiveFiles ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        foreach (var file in known)
            origins[file.Key.Replace('\\', '/')] = (file.Key.Replace('\\', '/'), file.Value);

        var files = new List<PublishedFile>();
        var left = new List<string>();
        foreach (var found in new FileTree(directory, cancellationToken).Files())
        {
            var (source, path) = (found.FullName, found.Path);
            // The symbols of an app that is compiled ahead of time are copied after the publish has ended: they would be in the second image, not in the first.
            if (path == assemblyName + ".dbg")
                continue;
            if (origins.TryGetValue(path, out var file))
                files.Add(new PublishedFile(source, file.Path, file.Origin));
            else if (knowsWebRoot && path.StartsWith(WebRoot, StringComparison.Ordinal))
                left.Add(path);
            else
                files.Add(new PublishedFile(source, path, PublishedFileOrigin.App));
        }

        left.Sort(StringComparer.Ordinal);
        stale = left;
        return [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }
}
