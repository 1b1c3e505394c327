using System.Globalization;
using Dockerize.Files;

namespace Dockerize.Build.Apps;

/// <summary>
/// A record of the static web assets that publishes have copied to a folder. MSBuild deletes outdated files of an
/// earlier publish, but not static web assets. Old fingerprinted files and their compressed forms therefore remain in
/// the folder. Other files below wwwroot come from targets of the project, such as the output of a JavaScript build,
/// and must not be treated as outdated.
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
        // A project can be published to several folders, each with its own record.
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
    /// True if an earlier publish copied the file as a static web asset, and the file has not changed since.
    /// </summary>
    /// <param name="asset">The path below the publish folder, with slashes.</param>
    public bool Contains(string asset) => assets.TryGetValue(asset, out var state) && state == StateOf(asset);

    /// <summary>
    /// Adds the assets of a publish to the record. Assets of earlier publishes are kept if they are unchanged in the
    /// folder.
    /// </summary>
    /// <param name="current">The paths below the publish folder, with slashes or backslashes.</param>
    /// <exception cref="FileUnwritableException">The record could not be written.</exception>
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

    // A file is unchanged if its length and modification time are unchanged. When MSBuild copies a file, the copy has
    // the modification time of the original.
    private string StateOf(string asset)
    {
        var file = new FileInfo(Path.Combine(directory, asset));
        return file.Exists
            ? string.Format(CultureInfo.InvariantCulture, "{0} {1}", file.Length, file.LastWriteTimeUtc.Ticks)
            : "";
    }
}
