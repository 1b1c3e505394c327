using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize.Builds;

/// <summary>The classic builder, which every version of Docker and Podman has.</summary>
/// <param name="api">The engine that builds.</param>
internal sealed class ClassicBuilder(EngineApi api) : IEngineBuilder
{
    /// <summary>The maximum number of retries if an image is removed from the engine during a build.</summary>
    private const int Retries = 6;

    /// <summary>The first API version with the predefined argument ALL_PROXY (Docker 23).</summary>
    private static readonly Version FirstWithAllProxy = new(1, 42);

    /// <inheritdoc/>
    public async Task<ImageInspection> BuildAsync(
        Dockerfile dockerfile,
        BuildContext context,
        BuildOptions options,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        var builds = new Stack<ClassicBuildCleanup>();
        var transfer = new ArchiveTransfer(context.ForClassicBuilder(), progress);
        var invocation = new BuildInvocation(api, dockerfile, transfer, WithKnownProxies(options))
        {
            Query = [("rm", "1"), ("forcerm", "1"), .. PodmanTimes(options)],
            Headers = [("X-Registry-Config", RegistryHeaders.Config(options.Credentials))],
        };
        try
        {
            return await RetryAsync(builds, invocation, options, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // All attempts are cleaned up, because an earlier attempt may have created the images that the last one
            // found in the cache.
            foreach (var build in builds)
                await build.RemoveAsync(api).ConfigureAwait(false);
            throw;
        }
    }

    // Docker's classic builder has no parameters for times.
    private IEnumerable<(string Name, string? Value)> PodmanTimes(BuildOptions options) =>
        api.Info.IsPodman && options.EpochText is { } epoch
            ? [("sourcedateepoch", epoch), ("rewritetimestamp", "1")]
            : [];

    // Podman and the classic builder of older engines report ALL_PROXY as an unused argument.
    private BuildOptions WithKnownProxies(BuildOptions options) =>
        api.Info.IsPodman || api.Info.ApiVersion < FirstWithAllProxy
            ? options with
            {
                Proxies = options.Proxies.WithoutAllProxy,
            }
            : options;

    // Each attempt is added before it runs, so that an unfinished attempt is cleaned up too.
    private static async Task<ImageInspection> RetryAsync(
        Stack<ClassicBuildCleanup> builds,
        BuildInvocation invocation,
        BuildOptions options,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            builds.Push(
                new ClassicBuildCleanup(new ClassicMessageReader(options.DockerfilePath, progress, options.HiddenTexts))
            );
            try
            {
                return await invocation.RunAsync(builds.Peek(), progress, cancellationToken).ConfigureAwait(false);
            }
            catch (ImageBuildException exception)
                when (builds.Count <= Retries && BuilderErrors.IsVanishedImageError(exception.EngineMessage))
            {
                progress.ReportStatus(StatusTexts.BuildingAgain(exception.EngineMessage));
            }

            // 0.1 s, 0.2 s, … 3.2 s.
            await Task.Delay(50 << builds.Count, cancellationToken).ConfigureAwait(false);
        }
    }
}
