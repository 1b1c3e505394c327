using Dockerize.Contexts;

namespace Dockerize.Builds.Sessions.FileSync;

/// <summary>
/// The paths that the instructions of a Dockerfile copy. They can contain wildcards, and lead through symbolic links,
/// whose targets are included.
/// </summary>
internal sealed class FollowedPaths
{
    /// <summary>The maximum number of paths, including the paths through links.</summary>
    private const int MaximumCount = 16 * 1024;

    /// <summary>
    /// The maximum number of links that a path leads through, as in Linux. Links can refer to each other without end.
    /// </summary>
    private const int MaximumDepth = 40;

    /// <summary>The maximum length of a path, as in Linux.</summary>
    private const int MaximumLength = 4096;

    private static readonly char[] Wildcards = ['*', '?', '[', '\\'];

    private readonly IReadOnlyList<SyncEntry> links;
    private readonly HashSet<string> paths = new(StringComparer.Ordinal);
    private readonly List<GlobExpression> patterns = [];
    private readonly CancellationToken cancellationToken;

    private FollowedPaths(IReadOnlyList<SyncEntry> links, CancellationToken cancellationToken)
    {
        this.links = links;
        this.cancellationToken = cancellationToken;
    }

    /// <summary>Resolves paths. Paths that do not exist are ignored.</summary>
    /// <param name="paths">The paths, with slashes.</param>
    /// <param name="links">The symbolic links of the folder.</param>
    /// <param name="cancellationToken">A token that cancels the search for links.</param>
    /// <returns>The resolved paths; null if they include the whole folder.</returns>
    public static FollowedPaths? Resolve(
        IEnumerable<string> paths,
        IReadOnlyList<SyncEntry> links,
        CancellationToken cancellationToken
    )
    {
        var followed = new FollowedPaths(links, cancellationToken);
        var pending = new Queue<(string Path, int Depth)>(paths.Select(path => (Normalize(path), 0)));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (pending.Count > 0)
        {
            var (path, depth) = pending.Dequeue();
            if (depth > MaximumDepth || path.Length > MaximumLength || !seen.Add(path))
                continue;
            if (path.Length == 0 || seen.Count > MaximumCount)
                return null;

            foreach (var target in followed.Add(path))
                pending.Enqueue((target, depth + 1));
        }

        return followed;
    }

    /// <summary>True if a path is followed. The caller also checks the parent folders.</summary>
    public bool Contains(string path) => paths.Contains(path) || patterns.Exists(pattern => pattern.IsMatch(path));

    // Absolute paths and `..` cannot leave the folder.
    private static string Normalize(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part == ".." && parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else if (part is not ("" or "." or ".."))
                parts.Add(part);
        }

        return string.Join("/", parts);
    }

    private static string Target(SyncEntry link)
    {
        var target = link.LinkTarget!;
        return target.StartsWith("/", StringComparison.Ordinal) ? target : $"{link.Path}/../{target}";
    }

    private static GlobExpression? Parse(string path)
    {
        try
        {
            return path.IndexOfAny(Wildcards) < 0 ? null : GlobExpression.Parse(path);
        }
        catch (FormatException)
        {
            // The path can still be the literal name of a file.
            return null;
        }
    }

    // Adds a path, and the links that it leads through. The paths through the targets of these links are returned.
    private List<string> Add(string path)
    {
        var targets = new List<string>();
        for (var end = path.IndexOf('/'); end >= 0 && links.Count > 0; end = path.IndexOf('/', end + 1))
            FollowLinks(path.Substring(0, end), path.Substring(end), targets);
        FollowLinks(path, "", targets);
        paths.Add(path);
        if (Parse(path) is { } pattern)
            patterns.Add(pattern);
        return targets;
    }

    private void FollowLinks(string path, string rest, List<string> targets)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var pattern = links.Count == 0 ? null : Parse(path);
        foreach (var link in links)
        {
            if (link.Path != path && pattern?.IsMatch(link.Path) != true)
                continue;

            paths.Add(link.Path);
            targets.Add(Normalize(Target(link) + rest));
        }
    }
}
