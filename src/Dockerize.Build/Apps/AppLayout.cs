using System.Globalization;
using System.Text.RegularExpressions;
using Dockerize.Build.Bases;
using Dockerize.Contexts;

namespace Dockerize.Build.Apps;

/// <summary>
/// What the build of an app's image is made from: folders, each of which one COPY instruction takes into the image, and the files in them. The
/// Dockerfile and the archive are two renderings of it.
/// </summary>
internal sealed class AppLayout
{
    // Folders of the base image that must stay as they are: everybody's, those of users, and those that are links in many images.
    private static readonly Regex SharedFolder = new(@"\A/(?:tmp|var/tmp|home|root|run|var/run|var/lock|bin|sbin|lib|lib32|lib64|libx32)/", RegexOptions.CultureInvariant);

    private AppLayout(IReadOnlyList<LayerFolder> layers, IReadOnlyList<LayerFolder> extras, IReadOnlyList<string> directories, IReadOnlyList<ContextFile> files)
    {
        Layers = layers;
        Extras = extras;
        Directories = directories;
        Files = files;
    }

    /// <summary>The layers of what was published, in the order in which they are laid.</summary>
    public IReadOnlyList<LayerFolder> Layers { get; }

    /// <summary>What comes after them: copied files and writable folders.</summary>
    public IReadOnlyList<LayerFolder> Extras { get; }

    /// <summary>Writable folders that a command has to make: a COPY leaves the owner of a folder that is there already as it is.</summary>
    public IReadOnlyList<string> Directories { get; }

    /// <summary>Every file, once, in ordinal order of the paths.</summary>
    public IReadOnlyList<ContextFile> Files { get; }

    /// <summary>
    /// Lays out what an image needs. A layer's folder repeats the paths of the image and is copied to the root: a COPY into a folder that the
    /// image already has would stamp that folder with the time of day, and no two machines would share a layer. Files and folders with another owner
    /// are copied to their own folder, because <c>--chown</c> takes the folders on the way too.
    /// </summary>
    /// <param name="app">What was published.</param>
    /// <param name="directory">The folder in the image that gets it: <c>/app</c>.</param>
    /// <param name="platform">What the image runs on: files that only other platforms load are left out. Null: none is.</param>
    /// <param name="steps">What else the image gets.</param>
    /// <param name="owner">Who owns writable folders; null: root.</param>
    /// <param name="hasShell">Whether the image can run commands; if not, writable folders outside of the app are copied, which serves for new ones only.</param>
    public static AppLayout Create(PublishedApp app, string directory, ImagePlatform? platform, ImageAdditions steps, string? owner, bool hasShell = true)
    {
        var files = new List<ContextFile>();
        var extras = new List<LayerFolder>();
        var directories = new List<string>();
        var root = directory.TrimEnd('/');
        var published = app.Files
            .Where(file => platform is null || file.Origin != PublishedFileOrigin.Package || RuntimeAssets.CanLoad(file.Path, platform))
            .ToList();

        // A folder that repeats the paths of the image gives its own owner and permissions to the folders on the way: fine below the app's own folder,
        // which the layers after it take back, and nowhere else.
        var isShared = SharedFolder.IsMatch(root + "/");
        var inApp = new LayerFolder("writable", "/", owner);
        foreach (var group in steps.Copies.GroupBy(copy => (copy.Folder, copy.Owner)))
            AddCopies(group.Key.Folder, group.Key.Owner, group);
        foreach (var writable in steps.WritableDirectories.Select(path => path.TrimEnd('/') + "/").Distinct(StringComparer.Ordinal))
            AddWritable(writable);
        files.AddRange(published.Select(file =>
        {
            var folder = app.LayerOf(file).Folder();
            return new ContextFile(file.Source, $"{folder}{(isShared ? "" : root)}/{file.Path}", folder, file.Path == app.AssemblyName ? ContextFile.ExecutableMode : null);
        }));

        var used = new HashSet<string?>(files.Select(file => file.Folder), StringComparer.Ordinal);
        var layers = Enum.GetValues(typeof(Layer)).Cast<Layer>()
            .Select(layer => new LayerFolder(layer.Folder(), isShared ? root + "/" : "/"))
            .Prepend(inApp)
            .Where(folder => used.Contains(folder.Name))
            .ToList();
        var folders = layers.Concat(extras).ToDictionary(folder => folder.Name, StringComparer.Ordinal);
        var placed = files.Select(file => (file, folders[file.Folder!].PathInImage(file))).ToList();
        return new AppLayout(layers, extras, directories, [.. ContextLinks.KeepInner(placed).OrderBy(file => file.Path, StringComparer.Ordinal)]);

        void AddCopies(string destination, string? copyOwner, IEnumerable<FileCopy> copies)
        {
            var folder = new LayerFolder(Numbered("copy", extras), destination, copyOwner);
            extras.Add(folder);
            files.AddRange(copies.Select(copy => new ContextFile(copy.Source, $"{folder.Name}/{copy.Path}", folder.Name, copy.Mode)));
        }

        void AddWritable(string writable)
        {
            var isInApp = !isShared && root.Length > 0 && writable.StartsWith(root + "/", StringComparison.Ordinal) && writable.Length > root.Length + 1;
            if (!isInApp && hasShell)
            {
                directories.Add(writable.TrimEnd('/'));
                return;
            }

            var folder = isInApp ? inApp : new LayerFolder(Numbered("writable", extras), writable, owner);
            var path = isInApp ? inApp.Name + writable : folder.Name + "/";
            if (!isInApp)
                extras.Add(folder);
            // What was published into it belongs to its owner too.
            var inside = published.Where(file => $"{root}/{file.Path}".StartsWith(writable, StringComparison.Ordinal)).ToList();
            published.RemoveAll(inside.Contains);
            if (inside.Count == 0)
                files.Add(ContextFile.EmptyFolder(path, folder.Name));
            files.AddRange(inside.Select(file => new ContextFile(file.Source, path + $"{root}/{file.Path}".Substring(writable.Length), folder.Name)));
        }
    }

    private static string Numbered(string name, List<LayerFolder> folders) => string.Format(
        CultureInfo.InvariantCulture, "{0}-{1}", name, folders.Count(folder => folder.Name.StartsWith(name, StringComparison.Ordinal)) + 1);
}
