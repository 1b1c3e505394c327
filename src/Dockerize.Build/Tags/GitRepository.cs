using Dockerize.Build.Advice;
using Dockerize.Files;

namespace Dockerize.Build.Tags;

/// <summary>
/// A git repository, read from its files (gitrepository-layout) without the git program. Working trees, linked working
/// trees and submodules are supported.
/// </summary>
internal sealed class GitRepository
{
    private const string BranchPrefix = "refs/heads/";
    private const string Symbolic = "ref:";

    /// <summary>
    /// The placeholder for the branch in the HEAD file of a repository in reftable format, which cannot be read from
    /// files.
    /// </summary>
    private const string NoBranch = ".invalid";

    /// <summary>The maximum number of symbolic references that are followed, as in git (SYMREF_MAXDEPTH).</summary>
    private const int MaxDepth = 5;

    /// <summary>The maximum size of packed-refs in bytes, enough for about a million references.</summary>
    private const int MaximumPackedSize = 64 * 1024 * 1024;

    private readonly string directory;
    private readonly string commonDirectory;

    private GitRepository(string directory)
    {
        this.directory = directory;
        // A linked working tree has its own HEAD, but its branches are in the folder of the main repository.
        var common = FirstLine($"{directory}/commondir");
        commonDirectory = common is null ? directory : Absolute(directory, common);
    }

    /// <summary>
    /// The current branch without <c>refs/heads/</c>, such as <c>feature/login</c>; null if HEAD is detached, as on
    /// most CI machines.
    /// </summary>
    /// <exception cref="DiagnosticException">DKZ1033: a file is unreadable.</exception>
    public string? Branch
    {
        get
        {
            if (Head is not { } head || !head.StartsWith(Symbolic, StringComparison.Ordinal))
                return null;

            var branch = ParseBranch(Target(head));
            return branch == NoBranch ? null : branch;
        }
    }

    /// <summary>The id of the current commit, 40 or 64 hexadecimal digits; null before the first commit.</summary>
    /// <exception cref="DiagnosticException">DKZ1033: a file is unreadable.</exception>
    public string? Revision => Resolve(Head, MaxDepth);

    private string? Head => FirstLine($"{directory}/HEAD");

    /// <summary>Finds the repository of a folder.</summary>
    /// <param name="directory">The full path of the folder.</param>
    /// <returns>The repository; null if the folder is not part of one.</returns>
    /// <exception cref="DiagnosticException">DKZ1033: a file is unreadable.</exception>
    public static GitRepository? Find(string directory)
    {
        for (var folder = directory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var git = Path.Combine(folder, ".git");
            // In a linked working tree and in a submodule, .git is a file that contains the path of the folder.
            if (FirstLine(git) is { } link && link.StartsWith("gitdir:", StringComparison.Ordinal))
                git = Absolute(folder, link.Substring("gitdir:".Length).Trim());
            if (File.Exists($"{git}/HEAD"))
                return new GitRepository(git);
        }

        return null;
    }

    /// <summary>
    /// The branch of a full reference such as <c>refs/heads/main</c>; null if the reference is not a branch.
    /// </summary>
    internal static string? ParseBranch(string reference) =>
        reference.StartsWith(BranchPrefix, StringComparison.Ordinal) && reference.Length > BranchPrefix.Length
            ? reference.Substring(BranchPrefix.Length)
            : null;

    private string? Resolve(string? value, int depth)
    {
        if (value is null || depth == 0)
            return null;
        if (value.StartsWith(Symbolic, StringComparison.Ordinal))
            return Resolve(Read(Target(value)), depth - 1);

        return IsRevision(value) ? value : null;
    }

    // A reference that has no file of its own is in packed-refs.
    private string? Read(string reference) => FirstLine($"{commonDirectory}/{reference}") ?? ReadPacked(reference);

    private string? ReadPacked(string reference)
    {
        var suffix = " " + reference;
        var line = Array.Find(
            Lines($"{commonDirectory}/packed-refs", MaximumPackedSize),
            packed => packed.EndsWith(suffix, StringComparison.Ordinal)
        );
        return line?.Substring(0, line.Length - suffix.Length);
    }

    private static string Target(string value) => value.Substring(Symbolic.Length).Trim();

    private static bool IsRevision(string text) => text.Length >= 40 && text.All(Uri.IsHexDigit);

    private static string Absolute(string directory, string path) =>
        Path.GetFullPath(Path.IsPathRooted(path) ? path : $"{directory}/{path}");

    private static string? FirstLine(string path) =>
        Lines(path) is [var line, ..] && line.Trim() is { Length: > 0 } text ? text : null;

    private static string[] Lines(string path, int maximumSize = RegularFile.MaximumTextSize)
    {
        try
        {
            return File.Exists(path) ? RegularFile.ReadLines(path, maximumSize) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(ImageTagDiagnostics.UnreadableRepository(path, exception.Message), exception);
        }
    }
}
