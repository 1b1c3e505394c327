using System.Text.RegularExpressions;
using Dockerize.Dockerfiles;
using Dockerize.Engines;

namespace Dockerize.Builds;

/// <summary>
/// Removes the images of a canceled build of the classic builder, in which each finished step is an image without a
/// name. It also waits for the running step: the engine kills a command only after the connection is closed, and does
/// not stop copying files.
/// </summary>
internal sealed class ClassicBuildCleanup : IBuilderMessageReader
{
    /// <summary>The maximum time to wait for the running step.</summary>
    private static readonly TimeSpan RunningStepLimit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>The number of intervals without a new image after which the build is considered stopped.</summary>
    private const int QuietIntervals = 5;

    private static readonly Regex StepLine = new(
        @"\AStep [0-9]+/[0-9]+ : (?<instruction>[A-Z]+)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    // ` ---> 0123456789ab`, ` ---> Running in 0123456789ab`
    private static readonly Regex IdLine = new(
        @"\A ---> (?<running>Running in )?(?<id>[0-9a-f]{12,64})\z",
        RegexOptions.CultureInvariant
    );

    private readonly ClassicMessageReader build;
    private readonly Stack<string> created = new();

    // For each container, the number of created images and the latest image before its command ran.
    private readonly Dictionary<string, (int Count, string? Latest)> containers = new(StringComparer.Ordinal);
    private string instruction = "";
    private string? latest;
    private string? container;
    private bool isCached;
    private bool isBase;
    private bool isOver;

    /// <param name="build">The reader of the builder's messages.</param>
    public ClassicBuildCleanup(ClassicMessageReader build)
    {
        this.build = build;
        build.EngineLineRead = Read;
    }

    public string? ImageId => build.ImageId;

    public string? Error => build.Error;

    public IEnumerable<string> Tail => build.Tail;

    // The engine reports a copy only after it has ended.
    private bool IsCopying => latest is not null && instruction is "COPY" or "ADD";

    public int FailedLine(Dockerfile dockerfile) => build.FailedLine(dockerfile);

    public void Report(EngineMessage value)
    {
        lock (created)
        {
            if (isOver)
                return;
        }

        build.Report(value);
    }

    /// <summary>
    /// Removes the images that the build created, within a time limit. Images that other builds use are kept.
    /// </summary>
    public async Task RemoveAsync(EngineApi api)
    {
        // Messages that were sent before the connection was closed may still arrive. They are ignored.
        lock (created)
            isOver = true;
        if (latest is null)
            return;

        using var limit = new CancellationTokenSource(RunningStepLimit);
        try
        {
            var before = created.Contains(latest)
                ? []
                : await ChildrenAsync(api, latest, limit.Token).ConfigureAwait(false);
            while (container is not null && await api.HasContainerAsync(container, limit.Token).ConfigureAwait(false))
                await Task.Delay(Interval, limit.Token).ConfigureAwait(false);

            // Steps may have finished after the last message, so new images are searched for. Images based on the base
            // image are skipped, because they may belong to other builds.
            for (var quiet = 0; !isBase && (IsCopying || quiet < QuietIntervals); quiet++)
            {
                var children = await ChildrenAsync(api, latest, limit.Token).ConfigureAwait(false);
                if (children.Except(before, StringComparer.Ordinal).FirstOrDefault() is { } child)
                {
                    created.Push(latest = child);
                    instruction = "";
                    quiet = 0;
                }

                await Task.Delay(Interval, limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or DockerizeException)
        {
            // The image of an unfinished step is not removed.
        }

        await RemoveImagesAsync(api).ConfigureAwait(false);
    }

    private void Read(string line)
    {
        lock (created)
        {
            if (isOver)
                return;
            if (StepLine.Match(line) is { Success: true } step)
            {
                instruction = step.Groups["instruction"].Value.ToUpperInvariant();
                isCached = false;
            }
            else if (
                ClassicMessageReader.RemovedContainer(line) is { } removed
                && containers.TryGetValue(removed, out var before)
            )
            {
                EndCommand(before.Count, before.Latest);
            }
            else if (line == " ---> Using cache")
            {
                isCached = true;
            }
            else if (IdLine.Match(line) is { Success: true } match)
            {
                var id = match.Groups["id"].Value;
                container = match.Groups["running"].Success ? id : null;
                if (container is not null)
                {
                    containers[id] = (created.Count, latest);
                    return;
                }

                latest = id;
                isBase = instruction == "FROM";
                if (!isCached && !isBase)
                    created.Push(id);
                instruction = "";
            }
        }
    }

    // The command may have printed lines that look like the removal of its container and further steps. Images from
    // these lines are discarded.
    private void EndCommand(int count, string? image)
    {
        while (created.Count > count)
            created.Pop();
        (latest, instruction, isCached) = (image, "", false);
    }

    // A finished step of a build is an image without a name.
    private static async Task<IReadOnlyList<string>> ChildrenAsync(
        EngineApi api,
        string parent,
        CancellationToken cancellationToken
    )
    {
        var images = await api.ListImagesAsync(includesUnnamed: true, cancellationToken).ConfigureAwait(false);
        return
        [
            .. images.Where(image => image.Tags.Count == 0 && IsSame(image.ParentId, parent)).Select(image => image.Id),
        ];
    }

    // Messages contain only the first 12 digits of an id.
    private static bool IsSame(string id, string shortId) =>
        HexOf(id).StartsWith(HexOf(shortId), StringComparison.Ordinal);

    private static string HexOf(string id) => id.Substring(id.IndexOf(':') + 1);

    private async Task RemoveImagesAsync(EngineApi api)
    {
        try
        {
            while (created.Count > 0)
            {
                // Each image has its own time limit, so that an engine that responds can remove all images.
                using var limit = new CancellationTokenSource(GracePeriod.Length);
                var id = created.Pop();
                if (await api.InspectImageAsync(id, limit.Token).ConfigureAwait(false) is not { Tags.Count: 0 })
                    continue;

                // The parents are kept, because another build may be using them.
                await api.RemoveImageAsync(id, isForced: false, keepsParents: true, limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or DockerizeException)
        {
            // The engine did not respond, or another build uses the image from the cache.
        }
    }
}
