namespace Dockerize.Engines.Endpoints;

/// <summary>The caller's selection of an engine: an address, a docker context, or neither.</summary>
/// <param name="Host">The address; null or blank if none is selected.</param>
/// <param name="Context">
/// The docker context; null or blank if none is selected. <c>default</c> overrides a context that the environment
/// selects.
/// </param>
internal sealed record EndpointSelection(string? Host, string? Context)
{
    /// <summary>The name of the setting that holds <see cref="Host"/>, for messages.</summary>
    public string HostOrigin { get; init; } = "host";

    /// <summary>The name of the setting that holds <see cref="Context"/>, for messages.</summary>
    public string ContextOrigin { get; init; } = "context";
}
