namespace Dockerize.Build.Apps;

/// <summary>The content of a publish folder.</summary>
/// <param name="Files">The files of the app with their layers, sorted by path in ordinal order.</param>
/// <param name="Stale">The static web assets of earlier publishes that are not part of this one.</param>
internal sealed record PublishFolderContent(IReadOnlyList<PublishedFile> Files, IReadOnlyList<string> Stale);
