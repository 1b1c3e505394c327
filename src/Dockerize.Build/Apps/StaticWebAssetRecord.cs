using System.Globalization;
using Dockerize.Files;

namespace Dockerize.Build.Apps;

/// <summary>
/// The static web assets that publishes placed into a folder. MSBuild deletes the files of an earlier publish that are
/// no longer published, but not static web assets: an old fingerprinted file stays, with its compressed forms. Other
/// files below wwwroot come from targets of the project, such as the output of a JavaScript build.
/// </summary>
internal sealed class StaticWebAssetRecord
{
    private readonly string path;
    private readonly string directory;
    private readonly Dictionary<string, string> assets = new(PublishDirectory.PathComparer);

    /// <summary>Reads the record of a publish folder.</summary>
    /// <param name="folder">The full path of the folder for records.</param>
    /// <param name="directory">The full path of the publish folder.</param>
    public StaticWebAssetRecord(string folder, string directory)
    {
        // A project can be published into several folders.
        var key = ContentDigest.ComputeHex(directory).Substring(0, 10);
        path = Path.Combine(folder, $"static-web-assets.{key}.txt");
        this.directory = directory;
        foreach (var parts in TextFile.ReadLinesOrEmpty(path).Select(line => line.Split(['|'], 2)))
        {
            if (parts.Length == 2)
                assets[parts[1]] = parts[0];
        }
    }

    /// <summary>
    /// True if an earlier publish placed the file as a static web asset, and nothing has written to it since.
    /// </summary>
    /// <param name="asset">The path below the publish folder, with slashes.</param>
    public bool Contains(string asset) => assets.TryGetValue(asset, out var state) && state == StateOf(asset);

    /// <summary>
    /// Adds the assets of a publish, and keeps those of earlier publishes that are still in the folder.
    /// </summary>
    /// <param name="current">The paths below the publish folder, with either kind of slash.</param>
    /// <exception cref="FileUnwritableException">The record cannot be written.</exception>
    public void Update(IEnumerable<string> current)
    {
        foreach (var outdated in assets.Keys.Where(asset => !Contains(asset)).ToList())
            assets.Remove(outdated);
        foreach (var asset in current.Select(asset => asset.Replace('\\', '/')))
            assets[asset] = StateOf(asset);
        if (assets.Count == 0 && !File.Exists(path))
            return;

        var lines = assets.OrderBy(asset => asset.Key, StringComparer.Ordinal);
        TextFile.Save(path, string.Concat(lines.Select(asset => $"{asset.Value}|{asset.Key}\n")));
    }

    // MSBuild copies a file with its time.
    private string StateOf(string asset)
    {
        var file = new FileInfo(Path.Combine(directory, asset));
        return file.Exists
            ? string.Format(CultureInfo.InvariantCulture, "{0} {1}", file.Length, file.LastWriteTimeUtc.Ticks)
            : "";
    }
}
