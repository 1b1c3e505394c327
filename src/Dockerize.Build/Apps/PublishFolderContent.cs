namespace Dockerize.Build.Apps;

/// <summary>The content of a publish folder.</summary>
/// <param name="Files">The files of the app with their layers, in ordinal order of the paths.</param>
/// <param name="Stale">
/// The files below wwwroot from an earlier publish. MSBuild deletes outdated files of a publish folder, but not those
/// of
/// static web assets: a deleted file, or an old fingerprinted file with its compressed forms.
/// </param>
internal sealed record PublishFolderContent(IReadOnlyList<PublishedFile> Files, IReadOnlyList<string> Stale);
