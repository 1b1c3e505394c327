namespace Dockerize;

/// <summary>A publish folder, read with what the build knows of the files it meant to put there.</summary>
public static class PublishDirectory
{
    private const string WebRoot = "wwwroot/";

    /// <summary>The files of a publish folder, each with its origin, in ordinal order of their paths.</summary>
    /// <param name="directory">The full path of the folder.</param>
    /// <param name="assemblyName">The app's name, which its assembly or its executable has.</param>
    /// <param name="known">What this publish put there: path below the folder (either kind of slash) and origin.</param>
    /// <param name="stale">
    /// What an earlier publish left: files below wwwroot that this one did not put there. MSBuild removes its own leftovers from a publish
    /// folder, but not those of static web assets: a deleted file, or an old fingerprinted one with its compressed forms, stays for ever.
    /// </param>
    /// <exception cref="DockerizeException">DKZ1001: the folder is not there, or the app is not in it.</exception>
    public static IReadOnlyList<PublishedFile> Read(
        string directory,
        string assemblyName,
        IEnumerable<KeyValuePair<string, PublishedFileOrigin>> known,
        out IReadOnlyList<string> stale)
    {
        string[] programs = [assemblyName + ".dll", assemblyName, assemblyName + ".exe"];
        if (!programs.Any(program => File.Exists(System.IO.Path.Combine(directory, program))))
            throw new DockerizeException(ProjectDiagnostics.NothingPublished(directory, programs[0]));

        var origins = new Dictionary<string, PublishedFileOrigin>(StringComparer.Ordinal);
        foreach (var file in known)
            origins[file.Key.Replace('\\', '/')] = file.Value;
        // A project without static web assets, or an SDK that tells nothing of them: then all of wwwroot belongs.
        var webRootIsKnown = origins.Keys.Any(path => path.StartsWith(WebRoot, StringComparison.Ordinal));

        var files = new List<PublishedFile>();
        var left = new List<string>();
        foreach (var source in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
        {
            var path = source.Substring(directory.Length).TrimStart('/', '\\').Replace(System.IO.Path.DirectorySeparatorChar, '/');
            if (origins.TryGetValue(path, out var origin))
                files.Add(new PublishedFile(source, path, origin));
            else if (webRootIsKnown && path.StartsWith(WebRoot, StringComparison.Ordinal))
                left.Add(path);
            else
                files.Add(new PublishedFile(source, path, PublishedFileOrigin.App));
        }

        left.Sort(StringComparer.Ordinal);
        stale = left;
        return [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }
}
