using Dockerize.Build.Settings;

namespace Dockerize.Build.Apps;

/// <summary>Finds the NuGet packages that published files come from.</summary>
/// <param name="project">The project.</param>
/// <param name="assets">The packages of the project.</param>
internal sealed class PublishedPackages(ProjectInfo project, ProjectAssets assets)
{
    private readonly List<string> folders = [.. project.PackageFolders.Select(WithSeparator)];

    /// <summary>Finds the packages of the files that a publish produced.</summary>
    /// <returns>
    /// The package of each path below the publish folder, with slashes. Files of projects are not included.
    /// </returns>
    public IReadOnlyDictionary<string, PackageIdentity> Find(PublishedItems published)
    {
        var packages = new Dictionary<string, PackageIdentity>(PublishDirectory.PathComparer);
        foreach (var file in published.Files)
            Add(packages, file["RelativePath"], FindPackage(file));
        foreach (var asset in published.StaticWebAssets)
            Add(packages, asset["TargetPath"], FindAssetPackage(asset));
        return packages;
    }

    private static void Add(Dictionary<string, PackageIdentity> packages, string path, PackageIdentity? package)
    {
        // A path can occur more than once. The last item is the file in the folder.
        if (package is null)
            packages.Remove(path.Replace('\\', '/'));
        else
            packages[path.Replace('\\', '/')] = package;
    }

    private PackageIdentity? FindPackage(ProjectItem file)
    {
        // The SDK sets NuGetPackageId to the project name for files of transitively referenced projects.
        if (file["ReferenceSourceTarget"] == "ProjectReference")
            return null;

        return FindPackage(file["NuGetPackageId"], file["NuGetPackageVersion"])
            ?? FindByFolder(project.Resolve(file.Include));
    }

    private PackageIdentity? FindAssetPackage(ProjectItem asset) =>
        asset["SourceType"] == "Package" ? FindPackage(asset["SourceId"], "") : null;

    private PackageIdentity? FindPackage(string id, string version)
    {
        if (id.Length == 0)
            return null;

        return version.Length > 0 ? new PackageIdentity(id, version) : assets.FindById(id)?.Identity;
    }

    // Content that the targets of a package add has no metadata about its origin. The path below a package folder
    // starts with the id and the version in lower case.
    private PackageIdentity? FindByFolder(string source)
    {
        foreach (var folder in folders.Where(folder => source.StartsWith(folder, StringComparison.Ordinal)))
        {
            var parts = source.Substring(folder.Length).Split(Path.DirectorySeparatorChar);
            if (parts.Length > 2)
            {
                var package = new PackageIdentity(parts[0], parts[1]);
                return assets.Find(package)?.Identity ?? package;
            }
        }

        return null;
    }

    private static string WithSeparator(string folder) =>
        folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
}
