using System.Runtime.CompilerServices;

namespace Dockerize.Engines;

/// <summary>Image names and container ids in request paths.</summary>
internal static class ImageRoute
{
    /// <summary>
    /// True if a name has no empty, <c>.</c> or <c>..</c> segment, which would change the request path. Ids from
    /// engines and files must be checked before they are used.
    /// </summary>
    public static bool IsValid(string name) => !Array.Exists(name.Split('/'), segment => segment is "" or "." or "..");

    /// <summary>
    /// Escapes a reference or an id for a request path. Slashes, colons and at signs are not escaped, as the engine's
    /// router requires.
    /// </summary>
    /// <param name="name">The reference or the id.</param>
    /// <param name="parameter">The name of the caller's parameter, for exceptions.</param>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    /// <exception cref="ArgumentException">The name is invalid (<see cref="IsValid"/>).</exception>
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
