using Dockerize.Files;
using Newtonsoft.Json.Linq;

namespace Dockerize.Archives;

/// <summary>The record of the last saved archive. The next save is skipped if nothing changed.</summary>
/// <param name="Path">The full path of the archive.</param>
/// <param name="ImageId">The id of the image in the archive.</param>
/// <param name="Names">The names of the image in the archive, separated by spaces.</param>
/// <param name="Length">The length of the archive in bytes.</param>
/// <param name="Time">The modification time of the archive, in ticks of UTC.</param>
internal sealed record ArchiveRecord(string Path, string ImageId, string Names, long Length, long Time)
{
    /// <summary>
    /// The record of an archive that has just been written; null if the file does not exist or the image id is not
    /// known.
    /// </summary>
    public static ArchiveRecord? Of(ArchiveDefinition archive)
    {
        var file = new FileInfo(archive.Path);
        return archive.ImageId is { } id && file.Exists
            ? new ArchiveRecord(
                archive.Path,
                id,
                string.Join(" ", archive.Names.Select(name => name.Familiar)),
                file.Length,
                file.LastWriteTimeUtc.Ticks
            )
            : null;
    }

    /// <summary>Reads a record.</summary>
    /// <param name="path">The full path of the record.</param>
    /// <returns>The record; null if the file does not exist or is invalid. The image is then saved.</returns>
    public static ArchiveRecord? Load(string path) => JsonFile.ReadOrNull(path, Read);

    /// <summary>Writes the record atomically.</summary>
    /// <param name="path">The full path of the record. Missing folders are created.</param>
    /// <exception cref="FileUnwritableException">The record cannot be written.</exception>
    public void Save(string path) =>
        TextFile.Save(
            path,
            new JObject
            {
                ["path"] = Path,
                ["id"] = ImageId,
                ["names"] = Names,
                ["length"] = Length,
                ["time"] = Time,
            } + "\n"
        );

    // The record is read without reflection, which is faster and works in AOT-compiled apps.
    private static ArchiveRecord? Read(JObject record) =>
        Value(record["path"]) is string path
        && Value(record["id"]) is string id
        && Value(record["names"]) is string names
        && Value(record["length"]) is long length
        && Value(record["time"]) is long time
            ? new ArchiveRecord(path, id, names, length, time)
            : null;

    private static object? Value(JToken? value) => (value as JValue)?.Value;
}
