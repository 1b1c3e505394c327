using System.Text.RegularExpressions;
using Dockerize.Build.Apps;
using Dockerize.Build.Bases;
using Dockerize.Build.Settings;
using Dockerize.Contexts;

namespace Dockerize.Build.Dockerfiles;

/// <summary>
/// Builds the layout of an app. Each layer is a folder in the build context. The files in it have the same paths as in
/// the image, and COPY copies the folder to the root. COPY into an existing folder would set the modification time of
/// that folder, so that two machines would build different layers. Files with another owner are in separate folders of
/// the context, because <c>--chown</c> also changes parent folders.
/// </summary>
internal sealed class AppLayoutBuilder
{
    // Folders of the base image that must not change: folders of all users, home folders, and folders that are links in
    // many images.
    private static readonly Regex SharedFolder = new(
        @"\A/(?:tmp|var/tmp|home|root|run|var/run|var/lock|bin|sbin|lib|lib32|lib64|libx32)/",
        RegexOptions.CultureInvariant
    );

    private readonly PublishedApp app;
    private readonly string root;
    private readonly string? owner;
    private readonly bool hasShell;
    private readonly bool linksLayers;
    private readonly StageFolder? stage;

    // True if the app is in a shared folder. COPY to the root would change the owner and the permissions of that
    // folder.
    private readonly bool isShared;
    private readonly LayerFolder writableInApp;
    private readonly List<PublishedFile> published;
    private readonly List<ContextFile> files = [];
    private readonly List<LayerFolder> extras = [];
    private readonly List<string> directories = [];

    public AppLayoutBuilder(PublishedApp app, AppLayoutOptions options)
    {
        this.app = app;
        owner = options.Owner;
        hasShell = options.HasShell;
        root = options.Directory.TrimEnd('/');
        linksLayers = options.LinksLayers;
        stage = options.Stage;
        isShared = SharedFolder.IsMatch(root + "/");
        writableInApp = new LayerFolder("writable", "/", owner) { Stage = stage };
        published = [.. app.Files.Where(file => CanLoad(file, options.Platform))];
    }

    /// <summary>Adds files that are copied in addition to the app.</summary>
    /// <param name="destination">The folder in the image.</param>
    /// <param name="copyOwner">The owner; null for root.</param>
    /// <param name="copies">The files.</param>
    public void AddCopies(string destination, string? copyOwner, IEnumerable<FileCopy> copies)
    {
        FileCopy[] all = [.. copies];
        var items = ItemNames.Format(ItemSettings.Copy, all.Select(copy => copy.Item));
        var folder = AddExtra("copy", destination, copyOwner, items);
        files.AddRange(
            all.Select(copy => new ContextFile(copy.Source, $"{folder.Name}/{copy.Path}", folder.Name, copy.Mode))
        );
    }

    /// <summary>Adds a folder that the user of the app can write to.</summary>
    /// <param name="writable">The path in the image, which ends with a slash.</param>
    public void AddWritable(string writable)
    {
        if (!isShared && IsBelowApp(writable))
        {
            MovePublished(writable, writableInApp, writableInApp.Name + writable);
            return;
        }

        // COPY does not change the owner of an existing folder.
        if (hasShell)
            directories.Add(writable.TrimEnd('/'));
        if (!hasShell || (IsBelowApp(writable) && published.Exists(file => IsInside(file, writable))))
            AddWritableFolder(writable);
    }

    private void AddWritableFolder(string writable)
    {
        var items = ItemNames.Format(ItemSettings.WritableDirectory, [writable.TrimEnd('/')]);
        var folder = AddExtra("writable", writable, owner, items);
        MovePublished(writable, folder, folder.Name + "/");
    }

    /// <summary>Builds the layout.</summary>
    public AppLayout Build()
    {
        files.AddRange(published.Select(CreateFile));
        var used = new HashSet<string?>(files.Select(file => file.Folder), StringComparer.Ordinal);
        var layers = LayerRules
            .Order.Select(CreateLayer)
            .Prepend(writableInApp)
            .Where(folder => used.Contains(folder.Name))
            .ToList();
        var folders = layers.Concat(extras).ToDictionary(folder => folder.Name, StringComparer.Ordinal);
        var placed = files.Select(file => (file, folders[file.Folder!].PathInImage(file))).ToList();
        var sorted = ContextLinks.KeepInner(placed).OrderBy(file => file.Path, StringComparer.Ordinal);
        return new AppLayout(layers, extras, directories, [.. sorted]);
    }

    // A linked layer would replace a link in the base image with a folder. Shared folders can be links.
    private LayerFolder CreateLayer(Layer layer) =>
        isShared
            ? new LayerFolder(LayerRules.FolderOf(layer), root + "/") { Stage = stage }
            : new LayerFolder(LayerRules.FolderOf(layer), "/") { IsLinked = linksLayers, Stage = stage };

    private static bool CanLoad(PublishedFile file, ImagePlatform? platform) =>
        platform is null || RuntimeAssets.CanLoad(file.Path, platform);

    private bool IsBelowApp(string writable) =>
        root.Length > 0
        && writable.Length > root.Length + 1
        && writable.StartsWith(root + "/", StringComparison.Ordinal);

    private LayerFolder AddExtra(string prefix, string destination, string? folderOwner, string items)
    {
        var number = extras.Count(folder => folder.Name.StartsWith(prefix, StringComparison.Ordinal)) + 1;
        var name = FormattableString.Invariant($"{prefix}-{number}");
        var folder = new LayerFolder(name, destination, folderOwner) { Items = items, Stage = stage };
        extras.Add(folder);
        return folder;
    }

    // Moves the files that were published into a writable folder, so that they have the owner of that folder.
    private void MovePublished(string writable, LayerFolder folder, string path)
    {
        var inside = published.Where(file => IsInside(file, writable)).ToList();
        published.RemoveAll(inside.Contains);
        if (inside.Count == 0)
            files.Add(ContextFile.EmptyFolder(path, folder.Name));
        files.AddRange(
            inside.Select(file => new ContextFile(
                file.Source,
                path + PathInImage(file).Substring(writable.Length),
                folder.Name
            ))
        );
    }

    private bool IsInside(PublishedFile file, string folder) =>
        PathInImage(file).StartsWith(folder, StringComparison.Ordinal);

    private string PathInImage(PublishedFile file) => $"{root}/{file.Path}";

    private ContextFile CreateFile(PublishedFile file)
    {
        var folder = LayerRules.FolderOf(LayerRules.FindLayer(app, file));
        var path = isShared ? $"{folder}/{file.Path}" : folder + PathInImage(file);
        return new ContextFile(
            file.Source,
            path,
            folder,
            file.Path == app.AssemblyName ? ContextFile.ExecutableMode : null
        );
    }
}
