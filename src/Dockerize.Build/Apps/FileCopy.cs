using System.Text.RegularExpressions;
using Dockerize.Build.Advice;
using Dockerize.Build.Settings;
using Dockerize.Files;

namespace Dockerize.Build.Apps;

/// <summary>A file that goes into the image beside the app.</summary>
/// <param name="Source">Its full path.</param>
/// <param name="Folder">The folder in the image that one COPY fills: an absolute path that ends with a slash.</param>
/// <param name="Path">Its path below that folder.</param>
/// <param name="Mode">Its permissions; null: by what it is.</param>
/// <param name="Owner">Who owns it, as <c>--chown</c> takes it; null: root.</param>
internal sealed record FileCopy(string Source, string Folder, string Path, int? Mode = null, string? Owner = null)
{
    private static readonly Regex Permissions = new(@"\A0?[0-7]{3}\z", RegexOptions.CultureInvariant);

    /// <summary>What one item means: a file, or a folder with all that is in it.</summary>
    /// <param name="source">The full path.</param>
    /// <param name="root">The folder that the source has to lie in.</param>
    /// <param name="destination">
    /// Where it goes: a folder if it ends with a slash, else the path of the file itself. A relative path is below <paramref name="workingDirectory"/>;
    /// null or empty: that folder.
    /// </param>
    /// <param name="below">A path to keep below the destination, which is then a folder; <c>%(RecursiveDir)</c> of a glob.</param>
    /// <param name="mode">Permissions in octal; null or empty: by what each file is.</param>
    /// <param name="owner">A user, or a user and a group, <c>app:app</c>; null or empty: root.</param>
    /// <param name="workingDirectory">The image's.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="DiagnosticException">DKZ1011: mode, owner or destination is none; DKZ1017: no such file; DKZ1018: it lies outside; DKZ2005: a folder cannot be read.</exception>
    public static IReadOnlyList<FileCopy> Create(
        string source, string root, string? destination, string? below, string? mode, string? owner, string workingDirectory, CancellationToken cancellationToken = default)
    {
        var comparison = System.IO.Path.DirectorySeparatorChar == '\\' ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (!source.StartsWith(root.TrimEnd('/', '\\') + System.IO.Path.DirectorySeparatorChar, comparison))
            throw new DiagnosticException(ProjectDiagnostics.CopyOutside(source, root));
        if (!string.IsNullOrEmpty(mode) && !Permissions.IsMatch(mode))
            throw new DiagnosticException(ProjectDiagnostics.InvalidValue("Chmod of DockerCopy", mode!, "permissions in octal, such as 0644 or 755"));
        var chown = string.IsNullOrEmpty(owner) ? null : UserName.Parse("Chown of DockerCopy", owner!);

        var permissions = string.IsNullOrEmpty(mode) ? (int?)null : Convert.ToInt32(mode, 8);
        var target = ImagePath.Absolute("To of DockerCopy", string.IsNullOrEmpty(destination) ? workingDirectory.TrimEnd('/') + "/" : destination!, workingDirectory);
        var isFile = string.IsNullOrEmpty(below) && target[target.Length - 1] != '/';
        if (Directory.Exists(source))
        {
            var files = new FileTree(source.TrimEnd('/', '\\'), cancellationToken).Files();
            return [.. files.Select(file => Copy(file.FullName, target.TrimEnd('/') + "/", below + file.Path))];
        }

        if (!File.Exists(source))
            throw new DiagnosticException(ProjectDiagnostics.NoCopySource(source));
        return isFile
            ? [Copy(source, target.Substring(0, target.LastIndexOf('/') + 1), target.Substring(target.LastIndexOf('/') + 1))]
            : [Copy(source, target.TrimEnd('/') + "/", below + System.IO.Path.GetFileName(source))];

        FileCopy Copy(string file, string folder, string path) => new(file, folder, path.Replace('\\', '/'), permissions, chown);
    }
}
