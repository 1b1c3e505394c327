namespace Dockerize;

/// <summary>
/// A layer of an app's image, named by what it holds, in the order in which they are laid: from what rarely changes to what always does,
/// so that a change sends the least. The name in lower case is the layer's folder in the build context.
/// </summary>
public enum Layer
{
    /// <summary>The runtime of a self-contained app: changes with the SDK.</summary>
    Runtime,

    /// <summary>NuGet packages: change when one is updated.</summary>
    Packages,

    /// <summary>Static web assets.</summary>
    Assets,

    /// <summary>Referenced projects: a commit alone changes them all, since it is part of each assembly's version.</summary>
    Projects,

    /// <summary>The app itself: changes with every build.</summary>
    App,
}

/// <summary>Which published file belongs into which layer.</summary>
public static class Layers
{
    /// <summary>The layer's folder in the build context.</summary>
    public static string Folder(this Layer layer) => layer.ToString().ToLowerInvariant();

    /// <summary>Every published file that the image needs, once, with its layer and its path in the build context, in ordinal order of the paths.</summary>
    /// <param name="app">What was published.</param>
    /// <param name="directory">The folder in the image that gets it: <c>/app</c>.</param>
    /// <param name="platform">
    /// What the image runs on: files that only other platforms load are left out. Null: none is left out.
    /// </param>
    public static IReadOnlyList<ContextFile> Split(PublishedApp app, string directory, ImagePlatform? platform)
    {
        var below = directory.Trim('/');

        return
        [
            .. app.Files
                .Where(file => platform is null || file.Origin != PublishedFileOrigin.Package || RuntimeAssets.CanLoad(file.Path, platform))
                .Select(file =>
                {
                    var layer = Of(file);
                    var path = below.Length == 0 ? $"{layer.Folder()}/{file.Path}" : $"{layer.Folder()}/{below}/{file.Path}";
                    return ContextFile.FromSource(file.Source, path, layer, isAppHost: file.Path == app.AssemblyName);
                })
                .OrderBy(file => file.Path, StringComparer.Ordinal),
        ];
    }

    private static Layer Of(PublishedFile file) => file.Origin switch
    {
        PublishedFileOrigin.Runtime => Layer.Runtime,
        PublishedFileOrigin.Package => Layer.Packages,
        PublishedFileOrigin.StaticWebAsset => Layer.Assets,
        PublishedFileOrigin.Project => Layer.Projects,
        _ => Layer.App,
    };
}
