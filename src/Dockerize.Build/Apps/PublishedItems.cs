using Dockerize.Build.Settings;

namespace Dockerize.Build.Apps;

/// <summary>The files that a publish produced, as listed by MSBuild.</summary>
/// <param name="Files">
/// The items of <c>@(ResolvedFileToPublish)</c>, with <c>RelativePath</c> and the metadata about their origin.
/// </param>
/// <param name="StaticWebAssets">The static web assets, with their <c>TargetPath</c>.</param>
internal sealed record PublishedItems(IReadOnlyList<ProjectItem> Files, IReadOnlyList<ProjectItem> StaticWebAssets)
{
    /// <summary>The project files of directly and transitively referenced projects.</summary>
    public IReadOnlyList<string> ReferencedProjects { get; init; } = [];

    /// <summary>The packages of the runtime that a self-contained app contains.</summary>
    public IReadOnlyList<PackageIdentity> RuntimePacks { get; init; } = [];
}
