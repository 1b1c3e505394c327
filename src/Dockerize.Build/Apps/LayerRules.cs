using System.Text.RegularExpressions;

namespace Dockerize.Build.Apps;

/// <summary>The rules that assign published files to layers.</summary>
internal static class LayerRules
{
    /// <summary>The layer of a file of unknown origin.</summary>
    public const Layer Default = Layer.App;

    // Matches runtime packs, such as Microsoft.NETCore.App.Runtime.linux-x64.
    private static readonly Regex RuntimePack = new(
        @"\.App\.Runtime\.",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    /// <summary>The layers in the order of the image.</summary>
    public static IReadOnlyList<Layer> Order { get; } =
    [Layer.Runtime, Layer.Packages, Layer.Assets, Layer.Projects, Layer.App];

    /// <summary>Assigns the files of a publish, by their path below the publish folder, to layers.</summary>
    /// <param name="published">The items that the publish copies.</param>
    /// <param name="folders">The folders that the files are copied from.</param>
    /// <param name="staticWebAssets">The paths of static web assets.</param>
    /// <returns>The layer of each path. If a path occurs more than once, its last layer applies.</returns>
    public static IEnumerable<LayeredPath> Classify(
        IReadOnlyList<PublishedFileMetadata> published,
        SourceFolders folders,
        IEnumerable<string> staticWebAssets
    )
    {
        var projects = new HashSet<string>(
            published.Where(file => file.IsOfProject).Select(file => Path.GetFileNameWithoutExtension(file.Source)),
            StringComparer.OrdinalIgnoreCase
        );
        return published
            .Select(file => new LayeredPath(file.RelativePath, FindLayer(file, folders)))
            .Concat(staticWebAssets.Select(path => new LayeredPath(path, FindAssetLayer(path, projects))));
    }

    /// <summary>The layer of a file in the image of an app.</summary>
    public static Layer FindLayer(PublishedApp app, PublishedFile file) => app.IsMerged ? Layer.App : file.Layer;

    /// <summary>The folder of a layer in the build context: <c>packages</c>.</summary>
    public static string FolderOf(Layer layer) => layer.ToString().ToLowerInvariant();

    private static Layer FindAssetLayer(string path, HashSet<string> projects) =>
        WebAssemblyAssets.ChangeWithEveryCommit(path, projects) ? Layer.Projects : Layer.Assets;

    // Settings change with the code of the app. In the folder of a web project, the SDK publishes all files with these
    // extensions, also those that tools write.
    private static bool IsSettings(string path) => Path.GetExtension(path).ToLowerInvariant() is ".json" or ".config";

    private static Layer FindLayer(PublishedFileMetadata file, SourceFolders folders)
    {
        // Checked first, because the SDK sets NuGetPackageId to the project name for files of transitively referenced
        // projects.
        if (file.IsOfProject)
            return Layer.Projects;
        if (RuntimePack.IsMatch(file.NuGetPackageId))
            return Layer.Runtime;
        if (file.NuGetPackageId.Length > 0)
            return Layer.Packages;

        // Content has no metadata about its origin. It can come from the targets of a package or from a project.
        var layer = folders.FindLayer(file.Source) ?? Default;
        return layer == Layer.Assets && IsSettings(file.Source) ? Layer.App : layer;
    }
}
