using Dockerize.Build.Advice;

namespace Dockerize.Build.Settings;

/// <summary>Paths inside an image.</summary>
internal static class ImagePath
{
    /// <summary>A path made absolute, without <c>.</c>, <c>..</c> and repeated slashes; one at its end stays.</summary>
    /// <param name="property">What says it, for messages.</param>
    /// <param name="path">The path; backslashes count as slashes.</param>
    /// <param name="below">What a relative path is below; null: it has to be absolute.</param>
    /// <exception cref="DiagnosticException">DKZ1011: it is relative, leads out of the image, or has a line break.</exception>
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

        DiagnosticException Wrong() => new(ProjectDiagnostics.InvalidValue(property, path, "an absolute path inside the image, such as /srv/data"));
    }
}
