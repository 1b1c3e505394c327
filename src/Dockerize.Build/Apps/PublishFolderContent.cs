namespace Dockerize.Build.Apps;

/// <summary>The content of a publish folder.</summary>
/// <param name="Files">The files of the app with their layers, in ordinal order of the paths.</param>
/// <param name="Stale">The static web assets that an earlier publish placed, and this one did not.</param>
internal sealed record PublishFolderContent(IReadOnlyList<PublishedFile> Files, IReadOnlyList<string> Stale);
