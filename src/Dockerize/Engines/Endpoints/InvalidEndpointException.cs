namespace Dockerize.Engines.Endpoints;

/// <summary>The address of an engine is invalid.</summary>
/// <param name="origin">The setting, environment variable or docker context that contains the address.</param>
/// <param name="text">The invalid address, without a password.</param>
/// <param name="schemes">The supported schemes: <c>unix</c>, <c>tcp</c>, …</param>
public sealed class InvalidEndpointException(string origin, string text, IReadOnlyList<string> schemes)
    : FormatException($"Invalid engine address '{text}' in {origin}. Supported schemes: {string.Join(", ", schemes)}.")
{
    /// <summary>The setting, environment variable or docker context that contains the address.</summary>
    public string Origin => origin;

    /// <summary>The invalid address, without a password.</summary>
    public string Text => text;

    /// <summary>The supported schemes: <c>unix</c>, <c>tcp</c>, …</summary>
    public IReadOnlyList<string> Schemes => schemes;
}
