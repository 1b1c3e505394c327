using System.Text.RegularExpressions;

namespace Dockerize;

/// <summary>A file that goes into the image beside the app.</summary>
/// <param name="Source">Its full path.</param>
/// <param name="Destination">Its absolute path in the image.</param>
/// <param name="Mode">Its permissions; null: by what it is.</param>
/// <param name="Owner">Who owns it, as <c>--chown</c> takes it; null: root.</param>
public sealed record FileCopy(string Source, string Destination, int? Mode = null, string? Owner = null)
{
    private static readonly Regex Permissions = new(@"\A0?[0-7]{3}\z", RegexOptions.CultureInvariant);
    private static readonly Regex UserAndGroup = new(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]*(?::[A-Za-z0-9_][A-Za-z0-9_.-]*)?\z", RegexOptions.CultureInvariant);

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
    /// <exception cref="DockerizeException">DKZ1011: mode, owner or destination is none; DKZ1017: no such file; DKZ1018: it lies outside.</exception>
    public static IReadOnlyList<FileCopy> Create(
        string source, string root, string? destination, string? below, string? mode, string? owner, string workingDirectory)
    {
        var comparison = Path.DirectorySeparatorChar == '\\' ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (!source.StartsWith(root.TrimEnd('/', '\\') + Path.DirectorySeparatorChar, comparison))
            throw new DockerizeException(ProjectDiagnostics.CopyOutside(source, root));
        if (!string.IsNullOrEmpty(mode) && !Permissions.IsMatch(mode))
            throw new DockerizeException(ProjectDiagnostics.InvalidValue("Chmod of DockerCopy", mode!, "permissions in octal, such as 0644 or 755"));
        if (!string.IsNullOrEmpty(owner) && !UserAndGroup.IsMatch(owner))
            throw new DockerizeException(ProjectDiagnostics.InvalidValue("Chown of DockerCopy", owner!, "a user, or a user and a group, such as app:app or 1000:1000"));

        var permissions = string.IsNullOrEmpty(mode) ? (int?)null : Convert.ToInt32(mode, 8);
        var target = ImagePath.Absolute("To of DockerCopy", string.IsNullOrEmpty(destination) ? workingDirectory.TrimEnd('/') + "/" : destination!, workingDirectory);
        if (!string.IsNullOrEmpty(below) && !target.EndsWith("/", StringComparison.Ordinal))
            target += "/";
        target += below?.Replace('\\', '/');

        if (Directory.Exists(source))
        {
            var folder = source.TrimEnd('/', '\\');
            return
            [
                .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).OrderBy(file => file, StringComparer.Ordinal).Select(file => Copy(
                    file, target.TrimEnd('/') + file.Substring(folder.Length).Replace(Path.DirectorySeparatorChar, '/'))),
            ];
        }

        if (!File.Exists(source))
            throw new DockerizeException(ProjectDiagnostics.NoCopySource(source));
        return [Copy(source, target.EndsWith("/", StringComparison.Ordinal) ? target + Path.GetFileName(source) : target)];

        FileCopy Copy(string file, string path) => new(file, path, permissions, string.IsNullOrEmpty(owner) ? null : owner);
    }
}
