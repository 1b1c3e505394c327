using Dockerize.Build.Advice;

namespace Dockerize.Build.Tags;

/// <summary>
/// A git repository as its own files show it (gitrepository-layout): a working tree, a linked one, or a submodule. No git has to be installed.
/// </summary>
internal sealed class GitRepository
{
    private const string BranchPrefix = "refs/heads/";
    private const string Symbolic = "ref:";

    /// <summary>What HEAD says where references are kept in another format, reftable, for programs that know only files.</summary>
    private const string NoBranch = ".invalid";

    /// <summary>How many names may lead from one to the next, as in git (SYMREF_MAXDEPTH).</summary>
    private const int MaxDepth = 5;

    private readonly string directory;
    private readonly string commonDirectory;

    private GitRepository(string directory)
    {
        this.directory = directory;
        // A linked working tree has a HEAD of its own; the branches are in the repository's folder.
        var common = FirstLine($"{directory}/commondir");
        commonDirectory = common is null ? directory : Absolute(directory, common);
    }

    /// <summary>The branch that is checked out, without <c>refs/heads/</c>: <c>feature/login</c>. Null with a detached HEAD, as most CI machines leave it.</summary>
    /// <exception cref="DiagnosticException">DKZ1033: a file cannot be read.</exception>
    public string? Branch =>
        Head is { } head && head.StartsWith(Symbolic, StringComparison.Ordinal) && BranchOf(Target(head)) is { } branch && branch != NoBranch ? branch : null;

    /// <summary>The id of the commit that is checked out, 40 hexadecimal digits or 64; null before the first commit.</summary>
    /// <exception cref="DiagnosticException">DKZ1033: a file cannot be read.</exception>
    public string? Revision => Resolve(Head, MaxDepth);

    private string? Head => FirstLine($"{directory}/HEAD");

    /// <summary>The repository that a folder is in.</summary>
    /// <param name="directory">The full path of the folder.</param>
    /// <returns>Null if neither the folder nor one above it belongs to a repository.</returns>
    /// <exception cref="DiagnosticException">DKZ1033: a file cannot be read.</exception>
    public static GitRepository? Find(string directory)
    {
        for (var folder = directory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var git = Path.Combine(folder, ".git");
            // In a linked working tree and in a submodule it is a file that says where the folder is.
            if (FirstLine(git) is { } link && link.StartsWith("gitdir:", StringComparison.Ordinal))
                git = Absolute(folder, link.Substring("gitdir:".Length).Trim());
            if (File.Exists($"{git}/HEAD"))
                return new GitRepository(git);
        }

        return null;
    }

    /// <summary>The branch of a reference's full name; null for what is not a branch.</summary>
    internal static string? BranchOf(string reference) =>
        reference.StartsWith(BranchPrefix, StringComparison.Ordinal) && reference.Length > BranchPrefix.Length ? reference.Substring(BranchPrefix.Length) : null;

    private string? Resolve(string? value, int depth) =>
        value is null || depth == 0 ? null
        : value.StartsWith(Symbolic, StringComparison.Ordinal) ? Resolve(Read(Target(value)), depth - 1)
        : IsRevision(value) ? value
        : null;

    // One that was not written since the last `git pack-refs` has no file of its own.
    private string? Read(string reference) => FirstLine($"{commonDirectory}/{reference}") ?? ReadPacked(reference);

    private string? ReadPacked(string reference)
    {
        var suffix = " " + reference;
        var line = Array.Find(Lines($"{commonDirectory}/packed-refs"), packed => packed.EndsWith(suffix, StringComparison.Ordinal));
        return line?.Substring(0, line.Length - suffix.Length);
    }

    private static string Target(string value) => value.Substring(Symbolic.Length).Trim();

    private static bool IsRevision(string text) => text.Length >= 40 && text.All(Uri.IsHexDigit);

    private static string Absolute(string directory, string path) => Path.GetFullPath(Path.IsPathRooted(path) ? path : $"{directory}/{path}");

    private static string? FirstLine(string path) => Lines(path) is [var line, ..] && line.Trim() is { Length: > 0 } text ? text : null;

    private static string[] Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(ProjectDiagnostics.UnreadableRepository(path, exception.Message), exception);
        }
    }
}
