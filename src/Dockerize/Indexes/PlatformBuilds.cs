using Dockerize.Builds;
using Dockerize.Images;
using Dockerize.Reporting;

namespace Dockerize.Indexes;

/// <summary>Runs the builds of the platforms of an image index. The images get no names.</summary>
/// <param name="builds">The builds, and what runs each of them.</param>
internal sealed class PlatformBuilds(IReadOnlyList<(PlatformBuild Build, IncrementalBuild Run)> builds)
{
    /// <summary>The images that were built. Images that were up to date are not included.</summary>
    public IEnumerable<ImageInspection> Built => builds.Select(build => build.Run.Built).OfType<ImageInspection>();

    /// <summary>Runs the builds. If one fails, the others are canceled, and the first error is thrown.</summary>
    /// <param name="isParallel">
    /// True to run all builds at the same time. False to run one after another: a pull for another platform moves the
    /// name of a base image in Podman.
    /// </param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the builds, also in the engine.</param>
    /// <returns>The images, in the order of the builds.</returns>
    public async Task<IReadOnlyList<ImageInspection>> RunAsync(
        bool isParallel,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        var lines = progress is null ? null : new PlatformProgress(progress);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var tasks = new List<Task<ImageInspection>>();
        foreach (var (build, run) in builds)
        {
            tasks.Add(RunAsync(build, run, lines?.For(build.Platform), cancel.Token));
            if (!isParallel)
                await EndAsync(tasks, cancel).ConfigureAwait(false);
        }

        if (await EndAsync(tasks, cancel).ConfigureAwait(false) is { } failed)
            await failed.ConfigureAwait(false);
        return await Task.WhenAll(tasks).ConfigureAwait(false);
    }

    // Waits until all builds have ended, so that nothing continues in the engine after an error is reported. Returns
    // the build that failed first.
    private static async Task<Task?> EndAsync(IEnumerable<Task<ImageInspection>> tasks, CancellationTokenSource cancel)
    {
        Task? failed = null;
        var running = tasks.ToList();
        while (running.Count > 0)
        {
            var ended = await Task.WhenAny(running).ConfigureAwait(false);
            running.Remove(ended);
            if (ended.Status == TaskStatus.RanToCompletion)
                continue;

            failed ??= ended;
            cancel.Cancel();
        }

        return failed;
    }

    private static async Task<ImageInspection> RunAsync(
        PlatformBuild build,
        IncrementalBuild run,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var options = build.Definition.Options with { Platform = build.Platform };
        return await run.RunAsync(build.Definition with { Options = options }, [], progress, cancellationToken)
            .ConfigureAwait(false);
    }
}
