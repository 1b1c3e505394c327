namespace Dockerize;

/// <summary>The engine's own builder, which every version of Docker and Podman has.</summary>
/// <param name="engine">The engine that builds.</param>
internal sealed class ClassicBuilder(DockerEngine engine) : IEngineBuilder
{
    /// <inheritdoc/>
    public async Task<ImageFacts> BuildAsync(
        Dockerfile dockerfile,
        BuildContext context,
        BuildOptions options,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var build = new UnfinishedBuild(new ClassicProgress(options.DockerfilePath, progress));
        try
        {
            return await BuildCall.RunAsync(
                engine,
                "",
                dockerfile,
                context,
                options,
                [("rm", "1"), ("forcerm", "1")],
                [("X-Registry-Config", RegistryHeaders.Config(options.Credentials))],
                build,
                progress,
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            await build.RemoveAsync(engine).ConfigureAwait(false);
            throw;
        }
    }
}
