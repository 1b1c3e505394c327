using Dockerize.Build.Apps;
using Dockerize.Contexts;

namespace Dockerize.Build.Dockerfiles;

/// <summary>
/// The layout of the build context of an app: folders with their files. Each folder is copied into the image by one
/// COPY instruction. The Dockerfile and the tar archive are created from the layout.
/// </summary>
internal sealed class AppLayout
{
    internal AppLayout(
        IReadOnlyList<LayerFolder> layers,
        IReadOnlyList<LayerFolder> extras,
        IReadOnlyList<string> directories,
        IReadOnlyList<ContextFile> files
    )
    {
        Layers = layers;
        Extras = extras;
        Directories = directories;
        Files = files;
    }

    /// <summary>The names of all folders that published files can be in, in the order of the layers.</summary>
    public static IReadOnlyList<string> LayerFolders { get; } = [.. LayerRules.Order.Select(LayerRules.FolderOf)];

    /// <summary>The name of the folder of the last layer, which each app has.</summary>
    public static string LastFolder => LayerRules.FolderOf(LayerRules.Default);

    /// <summary>The folders of the published files, in the order of the layers.</summary>
    public IReadOnlyList<LayerFolder> Layers { get; }

    /// <summary>The folders after <see cref="Layers"/>: additional files and writable folders.</summary>
    public IReadOnlyList<LayerFolder> Extras { get; }

    /// <summary>
    /// The writable folders that a RUN command creates, because COPY does not change the owner of an existing folder.
    /// </summary>
    public IReadOnlyList<string> Directories { get; }

    /// <summary>All files of the build context, sorted by path in ordinal order.</summary>
    public IReadOnlyList<ContextFile> Files { get; }

    /// <summary>Creates the layout of an app.</summary>
    /// <param name="app">The published app.</param>
    /// <param name="steps">The additions to the image.</param>
    /// <param name="options">The properties of the image that the layout depends on.</param>
    public static AppLayout Create(PublishedApp app, ImageAdditions steps, AppLayoutOptions options)
    {
        var builder = new AppLayoutBuilder(app, options);
        foreach (var group in steps.Copies.GroupBy(copy => (copy.Folder, copy.Owner)))
            builder.AddCopies(group.Key.Folder, group.Key.Owner, group);

        var writable = steps.WritableDirectories.Select(path => path.TrimEnd('/') + "/");
        foreach (var path in writable.Distinct(StringComparer.Ordinal))
            builder.AddWritable(path);
        return builder.Build();
    }
}
