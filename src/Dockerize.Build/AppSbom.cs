using Dockerize.Build.Apps;
using Dockerize.Build.Sboms;
using Dockerize.Build.Settings;
using Dockerize.Build.Tags;
using Dockerize.Images;

namespace Dockerize.Build;

/// <summary>The SBOM of the image of a project, with one file for each platform.</summary>
/// <param name="settings">The settings of the project.</param>
/// <param name="project">The project.</param>
internal sealed class AppSbom(ProjectSettings settings, ProjectInfo project)
{
    // The content of an image with the user's own Dockerfile is not known.
    private bool IsWritten => settings.Get(BuildSettings.File) is null && SbomSettings.IsEnabled(settings);

    /// <summary>Reserves the file for this project.</summary>
    /// <exception cref="Advice.DiagnosticException">
    /// DKZ1056: another project of this build writes the same file.
    /// </exception>
    public void Claim(BuildClaims claims)
    {
        // The publish for another platform of the image writes to a subfolder.
        if (IsWritten && !project.IsPlatformPublish)
            SbomPath.Claim(settings, project, resource => claims(resource));
    }

    /// <summary>The full paths of the files; empty if no SBOM is written.</summary>
    /// <param name="platforms">The platforms of the image.</param>
    public IEnumerable<string> FindPaths(IEnumerable<Platform?> platforms) =>
        IsWritten ? platforms.Append(null).Select(platform => SbomPath.Resolve(settings, project, platform)) : [];

    /// <summary>Creates the writer for a platform; null if no SBOM is written.</summary>
    /// <param name="published">The files that the publish produced.</param>
    /// <param name="platformProject">The project for the platform.</param>
    /// <exception cref="Advice.DiagnosticException">
    /// DKZ1011: <c>SOURCE_DATE_EPOCH</c> is invalid. DKZ1055: the result of the restore cannot be read.
    /// </exception>
    public SbomWriter? CreateWriter(PublishedItems published, ProjectInfo platformProject)
    {
        if (!IsWritten)
            return null;

        var assets = ProjectAssets.Read(project.AssetsFile, project.TargetFramework, platformProject.RuntimeIdentifier);
        return new SbomWriter(platformProject, assets, new PublishedPackages(project, assets).Find(published))
        {
            Created = settings.Properties[ExportSettings.SourceDateEpoch] is { } epoch ? TagValues.TimeOf(epoch) : null,
            RuntimePacks = published.RuntimePacks,
        };
    }
}
