using Dockerize.Builds;

namespace Dockerize.Build.Reports;

/// <summary>Finds the files of a build context in the layers of an image.</summary>
internal static class CopiedFiles
{
    private const string Copy = "COPY ";

    // Patterns, quotes, variables, JSON and here-documents. The end of a long instruction is not recorded.
    private const string Unknown = "*?[\"'$\\<…";

    /// <summary>
    /// Finds the files that COPY instructions copy from the build context. A later file replaces an earlier one.
    /// </summary>
    /// <param name="instructions">The instruction of each layer; null if it is not known.</param>
    /// <param name="files">The files of the build context.</param>
    /// <returns>The files by their path in the image.</returns>
    public static Dictionary<string, ReportFile> Find(
        IReadOnlyList<string?> instructions,
        IReadOnlyDictionary<string, InputFile> files
    )
    {
        var found = new Dictionary<string, ReportFile>(StringComparer.Ordinal);
        for (var layer = 0; layer < instructions.Count; layer++)
        {
            foreach (var (source, destination) in ReadSources(instructions[layer]))
            {
                foreach (var (path, file) in files.Select(file => (file.Key, file.Value)))
                {
                    if (!path.EndsWith("/", StringComparison.Ordinal) && Map(path, source, destination) is { } copy)
                        found[copy] = new ReportFile(copy, layer, file.Digest, file.Size);
                }
            }
        }

        return found;
    }

    private static IEnumerable<(string Source, string Destination)> ReadSources(string? instruction)
    {
        if (
            instruction?.StartsWith(Copy, StringComparison.OrdinalIgnoreCase) != true
            || instruction.Any(character => Unknown.IndexOf(character) >= 0)
            || instruction.Contains("--from=")
            || instruction.Contains("--parents")
            || instruction.Contains("--exclude")
        )
            return [];

        var words = instruction
            .Substring(Copy.Length)
            .Split([' '], StringSplitOptions.RemoveEmptyEntries)
            .SkipWhile(word => word.StartsWith("--", StringComparison.Ordinal))
            .ToList();
        if (words.Count < 2)
            return [];

        var isFolder = words.Count > 2;
        var destination = words[words.Count - 1];
        return words
            .Take(words.Count - 1)
            .Select(word => (Normalize(word), isFolder ? destination.TrimEnd('/') + "/" : destination));
    }

    private static string Normalize(string source) =>
        source is "." or "./" or "/"
            ? ""
            : (source.StartsWith("./", StringComparison.Ordinal) ? source.Substring(2) : source).Trim('/');

    // The content of a folder is copied, not the folder itself.
    private static string? Map(string path, string source, string destination)
    {
        if (path == source)
        {
            return destination.EndsWith("/", StringComparison.Ordinal) || destination == "."
                ? Join(destination, path.Substring(path.LastIndexOf('/') + 1))
                : Join("", destination);
        }

        var isInside = source.Length == 0 || path.StartsWith(source + "/", StringComparison.Ordinal);
        return isInside ? Join(destination, source.Length == 0 ? path : path.Substring(source.Length + 1)) : null;
    }

    private static string Join(string folder, string path)
    {
        var relative = path.StartsWith("./", StringComparison.Ordinal) ? path.Substring(2) : path;
        return folder switch
        {
            "" or "." or "./" => relative,
            _ => (folder.StartsWith("./", StringComparison.Ordinal) ? folder.Substring(2) : folder).TrimEnd('/')
                + "/"
                + relative,
        };
    }
}
