using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Bases;
using Dockerize.Build.Dockerfiles;
using Dockerize.Build.Settings;
using Dockerize.Contexts;
using Dockerize.Files;
using Dockerize.Images;

namespace Dockerize.Build.Sboms;

/// <summary>Writes the SBOM of an image of published files.</summary>
/// <param name="project">The project, with the properties of the publish.</param>
/// <param name="assets">The packages of the project.</param>
/// <param name="origins">The NuGet package of each path below the publish folder.</param>
internal sealed class SbomWriter(
    ProjectInfo project,
    ProjectAssets assets,
    IReadOnlyDictionary<string, PackageIdentity> origins
)
{
    /// <summary>The time in the document; null for a time that depends on the content.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The packages of the runtime that a self-contained app contains.</summary>
    public IReadOnlyList<PackageIdentity> RuntimePacks { get; init; } = [];

    /// <summary>Writes the SBOM of one platform, unless the file is already equal.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="image">The name of the image; null if no image is built.</param>
    /// <param name="baseImage">The base image.</param>
    /// <param name="content">The app, the additions, and their layout.</param>
    /// <param name="cancellationToken">A token that cancels reading files.</param>
    /// <exception cref="FileUnreadableException">A file of the image cannot be read.</exception>
    /// <exception cref="FileUnwritableException">The SBOM cannot be written.</exception>
    public ImageSbom Write(
        string path,
        ImageReference? image,
        BaseImage baseImage,
        (PublishedApp App, ImageAdditions Additions, AppLayout Layout) content,
        CancellationToken cancellationToken
    )
    {
        var files = ReadFiles(content.App, content.Layout, cancellationToken);
        var identities = FindPackages(content.App, files).ToList();
        var included = new HashSet<string>(identities.Select(package => package.Id), StringComparer.OrdinalIgnoreCase);
        var sbom = new ImageSbom
        {
            ImageName = image?.FamiliarName ?? content.App.AssemblyName,
            AppName = content.App.AssemblyName,
            Version = project.Version,
            Platform = baseImage.Platform is { Architecture: { } architecture } platform
                ? $"{platform.Os}/{architecture}"
                : null,
            BaseImage = baseImage.ParseName(),
            BaseDigest = baseImage.Digest,
            SystemPackages =
            [
                .. content
                    .Additions.SystemPackages.Distinct(StringComparer.Ordinal)
                    .OrderBy(package => package, StringComparer.Ordinal),
            ],
            Installer = baseImage.PackageManager?.Program,
            Packages = [.. identities.Select(package => ReadPackage(package, included))],
            AppDependencies = FindDependencies(assets.Direct, included),
            Files = files,
            Created = Created,
        };
        TextFile.Save(path, new SpdxDocument(sbom).Create());
        return sbom;
    }

    private NuGetPackage ReadPackage(PackageIdentity identity, HashSet<string> included)
    {
        var restored = assets.Find(identity);
        return NuGetPackage.Read(identity, project.PackageFolders, restored) with
        {
            Dependencies = FindDependencies(restored?.Dependencies ?? [], included),
        };
    }

    private List<ImageFile> ReadFiles(PublishedApp app, AppLayout layout, CancellationToken cancellationToken)
    {
        var published = app.Files.ToDictionary(file => file.Source, file => file.Path, StringComparer.Ordinal);
        var buffer = new byte[FileBlocks.Size];
        return
        [
            .. FindPaths(layout)
                .OrderBy(file => file.Key, StringComparer.Ordinal)
                .Select(file =>
                    ImageFile.Read(file.Key, file.Value.Source, buffer, cancellationToken) with
                    {
                        Package = FindOrigin(file.Value, published),
                    }
                ),
        ];
    }

    // The files by their path in the image. A later COPY instruction replaces files of an earlier one. The content of a
    // link is that of another file.
    private static Dictionary<string, ContextFile> FindPaths(AppLayout layout)
    {
        var byFolder = layout.Files.ToLookup(file => file.Folder, StringComparer.Ordinal);
        var paths = new Dictionary<string, ContextFile>(StringComparer.Ordinal);
        foreach (var folder in layout.Layers.Concat(layout.Extras))
        {
            foreach (var file in byFolder[folder.Name].Where(file => !file.IsFolder && file.LinkTarget is null))
                paths[folder.PathInImage(file)] = file;
        }

        return paths;
    }

    private PackageIdentity? FindOrigin(ContextFile file, Dictionary<string, string> published) =>
        published.TryGetValue(file.Source, out var path) && origins.TryGetValue(path, out var package) ? package : null;

    // In a single-file, trimmed or native app, the files of packages are parts of other files. All packages with files
    // that an app loads can be in it.
    private IEnumerable<PackageIdentity> FindPackages(PublishedApp app, IEnumerable<ImageFile> files)
    {
        IEnumerable<PackageIdentity> merged = app.IsMerged
            ? assets
                .Packages.Where(package => package.HasRuntimeFiles && !package.IsProject)
                .Select(package => package.Identity)
                .Concat(RuntimePacks)
            : [];
        return files
            .Select(file => file.Package)
            .OfType<PackageIdentity>()
            .Concat(merged)
            .GroupBy(package => package.Key, StringComparer.Ordinal)
            .Select(same => same.First())
            .OrderBy(package => package.Key, StringComparer.Ordinal);
    }

    // The dependencies with files in the image. Projects, and packages that only depend on others, have no such files.
    // Their dependencies are used instead.
    private List<string> FindDependencies(IEnumerable<string> ids, HashSet<string> included)
    {
        var found = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        var visited = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var open = new Stack<string>(ids);
        while (open.Count > 0)
        {
            var id = open.Pop();
            if (!visited.Add(id))
                continue;
            if (included.Contains(id))
                found.Add(id);
            else
                (assets.FindById(id)?.Dependencies ?? []).ToList().ForEach(open.Push);
        }

        return [.. found];
    }
}
