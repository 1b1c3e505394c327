namespace Dockerize.Images;

/// <summary>Parses the destination paths in an image, and records which folders the image has.</summary>
internal sealed class ImageDestination
{
    // Folders of every Linux distribution (Filesystem Hierarchy Standard 3.0). If the destination of COPY is an
    // existing folder, the file is put into that folder under its name in the context.
    private static readonly string[] Standard =
    [
        "bin dev etc home lib lib64 media mnt opt proc root run sbin srv sys tmp usr var",
        "usr/bin usr/include usr/lib usr/local usr/local/bin usr/local/lib usr/sbin usr/share usr/src",
        "var/cache var/lib var/log var/run var/spool var/tmp",
    ];

    private readonly HashSet<string> folders = new(
        Standard.SelectMany(line => line.Split(' ')).Prepend(""),
        StringComparer.Ordinal
    );

    /// <summary>Parses the path of a file or folder in an image, and returns it with slashes.</summary>
    /// <param name="destination">The path, with slashes or backslashes.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static string Parse(string destination) =>
        string.IsNullOrWhiteSpace(destination)
            ? throw new ArgumentException("The path in the image is empty.", nameof(destination))
            : destination.Replace('\\', '/');

    /// <summary>Parses the path of a file in an image, and returns it with slashes.</summary>
    /// <param name="destination">The path, with slashes or backslashes.</param>
    /// <exception cref="ArgumentException">The path is empty, or a folder.</exception>
    public string ParseFile(string destination)
    {
        var path = Parse(destination);
        var name = path.Substring(path.LastIndexOf('/') + 1);
        var isFolder = name is "" or "." or ".." || (path[0] == '/' && folders.Contains(Key(path)));
        return isFolder
            ? throw new ArgumentException(
                $"'{destination}' is a folder. Add the name of the file: '{path.TrimEnd('/')}/NAME'.",
                nameof(destination)
            )
            : path;
    }

    /// <summary>Records that the image has a folder and its parent folders.</summary>
    /// <param name="path">The path of the folder. A relative path depends on WORKDIR and is not recorded.</param>
    public void AddFolder(string path)
    {
        if (path[0] != '/')
            return;

        for (var folder = Key(path); folder.Length > 0; folder = ParentOf(folder))
            folders.Add(folder);
    }

    /// <summary>Records that the image has the folder of a file and its parent folders.</summary>
    /// <param name="path">The path of the file.</param>
    public void AddFolderOf(string path)
    {
        var end = path.LastIndexOf('/');
        if (end > 0)
            AddFolder(path.Substring(0, end));
    }

    private static string ParentOf(string key)
    {
        var end = key.LastIndexOf('/');
        return end < 0 ? "" : key.Substring(0, end);
    }

    private static string Key(string path) => string.Join("/", path.Split('/').Where(part => part is not ("" or ".")));
}
