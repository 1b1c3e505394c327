namespace Dockerize.Engines.Endpoints;

/// <summary>A docker context was not found or is invalid.</summary>
/// <param name="name">The name of the context.</param>
/// <param name="origin">The setting, environment variable or file that selects the context.</param>
/// <param name="path">The full path of the context's <c>meta.json</c>.</param>
/// <param name="reason">The reason why the context is invalid, as a clause; null if it was not found.</param>
/// <param name="innerException">The cause.</param>
public sealed class DockerContextException(
    string name,
    string origin,
    string path,
    string? reason,
    Exception? innerException = null
)
    : DockerizeException(
        reason is null
            ? $"Docker context '{name}' (from {origin}) not found."
            : $"Invalid docker context '{name}' (from {origin}): {Clause(reason)}.",
        innerException
    )
{
    /// <summary>The name of the context.</summary>
    public string ContextName => name;

    /// <summary>The setting, environment variable or file that selects the context.</summary>
    public string Origin => origin;

    /// <summary>The full path of the context's <c>meta.json</c>.</summary>
    public string Path => path;

    /// <summary>The reason why the context is invalid, as a clause; null if it was not found.</summary>
    public string? Reason => reason;

    /// <summary>The line of the error in the file, counted from 1; 0 if unknown.</summary>
    public int Line { get; internal init; }
}
