using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Settings;
using Dockerize.Images;

namespace Dockerize.Build.Sboms;

/// <summary>Resolves the path of the SBOM of an image.</summary>
internal static class SbomPath
{
    /// <summary>The full path of the SBOM of one platform.</summary>
    /// <param name="settings">The settings of the project.</param>
    /// <param name="project">The project, with the folder for generated files of the platform.</param>
    /// <param name="platform">The platform of a multi-platform image; null for an image for one platform.</param>
    public static string Resolve(ProjectSettings settings, ProjectInfo project, Platform? platform)
    {
        if (settings.Get(SbomSettings.File) is not { } file)
            return Path.Combine(project.OutputDirectory, "sbom.spdx.json");

        var path = project.Resolve(file);
        return platform is { } one
            ? Path.Combine(
                Path.GetDirectoryName(path)!,
                new TargetPlatform(one, null).FolderName,
                Path.GetFileName(path)
            )
            : path;
    }

    /// <summary>Reserves the file in <c>DockerSbomFile</c> for a project.</summary>
    /// <exception cref="DiagnosticException">
    /// DKZ1056: another project of this build writes the same file.
    /// </exception>
    public static void Claim(ProjectSettings settings, ProjectInfo project, Func<string, string?> claims)
    {
        if (settings.Get(SbomSettings.File) is not { } file)
            return;

        var path = project.Resolve(file);
        var isCaseSensitive = PublishDirectory.PathComparer.Equals(StringComparer.Ordinal);
        if (claims("sbom " + (isCaseSensitive ? path : path.ToUpperInvariant())) is not { } other)
            return;

        throw new DiagnosticException(
            other == project.File
                ? SbomDiagnostics.FileOfTwoTargets(path)
                : SbomDiagnostics.FileOfTwoProjects(path, other)
        );
    }
}
