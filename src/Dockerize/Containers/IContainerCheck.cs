using Dockerize.Engines;

namespace Dockerize.Containers;

/// <summary>A check of a running container, which is repeated until it passes or fails.</summary>
internal interface IContainerCheck
{
    /// <summary>The message at the start of the check.</summary>
    string Start { get; }

    /// <summary>Checks a running container once.</summary>
    /// <param name="state">The state of the container.</param>
    /// <param name="elapsed">The time since the start of the container.</param>
    /// <param name="cancellationToken">A token that cancels the check.</param>
    /// <returns>The message for a container that passed; null if it must be checked again.</returns>
    /// <exception cref="SmokeTestException">The container failed the check.</exception>
    Task<string?> TryAsync(ContainerState state, TimeSpan elapsed, CancellationToken cancellationToken);

    /// <summary>The message for a container that exited; null if this is a failure.</summary>
    string? ResultOfExit(ContainerState state, TimeSpan elapsed);

    /// <summary>The message while the check is repeated; null if there is none.</summary>
    string? Waiting(TimeSpan elapsed);
}
