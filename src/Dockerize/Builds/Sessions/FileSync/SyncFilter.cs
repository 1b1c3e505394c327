using Dockerize.Contexts;

namespace Dockerize.Builds.Sessions.FileSync;

/// <summary>Selects the entries of a folder that a build requires.</summary>
/// <param name="included">The patterns to include; null to include all entries.</param>
/// <param name="followed">The paths to include; null for none.</param>
/// <param name="excluded">The patterns to exclude; null for none.</param>
internal sealed class SyncFilter(DockerIgnore? included, FollowedPaths? followed, DockerIgnore? excluded)
{
    private readonly Stack<Parent> parents = new();
    private readonly List<SyncEntry> selected = [];

    /// <summary>
    /// Selects entries. A folder is selected if it matches, or if it contains a selected entry. The result has the
    /// order of the folder.
    /// </summary>
    public IReadOnlyList<SyncEntry> Select(SyncFolder folder, CancellationToken cancellationToken)
    {
        if (included is null && followed is null && excluded is null)
            return folder.Entries;

        foreach (var entry in folder.Entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Visit(entry);
        }

        return selected;
    }

    private void Visit(SyncEntry entry)
    {
        while (parents.Count > 0 && !entry.Path.StartsWith(parents.Peek().Prefix, StringComparison.Ordinal))
            parents.Pop();

        var parent = parents.Count > 0 ? parents.Peek() : null;
        var inclusion = included?.Match(entry.Path, parent?.Inclusion);
        var exclusion = excluded?.Match(entry.Path, parent?.Exclusion);
        var isFollowed = parent?.IsFollowed == true || followed?.Contains(entry.Path) == true;
        var isIncluded = isFollowed || inclusion?.IsExcluded == true || (included is null && followed is null);
        var isSelected = isIncluded && exclusion?.IsExcluded != true;
        if (isSelected)
        {
            SelectParents();
            selected.Add(entry);
        }

        if (entry.Content is null)
            parents.Push(new(entry, inclusion, exclusion, isFollowed) { IsSelected = isSelected });
    }

    private void SelectParents()
    {
        foreach (var parent in parents.Reverse().Where(parent => !parent.IsSelected))
        {
            parent.IsSelected = true;
            selected.Add(parent.Entry);
        }
    }

    /// <summary>A folder that contains the current entry, with its matches.</summary>
    private sealed class Parent(SyncEntry entry, IgnoreMatch? inclusion, IgnoreMatch? exclusion, bool isFollowed)
    {
        public SyncEntry Entry => entry;

        public string Prefix { get; } = entry.Path + "/";

        public IgnoreMatch? Inclusion => inclusion;

        public IgnoreMatch? Exclusion => exclusion;

        public bool IsFollowed => isFollowed;

        public bool IsSelected { get; set; }
    }
}
