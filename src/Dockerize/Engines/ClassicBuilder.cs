namespace Dockerize;

/// <summary>The engine's own builder, which every version of Docker and Podman has.</summary>
/// <param name="engine">The engine that builds.</param>
public sealed class ClassicBuilder(DockerEngine engine) : IImageBuilder
{
    /// <inheritdoc/>
    public Task<ImageFacts> BuildAsync(
        Dockerfile dockerfile,
        BuildContext context,
        BuildOptions options,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default) => BuildCall.RunAsync(
            engine,
            "",
            dockerfile,
            context,
            options,
            [("rm", "1"), ("forcerm", "1")],
            [("X-Registry-Config", RegistryHeaders.Config(options.Credentials))],
            new BuildProgress(options.DockerfilePath, progress),
            progress,
            cancellationToken);
}
