namespace Dockerize.Build.Apps;

/// <summary>The steps of an image build in addition to copying the app.</summary>
internal sealed record ImageAdditions
{
    /// <summary>Packages of the Linux distribution, with or without a version: <c>libfoo=1.2</c>.</summary>
    public IReadOnlyList<string> SystemPackages { get; init; } = [];

    /// <summary>Commands of RUN instructions.</summary>
    public IReadOnlyList<RunStep> Runs { get; init; } = [];

    /// <summary>Files that are not part of the publish output.</summary>
    public IReadOnlyList<FileCopy> Copies { get; init; } = [];

    /// <summary>Folders that the user of the app can write to: absolute paths.</summary>
    public IReadOnlyList<string> WritableDirectories { get; init; } = [];

    /// <summary>
    /// The names of build arguments. Their values are passed to the build and are not written to a file.
    /// </summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}

/// <summary>A command that runs while the image is built.</summary>
/// <param name="Command">The shell command.</param>
/// <param name="AfterCopy">
/// True if it requires the files of the app. Other commands stay cached when the app changes.
/// </param>
/// <param name="User">The user; null: root.</param>
internal sealed record RunStep(string Command, bool AfterCopy = false, string? User = null);
