using System.Globalization;
using Dockerize.Build.Advice;

namespace Dockerize.Build.Apps;

/// <summary>The properties of a published app that its image depends on.</summary>
internal sealed record PublishedApp
{
    /// <summary>The name of the assembly without extension: <c>Shop</c>.</summary>
    public required string AssemblyName { get; init; }

    /// <summary>The version of the target framework: <c>10.0</c> for net10.0.</summary>
    public required string FrameworkVersion { get; init; }

    /// <summary>The major version in <see cref="FrameworkVersion"/>; 0 if it is not a number.</summary>
    public int FrameworkMajor
    {
        get
        {
            var text = FrameworkVersion.Split('.')[0];
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0;
        }
    }

    /// <summary>True if the app runs on the shared framework Microsoft.AspNetCore.App.</summary>
    public bool UsesAspNetCore { get; init; }

    /// <summary>
    /// True if the app is self-contained or compiled ahead of time, and requires no shared framework.
    /// </summary>
    public bool IsSelfContained { get; init; }

    /// <summary>
    /// True if the publish merges or rewrites assemblies (single-file, trimmed, compiled ahead of time). A change of
    /// the app then also changes the files from packages and the runtime.
    /// </summary>
    public bool IsMerged { get; init; }

    /// <summary>
    /// True if the app is trimmed or compiled ahead of time, which selects a chiseled base image if there is one.
    /// </summary>
    public bool IsTrimmed { get; init; }

    /// <summary>True if the app does not require ICU.</summary>
    public bool UsesInvariantGlobalization { get; init; }

    /// <summary>
    /// The version of the SDK that published the app: <c>10.0.401</c>, <c>11.0.100-preview.3.26101.1</c>. Null if
    /// unknown, which is treated as a release.
    /// </summary>
    public string? SdkVersion { get; init; }

    /// <summary>
    /// The roll-forward policy of the project, such as <c>Major</c>; null for the default.
    /// </summary>
    public string? RollForward { get; init; }

    /// <summary>
    /// The runtime identifier of the publish, such as <c>linux-musl-x64</c>; null for a portable app.
    /// </summary>
    public string? RuntimeIdentifier { get; init; }

    /// <summary>The published files, sorted by <see cref="PublishedFile.Path"/> in ordinal order.</summary>
    public required IReadOnlyList<PublishedFile> Files { get; init; }

    /// <summary>Reads the app that a publish produced.</summary>
    /// <param name="project">The project.</param>
    /// <param name="published">The files that MSBuild published.</param>
    /// <param name="frameworks">The shared frameworks that the project references.</param>
    /// <param name="stale">The files of earlier publishes in the folder that are not part of the app.</param>
    /// <param name="cancellationToken">A token that cancels the search for files.</param>
    /// <exception cref="DiagnosticException">DKZ1001: nothing was published.</exception>
    public static PublishedApp Read(
        ProjectInfo project,
        PublishedItems published,
        IEnumerable<string> frameworks,
        out IReadOnlyList<string> stale,
        CancellationToken cancellationToken
    )
    {
        if (published.Files.Count == 0)
            throw new DiagnosticException(ProjectDiagnostics.NotPublishedNow());

        var assets = published.StaticWebAssets.Select(asset => asset["TargetPath"]).ToList();
        var known = FindLayers(project, published, assets);
        var record = new StaticWebAssetRecord(project.OutputDirectory, project.PublishDirectory);
        var content = PublishDirectory.Read(
            project.PublishDirectory,
            project.AssemblyName,
            known,
            record.Contains,
            cancellationToken
        );
        record.Update(assets);
        stale = content.Stale;
        return Describe(project, frameworks, content.Files);
    }

    /// <summary>The app that a publish is expected to produce, with the files that are known before.</summary>
    /// <param name="project">The project.</param>
    /// <param name="frameworks">The shared frameworks that the project references.</param>
    public static PublishedApp Expect(ProjectInfo project, IEnumerable<string> frameworks)
    {
        var files = Directory.EnumerateFiles(project.Directory, "appsettings*.json").Select(FileIn);
        if (!project.IsSingleFile && !project.IsAot)
            files = files.Append(FileIn(project.AssemblyName + ".dll"));
        return Describe(project, frameworks, [.. files]);

        static PublishedFile FileIn(string path) => new(path, Path.GetFileName(path), Layer.App);
    }

    private static PublishedApp Describe(
        ProjectInfo project,
        IEnumerable<string> frameworks,
        IReadOnlyList<PublishedFile> files
    ) =>
        new()
        {
            AssemblyName = project.AssemblyName,
            FrameworkVersion = project.FrameworkVersion,
            SdkVersion = project.SdkVersion,
            UsesAspNetCore = frameworks.Contains(RequiredFramework.AspNetCore, StringComparer.Ordinal),
            IsSelfContained = project.IsSelfContained || project.IsAot,
            IsTrimmed = project.IsTrimmed || project.IsAot,
            IsMerged = project.IsSingleFile || project.IsTrimmed || project.IsAot,
            UsesInvariantGlobalization = project.UsesInvariantGlobalization,
            RollForward = project.RollForward,
            RuntimeIdentifier = project.RuntimeIdentifier,
            Files = files,
        };

    /// <summary>The command that starts the app in the image.</summary>
    /// <param name="directory">The folder of the app in the image: <c>/app</c>.</param>
    public IReadOnlyList<string> Entrypoint(string directory)
    {
        var path = $"{directory.TrimEnd('/')}/{AssemblyName}";
        // A framework-dependent single-file app has no DLL in the folder.
        var hasAssembly = Files.Any(file => file.Path == AssemblyName + ".dll");
        return !IsSelfContained && hasAssembly ? ["dotnet", path + ".dll"] : [path];
    }

    private static IEnumerable<LayeredPath> FindLayers(
        ProjectInfo project,
        PublishedItems published,
        IEnumerable<string> staticWebAssets
    ) =>
        LayerRules.Classify(
            [
                .. published.Files.Select(file => new PublishedFileMetadata(
                    file["RelativePath"],
                    project.Resolve(file.Include),
                    file["NuGetPackageId"],
                    file["ReferenceSourceTarget"]
                )),
            ],
            new SourceFolders(
                project.Directory,
                project.OutputFolders,
                project.PackageFolders,
                published.ReferencedProjects.Select(reference => Path.GetDirectoryName(project.Resolve(reference))!)
            ),
            staticWebAssets
        );
}
