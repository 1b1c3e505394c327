using System.Globalization;
using System.Text.RegularExpressions;
using Dockerize.Build.Advice;
using Dockerize.Build.Settings;

namespace Dockerize.Build.Apps;

/// <summary>The facts about an app that <c>dotnet publish</c> has put into a folder, as far as an image of it depends on them.</summary>
internal sealed record PublishedApp
{
    /// <summary>The assembly's name without extension: <c>Shop</c>.</summary>
    public required string AssemblyName { get; init; }

    /// <summary>The version in the target framework's name: <c>10.0</c> for net10.0.</summary>
    public required string FrameworkVersion { get; init; }

    /// <summary>The first number of <see cref="FrameworkVersion"/>; 0 if it is none.</summary>
    public int FrameworkMajor =>
        int.TryParse(FrameworkVersion.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0;

    /// <summary>True if the app runs on the shared framework Microsoft.AspNetCore.App.</summary>
    public bool UsesAspNetCore { get; init; }

    /// <summary>True if the app brings its own runtime, or none because it is compiled ahead of time.</summary>
    public bool IsSelfContained { get; init; }

    /// <summary>
    /// True if publishing changes or joins the assemblies (single-file, trimmed, compiled ahead of time), so that a change of the app changes what came
    /// from packages and the runtime too.
    /// </summary>
    public bool IsMerged { get; init; }

    /// <summary>True if the app is trimmed or compiled ahead of time, and so runs on the smallest base image.</summary>
    public bool IsTrimmed { get; init; }

    /// <summary>True if it needs no ICU.</summary>
    public bool UsesInvariantGlobalization { get; init; }

    /// <summary>The version of the SDK that published it: <c>10.0.401</c>, <c>11.0.100-preview.3.26101.1</c>; null: not known, which means no prerelease.</summary>
    public string? SdkVersion { get; init; }

    /// <summary>The runtime identifier it was published for, such as <c>linux-musl-x64</c>; null for a portable app.</summary>
    public string? RuntimeIdentifier { get; init; }

    /// <summary>What was published, sorted by <see cref="PublishedFile.Path"/> in ordinal order.</summary>
    public required IReadOnlyList<PublishedFile> Files { get; init; }

    /// <summary>The app that a publish produced.</summary>
    /// <param name="project">The project.</param>
    /// <param name="published">The files that MSBuild published.</param>
    /// <param name="frameworks">The shared frameworks that the project references.</param>
    /// <param name="stale">The files of the publish folder that an earlier publish left there; they are not part of the app.</param>
    /// <param name="cancellationToken">Cancels the search for files.</param>
    /// <exception cref="DiagnosticException">DKZ1001: nothing was published.</exception>
    public static PublishedApp Read(
        ProjectInfo project,
        PublishedItems published,
        IEnumerable<string> frameworks,
        out IReadOnlyList<string> stale,
        CancellationToken cancellationToken)
    {
        if (published.Files.Count == 0)
            throw new DiagnosticException(ProjectDiagnostics.NotPublishedNow());

        var known = published.Files
            .Select(file => new KeyValuePair<string, PublishedFileOrigin>(file["RelativePath"], Origin(file)))
            .Concat(published.StaticWebAssets.Select(asset =>
                new KeyValuePair<string, PublishedFileOrigin>(asset["TargetPath"], PublishedFileOrigin.StaticWebAsset)));
        var files = Apps.PublishDirectory.Read(
            project.PublishDirectory, project.AssemblyName, known, project.HasStaticWebAssets, out stale, cancellationToken);
        return new PublishedApp
        {
            AssemblyName = project.AssemblyName,
            FrameworkVersion = project.FrameworkVersion,
            SdkVersion = project.SdkVersion,
            UsesAspNetCore = frameworks.Contains("Microsoft.AspNetCore.App", StringComparer.Ordinal),
            IsSelfContained = project.IsSelfContained || project.IsAot,
            IsTrimmed = project.IsTrimmed || project.IsAot,
            IsMerged = project.IsSingleFile || project.IsTrimmed || project.IsAot,
            UsesInvariantGlobalization = project.UsesInvariantGlobalization,
            RuntimeIdentifier = project.RuntimeIdentifier,
            Files = files,
        };
    }

    private static PublishedFileOrigin Origin(ProjectItem file)
    {
        var package = file["NuGetPackageId"];
        if (Regex.IsMatch(package, @"\.App\.Runtime\.", RegexOptions.IgnoreCase))
            return PublishedFileOrigin.Runtime;
        if (package.Length > 0)
            return PublishedFileOrigin.Package;

        return file["ReferenceSourceTarget"] == "ProjectReference" ? PublishedFileOrigin.Project : PublishedFileOrigin.App;
    }

    /// <summary>The layer that a file belongs into: one for all in an app whose assemblies publishing has changed or joined.</summary>
    public Layer LayerOf(PublishedFile file) => IsMerged ? Layer.App : file.Origin switch
    {
        PublishedFileOrigin.Runtime => Layer.Runtime,
        PublishedFileOrigin.Package => Layer.Packages,
        PublishedFileOrigin.StaticWebAsset => Layer.Assets,
        PublishedFileOrigin.Project => Layer.Projects,
        _ => Layer.App,
    };

    /// <summary>The command that starts the app in an image that has it in a folder.</summary>
    /// <param name="directory">The folder in the image: <c>/app</c>.</param>
    public IReadOnlyList<string> Entrypoint(string directory)
    {
        var path = $"{directory.TrimEnd('/')}/{AssemblyName}";
        // A single-file app that needs the shared framework has no assembly of its own in the folder.
        return !IsSelfContained && Files.Any(file => file.Path == AssemblyName + ".dll") ? ["dotnet", path + ".dll"] : [path];
    }
}
