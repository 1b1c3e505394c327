namespace Dockerize.Build.Reports;

/// <summary>The difference between a file in an image and in the previous one.</summary>
/// <param name="Path">The path in the image.</param>
/// <param name="Before">The file in the previous image; null if it was added.</param>
/// <param name="After">The file in the image; null if it was removed.</param>
internal sealed record FileChange(string Path, ReportFile? Before, ReportFile? After)
{
    /// <summary>The kinds of changes, in the order of a summary.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["added", "removed", "grew", "shrank", "changed"];

    /// <summary>The number of bytes by which the file grew; null if it is not known.</summary>
    public long? Growth =>
        (Before is null ? 0 : Before.Size) is { } before && (After is null ? 0 : After.Size) is { } after
            ? after - before
            : null;

    /// <summary>The kind of the change in one word.</summary>
    public string Kind =>
        Before is null ? "added"
        : After is null ? "removed"
        : Growth switch
        {
            > 0 => "grew",
            < 0 => "shrank",
            _ => "changed",
        };

    /// <summary>Compares the files of two images.</summary>
    /// <param name="before">The files of the previous image.</param>
    /// <param name="after">The files of the image.</param>
    /// <returns>The changes, the largest first.</returns>
    public static IReadOnlyList<FileChange> Find(
        IReadOnlyDictionary<string, ReportFile> before,
        IReadOnlyDictionary<string, ReportFile> after
    ) =>
        [
            .. before
                .Keys.Union(after.Keys, StringComparer.Ordinal)
                .Select(path => new FileChange(path, FileAt(before, path), FileAt(after, path)))
                .Where(change => change.Before?.Digest != change.After?.Digest)
                .OrderByDescending(change => Math.Abs(change.Growth ?? 0))
                .ThenBy(change => change.Path, StringComparer.Ordinal),
        ];

    private static ReportFile? FileAt(IReadOnlyDictionary<string, ReportFile> files, string path) =>
        files.TryGetValue(path, out var file) ? file : null;
}
