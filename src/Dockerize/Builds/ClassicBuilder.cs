using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize.Builds;

/// <summary>The engine's own builder, which every version of Docker and Podman has.</summary>
/// <param name="engine">The engine that builds.</param>
internal sealed class ClassicBuilder(DockerEngine engine) : IEngineBuilder
{
    /// <summary>How often a build is sent again because images vanish from the engine beside it.</summary>
    private const int Retries = 6;

    /// <inheritdoc/>
    public async Task<ImageInspection> BuildAsync(
        Dockerfile dockerfile,
        BuildContext context,
        BuildOptions options,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var builds = new Stack<ClassicBuildCleanup>();
        try
        {
            return await BuildAsync(builds, dockerfile, context, options, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // What the last one found in the cache the ones before may have made.
            foreach (var build in builds)
                await build.RemoveAsync(engine).ConfigureAwait(false);
            throw;
        }
    }

    // Each try is in the list from its beginning, also one that does not come to its end.
    private async Task<ImageInspection> BuildAsync(
        Stack<ClassicBuildCleanup> builds, Dockerfile dockerfile, BuildContext context, BuildOptions options, IProgress<ProgressMessage>? progress, CancellationToken cancellationToken)
    {
        while (true)
        {
            builds.Push(new ClassicBuildCleanup(new ClassicMessageReader(options.DockerfilePath, progress, options.Secrets)));
            try
            {
                return await BuildInvocation.RunAsync(
                    engine,
                    "",
                    dockerfile,
                    context,
                    options,
                    [("rm", "1"), ("forcerm", "1")],
                    [("X-Registry-Config", RegistryHeaders.Config(options.Credentials))],
                    builds.Peek(),
                    progress,
                    cancellationToken).ConfigureAwait(false);
            }
            catch (ImageBuildException exception) when (builds.Count <= Retries && BuilderErrors.IsVanishedImageError(exception.EngineMessage))
            {
                progress?.Report(new(ProgressImportance.High, $"{exception.EngineMessage}: images are being removed beside this build. Building again"));
            }

            // 0.1 s, 0.2 s, … 3.2 s.
            await Task.Delay(50 << builds.Count, cancellationToken).ConfigureAwait(false);
        }
    }
}
