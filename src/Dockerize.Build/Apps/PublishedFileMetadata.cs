namespace Dockerize.Build.Apps;

/// <summary>The metadata of an item that a publish copies.</summary>
/// <param name="RelativePath">The path below the publish folder, with slashes or backslashes.</param>
/// <param name="Source">The full path of the source file.</param>
/// <param name="NuGetPackageId">
/// The package that contains the file; empty if there is none. For a transitively referenced project, it is the name of
/// the project.
/// </param>
/// <param name="ReferenceSourceTarget"><c>ProjectReference</c> for the output of a referenced project.</param>
internal sealed record PublishedFileMetadata(
    string RelativePath,
    string Source,
    string NuGetPackageId,
    string ReferenceSourceTarget
)
{
    /// <summary>True if the file is output of a directly or transitively referenced project.</summary>
    public bool IsOfProject => ReferenceSourceTarget == "ProjectReference";
}
