using System.Text.RegularExpressions;

namespace Dockerize.Build.Apps;

/// <summary>The rules that assign published files to layers.</summary>
internal static class LayerRules
{
    /// <summary>The layer of a file without metadata.</summary>
    public const Layer Default = Layer.App;

    // Runtime packs: Microsoft.NETCore.App.Runtime.linux-x64.
    private static readonly Regex RuntimePack = new(
        @"\.App\.Runtime\.",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    /// <summary>The layers in the order of the image.</summary>
    public static IReadOnlyList<Layer> Order { get; } =
    [Layer.Runtime, Layer.Packages, Layer.Assets, Layer.Projects, Layer.App];

    /// <summary>The layers of the files of a publish, by path below the publish folder.</summary>
    /// <param name="published">The items that the publish copies.</param>
    /// <param name="staticWebAssets">The paths of static web assets. They override the items.</param>
    public static IEnumerable<KeyValuePair<string, Layer>> Classify(
        IEnumerable<PublishedFileMetadata> published,
        IEnumerable<string> staticWebAssets
    ) =>
        published
            .Select(file => new KeyValuePair<string, Layer>(file.RelativePath, FindLayer(file)))
            .Concat(staticWebAssets.Select(path => new KeyValuePair<string, Layer>(path, Layer.Assets)));

    /// <summary>The layer of a file in the image of an app.</summary>
    public static Layer FindLayer(PublishedApp app, PublishedFile file) => app.IsMerged ? Layer.App : file.Layer;

    /// <summary>True if the file may be an asset of a package that only some platforms load.</summary>
    public static bool IsPackageFile(PublishedFile file) => file.Layer == Layer.Packages;

    /// <summary>The folder of a layer in the build context: <c>packages</c>.</summary>
    public static string FolderOf(Layer layer) => layer.ToString().ToLowerInvariant();

    private static Layer FindLayer(PublishedFileMetadata file)
    {
        if (RuntimePack.IsMatch(file.NuGetPackageId))
            return Layer.Runtime;
        if (file.NuGetPackageId.Length > 0)
            return Layer.Packages;

        return file.ReferenceSourceTarget == "ProjectReference" ? Layer.Projects : Default;
    }
}
