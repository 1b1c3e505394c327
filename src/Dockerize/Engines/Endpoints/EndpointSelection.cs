namespace Dockerize.Engines.Endpoints;

/// <summary>The engine that a caller selects: an address, a docker context, or neither.</summary>
/// <param name="Host">The address; null or blank: none.</param>
/// <param name="Context">
/// The docker context; null or blank: none. <c>default</c> also overrides a context that the environment selects.
/// </param>
internal sealed record EndpointSelection(string? Host, string? Context)
{
    /// <summary>The name of the setting that holds <see cref="Host"/>, for messages.</summary>
    public string HostOrigin { get; init; } = "host";

    /// <summary>The name of the setting that holds <see cref="Context"/>, for messages.</summary>
    public string ContextOrigin { get; init; } = "context";
}
