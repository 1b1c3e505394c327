namespace Dockerize.Engines;

/// <summary>Names of callers as parts of a request path.</summary>
internal static class ImageRoute
{
    /// <summary>
    /// Escapes a reference or an id for a path. Slashes, colons and at signs stay, as the engine's router requires.
    /// </summary>
    /// <exception cref="ArgumentException">The name is empty, or would lead to another path.</exception>
    public static string Escape(string name)
    {
        var segments = name.Split('/');
        if (Array.Exists(segments, segment => segment is "" or "." or ".."))
            throw new ArgumentException($"Invalid image or container '{name}'.", nameof(name));

        return string.Join(
            "/",
            segments.Select(segment => Uri.EscapeDataString(segment).Replace("%3A", ":").Replace("%40", "@"))
        );
    }
}
