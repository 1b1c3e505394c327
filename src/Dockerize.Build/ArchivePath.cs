using Dockerize.Build.Apps;
using Dockerize.Build.Settings;
using Dockerize.Images;

namespace Dockerize.Build;

/// <summary>Resolves the path of the file that an image is saved to.</summary>
internal static class ArchivePath
{
    /// <summary>
    /// Resolves the path by the rules of the SDK's PublishContainer: for a folder, the file is named after the
    /// repository. A path is a folder if it ends with a slash, exists as a folder, or has no extension.
    /// </summary>
    /// <param name="settings">The settings of the project.</param>
    /// <param name="project">The project.</param>
    /// <param name="names">The names of the image.</param>
    /// <returns>The full path; null if the image is not saved.</returns>
    public static string? Resolve(ProjectSettings settings, ProjectInfo project, IReadOnlyList<ImageReference> names)
    {
        if (settings.Get(PublishSettings.Archive) is not { } text || names.Count == 0)
            return null;

        var path = project.Resolve(text);
        var isFolder = text[text.Length - 1] is '/' or '\\' || Directory.Exists(path) || !Path.HasExtension(path);
        var repository = names[0].IsOfficial ? names[0].Name : names[0].Repository;
        return isFolder ? Path.GetFullPath(Path.Combine(path, repository + ".tar.gz")) : path;
    }
}
