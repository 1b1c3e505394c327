using System.Xml;
using System.Xml.Linq;
using Dockerize.Build.Bases;
using Dockerize.Dockerfiles;
using Dockerize.Files;

namespace Dockerize.Build.Dockerfiles;

/// <summary>
/// The files that affect a restore: projects, files that NuGet and MSBuild find by name, and files that projects
/// import. A Dockerfile copies them before the sources, so that packages are downloaded again only if they change.
/// </summary>
internal static class RestoreFiles
{
    private static readonly string[] FileNames = ["nuget.config", "global.json", "packages.lock.json"];
    private static readonly string[] ImportExtensions = [".props", ".targets", ".projitems", ".rsp"];
    private static readonly string[] ProjectExtensions = [".csproj", ".fsproj", ".vbproj"];

    /// <summary>The instruction that installs the compiler for native AOT in a .NET SDK image.</summary>
    public static Instruction AotCompiler { get; } = new("RUN", PackageManager.Apt.Install(["clang", "zlib1g-dev"]));

    /// <summary>Creates the instructions that copy the files, one for each folder.</summary>
    /// <param name="folder">The full path of the build context.</param>
    /// <param name="files">The files of the build context, with slashes.</param>
    /// <param name="isProject">A function that returns true for the projects to copy.</param>
    /// <param name="destination">The folder in the image, without a slash at the end.</param>
    public static IEnumerable<Instruction> Copy(
        string folder,
        IReadOnlyCollection<string> files,
        Func<string, bool> isProject,
        string destination
    )
    {
        var copied = files.Where(file => isProject(file) || IsRestoreFile(file)).ToList();
        var groups = copied.GroupBy(FolderOf, StringComparer.Ordinal);
        var feeds = FindFeeds(folder, files);
        return groups
            .Select(group => CopyInstruction.Create(group, $"{destination}/{group.Key}"))
            .Concat(feeds.Select(feed => CopyInstruction.Create([feed], $"{destination}/{feed}/")));
    }

    /// <summary>True for a project of C#, F# or Visual Basic.</summary>
    public static bool IsProject(string path) =>
        ProjectExtensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>True for a file with a name, ignoring case.</summary>
    public static bool HasName(string path, string name) =>
        string.Equals(path.Substring(path.LastIndexOf('/') + 1), name, StringComparison.OrdinalIgnoreCase);

    private static bool IsRestoreFile(string path) =>
        Array.Exists(FileNames, name => HasName(path, name))
        || ImportExtensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static string FolderOf(string path) => path.Substring(0, path.LastIndexOf('/') + 1);

    private static string FullPath(string folder, string path) => Path.GetFullPath(Path.Combine(folder, path));

    // Returns the package sources that are folders inside the build context.
    private static string[] FindFeeds(string folder, IReadOnlyCollection<string> files)
    {
        var separator = Path.DirectorySeparatorChar;
        var root = Path.GetFullPath(folder).TrimEnd(separator) + separator;
        return
        [
            .. files
                .Where(file => HasName(file, "nuget.config"))
                .SelectMany(config => ReadSources(Path.Combine(folder, config)))
                .Where(source => source.StartsWith(root, StringComparison.Ordinal))
                .Select(source => source.Substring(root.Length).Replace('\\', '/').TrimEnd('/'))
                .Where(source => files.Any(file => file.StartsWith(source + "/", StringComparison.Ordinal)))
                .Distinct(StringComparer.Ordinal),
        ];
    }

    // Returns the full paths of the relative package sources in a nuget.config.
    private static IEnumerable<string> ReadSources(string config)
    {
        XDocument document;
        try
        {
            document = XDocument.Parse(FileErrors.Translate(config, () => RegularFile.ReadText(config)));
        }
        catch (XmlException exception)
        {
            throw new InvalidOperationException(
                $"Invalid XML in '{config}': {exception.Message.TrimEnd('.')}. Fix the file.",
                exception
            );
        }

        var folder = Path.GetDirectoryName(config)!;
        return document
            .Descendants("packageSources")
            .Elements("add")
            .Select(source => (string?)source.Attribute("value") ?? "")
            .Where(value => value.Length > 0 && !value.Contains("://") && !Path.IsPathRooted(value))
            .Select(value => FullPath(folder, value.Replace('\\', Path.DirectorySeparatorChar)));
    }
}
