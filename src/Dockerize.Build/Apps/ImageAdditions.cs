namespace Dockerize.Build.Apps;

/// <summary>What an image's build does beside copying the app.</summary>
internal sealed record ImageAdditions
{
    /// <summary>Packages of the base image's distribution, each with a version if it matters: <c>libfoo=1.2</c>.</summary>
    public IReadOnlyList<string> SystemPackages { get; init; } = [];

    /// <summary>Commands.</summary>
    public IReadOnlyList<RunStep> Runs { get; init; } = [];

    /// <summary>Files that are not published.</summary>
    public IReadOnlyList<FileCopy> Copies { get; init; } = [];

    /// <summary>Folders that belong to the app's user: absolute paths.</summary>
    public IReadOnlyList<string> WritableDirectories { get; init; } = [];

    /// <summary>The names of build arguments, whose values come with the build and stand in no file.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}

/// <summary>A command that runs while the image is built.</summary>
/// <param name="Command">For the shell.</param>
/// <param name="AfterCopy">Whether it needs the app's files; what does not is cached longer.</param>
/// <param name="User">Who runs it; null: root.</param>
internal sealed record RunStep(string Command, bool AfterCopy = false, string? User = null);
