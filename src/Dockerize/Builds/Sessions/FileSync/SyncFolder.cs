using Dockerize.Contexts;

namespace Dockerize.Builds.Sessions.FileSync;

/// <summary>A folder of a build context, with all files, links and subfolders.</summary>
internal sealed class SyncFolder
{
    /// <summary>Initializes a folder.</summary>
    /// <param name="folder">The folder.</param>
    public SyncFolder(ContextFolder folder)
    {
        var entries = folder.Entries;
        IsComplete = folder.IsComplete;
        var byPath = new Dictionary<string, SyncEntry>(entries.Count, StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            foreach (var parent in entry.Folders)
            {
                var path = parent.Substring(0, parent.Length - 1);
                if (!byPath.ContainsKey(path))
                    byPath.Add(path, new(path, null));
            }

            if (!entry.IsFolder)
                byPath[entry.Path] = new(entry.Path, entry);
        }

        Entries = [.. byPath.Values.OrderBy(entry => entry.Path, PathOrder.Instance)];
        Links = [.. Entries.Where(entry => entry.LinkTarget is not null)];
    }

    /// <summary>True if each transfer contains all entries.</summary>
    public bool IsComplete { get; }

    /// <summary>All entries. A folder is followed by its content.</summary>
    public IReadOnlyList<SyncEntry> Entries { get; }

    /// <summary>The symbolic links.</summary>
    public IReadOnlyList<SyncEntry> Links { get; }
}
