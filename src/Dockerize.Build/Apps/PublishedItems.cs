using Dockerize.Build.Settings;

namespace Dockerize.Build.Apps;

/// <summary>The files that a publish produced, as MSBuild lists them.</summary>
/// <param name="Files">
/// <c>@(ResolvedFileToPublish)</c>, with <c>RelativePath</c> and the metadata about the origin of each file.
/// </param>
/// <param name="StaticWebAssets">The static web assets, with their <c>TargetPath</c>.</param>
internal sealed record PublishedItems(IReadOnlyList<ProjectItem> Files, IReadOnlyList<ProjectItem> StaticWebAssets)
{
    /// <summary>The project files of the referenced projects, transitive references included.</summary>
    public IReadOnlyList<string> ReferencedProjects { get; init; } = [];
}
