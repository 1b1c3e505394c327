using System.Text.RegularExpressions;
using Dockerize.Build.Advice;
using Dockerize.Build.Settings;
using Dockerize.Files;

namespace Dockerize.Build.Apps;

/// <summary>A file that is copied into the image in addition to the app.</summary>
/// <param name="Source">The full path.</param>
/// <param name="Folder">
/// The folder in the image that a COPY instruction copies to: an absolute path that ends with a slash.
/// </param>
/// <param name="Path">The path of the file below <paramref name="Folder"/>.</param>
/// <param name="Mode">
/// The permissions; null for the default: 0755 for ELF binaries and scripts, 0644 for other files.
/// </param>
/// <param name="Owner">The owner, as in <c>--chown</c>; null for root.</param>
internal sealed record FileCopy(string Source, string Folder, string Path, int? Mode = null, string? Owner = null)
{
    private static readonly Regex Permissions = new(@"\A0?[0-7]{3}\z", RegexOptions.CultureInvariant);

    /// <summary>The text in <c>Include</c> of the item, for messages; empty if unknown.</summary>
    public string Item { get; init; } = "";

    /// <summary>Lists the files of an item, which is a file or a folder.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">A token that cancels reading a folder.</param>
    /// <exception cref="DiagnosticException">
    /// DKZ1011: the mode, the owner or the destination is invalid. DKZ1017: the source was not found. DKZ1018: the
    /// source is outside <see cref="CopyItem.Root"/>.
    /// </exception>
    /// <exception cref="FileUnreadableException">A folder is unreadable.</exception>
    public static IReadOnlyList<FileCopy> Create(CopyItem item, CancellationToken cancellationToken = default)
    {
        var (source, below, workingDirectory) = (item.Source, item.Below, item.WorkingDirectory);
        RequireInside(source, item.Root);
        var permissions = ParseMode(item.Mode);
        var chown = string.IsNullOrEmpty(item.Owner) ? null : UserName.Parse("Chown of DockerCopy", item.Owner!);
        var to = string.IsNullOrEmpty(item.Destination) ? workingDirectory.TrimEnd('/') + "/" : item.Destination!;
        var target = ImagePath.Absolute("To of DockerCopy", to, workingDirectory);
        var isFile = string.IsNullOrEmpty(below) && target[target.Length - 1] != '/';
        if (Directory.Exists(source))
        {
            var files = new FileTree(source.TrimEnd('/', '\\'), cancellationToken).Files();
            return [.. files.Select(file => Copy(file.FullName, target.TrimEnd('/') + "/", below + file.Path))];
        }

        if (!File.Exists(source))
            throw new DiagnosticException(BuildContextDiagnostics.NoCopySource(source));

        var name = target.LastIndexOf('/') + 1;
        return isFile
            ? [Copy(source, target.Substring(0, name), target.Substring(name))]
            : [Copy(source, target.TrimEnd('/') + "/", below + System.IO.Path.GetFileName(source))];

        FileCopy Copy(string file, string folder, string path) =>
            new(file, folder, path.Replace('\\', '/'), permissions, chown) { Item = item.Include };
    }

    private static void RequireInside(string source, string root)
    {
        var separator = System.IO.Path.DirectorySeparatorChar;
        var comparison = separator == '\\' ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (source.StartsWith(root.TrimEnd('/', '\\') + separator, comparison))
            return;
        // Links can give a folder two paths. On macOS, /tmp is a link to /private/tmp.
        if (string.IsNullOrEmpty(SymbolicLink.FindPathBelow(source.TrimEnd('/', '\\'), root)))
            throw new DiagnosticException(BuildContextDiagnostics.CopyOutside(source, root));
    }

    private static int? ParseMode(string? mode)
    {
        if (string.IsNullOrEmpty(mode))
            return null;

        return Permissions.IsMatch(mode)
            ? Convert.ToInt32(mode, 8)
            : throw new DiagnosticException(
                SettingDiagnostics.InvalidValue("Chmod of DockerCopy", mode!, "octal permissions, such as 0644 or 755")
            );
    }
}
