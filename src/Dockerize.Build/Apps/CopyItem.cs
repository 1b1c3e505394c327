namespace Dockerize.Build.Apps;

/// <summary>A <c>DockerCopy</c> item: a file or folder to copy into the image.</summary>
internal sealed record CopyItem
{
    /// <summary>The text in <c>Include</c>, for messages; empty if unknown.</summary>
    public string Include { get; init; } = "";

    /// <summary>The full path of the file or folder.</summary>
    public required string Source { get; init; }

    /// <summary>The folder that must contain the source.</summary>
    public required string Root { get; init; }

    /// <summary>
    /// The path in the image: a folder if it ends with a slash, otherwise a file. A relative path is below <see
    /// cref="WorkingDirectory"/>, which is also the default.
    /// </summary>
    public string? Destination { get; init; }

    /// <summary>
    /// The subfolder of the destination: the <c>%(RecursiveDir)</c> of a glob; null or empty for no subfolder. If it is
    /// set, <see cref="Destination"/> is a folder.
    /// </summary>
    public string? Below { get; init; }

    /// <summary>The permissions in octal; null or empty for the default of <see cref="FileCopy.Mode"/>.</summary>
    public string? Mode { get; init; }

    /// <summary>A user with an optional group, such as <c>app:app</c>; null or empty for root.</summary>
    public string? Owner { get; init; }

    /// <summary>The working directory of the image.</summary>
    public required string WorkingDirectory { get; init; }
}
