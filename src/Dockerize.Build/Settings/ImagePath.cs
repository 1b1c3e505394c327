using Dockerize.Build.Advice;

namespace Dockerize.Build.Settings;

/// <summary>Normalizes paths inside an image.</summary>
internal static class ImagePath
{
    /// <summary>
    /// Converts a path to an absolute path without <c>.</c>, <c>..</c> and repeated slashes. A trailing slash is kept.
    /// </summary>
    /// <param name="property">The setting that specifies the path, for messages.</param>
    /// <param name="path">The path, with slashes or backslashes.</param>
    /// <param name="below">
    /// The folder that a relative path is resolved against; null if the path must be absolute.
    /// </param>
    /// <exception cref="DiagnosticException">
    /// DKZ1011: the path is relative, leads out of the image, or contains a line break.
    /// </exception>
    public static string Absolute(string property, string path, string? below = null)
    {
        var slashes = path.Trim().Replace('\\', '/');
        if (slashes.Length == 0 || slashes.IndexOfAny(['\n', '\r', '\0']) >= 0 || (below is null && slashes[0] != '/'))
            throw Wrong();

        var parts = new List<string>();
        foreach (var part in (slashes[0] == '/' ? slashes : $"{below}/{slashes}").Split('/'))
        {
            if (part is "" or ".")
                continue;
            if (part != "..")
                parts.Add(part);
            else if (parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else
                throw Wrong();
        }

        var absolute = "/" + string.Join("/", parts);
        return absolute.Length > 1 && slashes[slashes.Length - 1] == '/' ? absolute + "/" : absolute;

        DiagnosticException Wrong() =>
            new(
                SettingDiagnostics.InvalidValue(
                    property,
                    path,
                    $"{(below is null ? "an absolute path" : "a path")} in the image, such as /srv/data"
                )
            );
    }
}
