using System.Runtime.CompilerServices;

namespace Dockerize.Engines;

/// <summary>Images and containers as parts of a request path.</summary>
internal static class ImageRoute
{
    /// <summary>True if a name leads to no other path. An id from an engine or a file is checked first.</summary>
    public static bool IsValid(string name) => !Array.Exists(name.Split('/'), segment => segment is "" or "." or "..");

    /// <summary>
    /// Escapes a reference or an id for a path. Slashes, colons and at signs stay, as the engine's router requires.
    /// </summary>
    /// <param name="name">The reference or the id.</param>
    /// <param name="parameter">The parameter of the caller.</param>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    /// <exception cref="ArgumentException">The name is empty, or would lead to another path.</exception>
    public static string Escape(string name, [CallerArgumentExpression(nameof(name))] string parameter = "")
    {
        if (name is null)
            throw new ArgumentNullException(parameter);
        if (!IsValid(name))
            throw new ArgumentException($"Invalid image or container '{name}'.", parameter);

        return string.Join(
            "/",
            name.Split('/').Select(segment => Uri.EscapeDataString(segment).Replace("%3A", ":").Replace("%40", "@"))
        );
    }
}
