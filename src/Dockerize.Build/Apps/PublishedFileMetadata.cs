namespace Dockerize.Build.Apps;

/// <summary>The metadata of an item that a publish copies, as text.</summary>
/// <param name="RelativePath">The path below the publish folder, with either kind of slash.</param>
/// <param name="NuGetPackageId">The package that contains the file; empty: none.</param>
/// <param name="ReferenceSourceTarget"><c>ProjectReference</c> for the output of a referenced project.</param>
internal sealed record PublishedFileMetadata(string RelativePath, string NuGetPackageId, string ReferenceSourceTarget);
