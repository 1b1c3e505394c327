namespace Dockerize.Engines.Endpoints;

/// <summary>A text is not the address of an engine.</summary>
/// <param name="origin">The setting, environment variable or docker context that contains the text.</param>
/// <param name="text">The text, without a password.</param>
/// <param name="schemes">The supported schemes: <c>unix</c>, <c>tcp</c>, …</param>
public sealed class InvalidEndpointException(string origin, string text, IReadOnlyList<string> schemes)
    : FormatException($"Invalid engine address '{text}' in {origin}. Supported schemes: {string.Join(", ", schemes)}.")
{
    /// <summary>The setting, environment variable or docker context that contains the text.</summary>
    public string Origin => origin;

    /// <summary>The text, without a password.</summary>
    public string Text => text;

    /// <summary>The supported schemes: <c>unix</c>, <c>tcp</c>, …</summary>
    public IReadOnlyList<string> Schemes => schemes;
}
