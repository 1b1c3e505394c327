namespace Dockerize.Build.Apps;

/// <summary>The metadata of an item that a publish copies, as text.</summary>
/// <param name="RelativePath">The path below the publish folder, with either kind of slash.</param>
/// <param name="Source">The full path of the file that is copied.</param>
/// <param name="NuGetPackageId">
/// The package that contains the file; empty: none. Also the name of a project that is referenced by another project.
/// </param>
/// <param name="ReferenceSourceTarget"><c>ProjectReference</c> for the output of a referenced project.</param>
internal sealed record PublishedFileMetadata(
    string RelativePath,
    string Source,
    string NuGetPackageId,
    string ReferenceSourceTarget
)
{
    /// <summary>True for the output of a referenced project, transitive references included.</summary>
    public bool IsOfProject => ReferenceSourceTarget == "ProjectReference";
}
