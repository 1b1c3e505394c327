namespace Dockerize.Build;

/// <summary>A connection to the engine that is opened when it is first used.</summary>
/// <param name="connect">The function that connects; null if no image is built.</param>
internal sealed class LazyEngine(Func<CancellationToken, Task<DockerEngine>>? connect) : IDisposable
{
    private DockerEngine? engine;

    /// <summary>Returns the engine; null if no image is built.</summary>
    public async Task<DockerEngine?> ConnectAsync(CancellationToken cancellationToken)
    {
        if (engine is null && connect is not null)
            engine = await connect(cancellationToken).ConfigureAwait(false);
        return engine;
    }

    /// <inheritdoc/>
    public void Dispose() => engine?.Dispose();
}
