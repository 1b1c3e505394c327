using System.Text.RegularExpressions;
using Dockerize.Dockerfiles;
using Dockerize.Engines;

namespace Dockerize.Builds;

/// <summary>
/// Removes the images of a cancelled build of the classic builder: each finished step is an image without a name. Also
/// waits for the running step, because the engine kills its command only after the connection is cut, and does not stop
/// copying files at all.
/// </summary>
internal sealed class ClassicBuildCleanup : IBuilderMessageReader
{
    /// <summary>The time limit for the running step.</summary>
    private static readonly TimeSpan RunningStepLimit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>The number of intervals without a new image after which the engine has stopped.</summary>
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

    // For each container, the number of created images and the latest image before its command.
    private readonly Dictionary<string, (int Count, string? Latest)> containers = new(StringComparer.Ordinal);
    private string instruction = "";
    private string? latest;
    private string? container;
    private bool isCached;
    private bool isBase;
    private bool isOver;

    /// <param name="build">Reads the messages.</param>
    public ClassicBuildCleanup(ClassicMessageReader build)
    {
        this.build = build;
        build.EngineLineRead = Read;
    }

    public string? ImageId => build.ImageId;

    public string? Error => build.Error;

    public IEnumerable<string> Tail => build.Tail;

    // The engine reports nothing of a copy before its end.
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
    /// Removes the images that the build created, as far as the engine does so in time. Images that other builds use
    /// stay.
    /// </summary>
    public async Task RemoveAsync(EngineApi api)
    {
        // Messages may still arrive that were sent before the connection was cut.
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

            // Steps may have finished between the last message and the cut. Images on a base image may be those of
            // other builds.
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
            // Images of an unfinished step stay.
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

    // The command may have imitated the removal of its container and the lines after it.
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

    // Messages have the first twelve digits of an id.
    private static bool IsSame(string id, string shortId) =>
        HexOf(id).StartsWith(HexOf(shortId), StringComparison.Ordinal);

    private static string HexOf(string id) => id.Substring(id.IndexOf(':') + 1);

    private async Task RemoveImagesAsync(EngineApi api)
    {
        try
        {
            while (created.Count > 0)
            {
                // Each image has a limit of its own: an engine that answers is worth waiting for.
                using var limit = new CancellationTokenSource(GracePeriod.Length);
                var id = created.Pop();
                if (await api.InspectImageAsync(id, limit.Token).ConfigureAwait(false) is not { Tags.Count: 0 })
                    continue;

                // Another build may be using the parents at this moment.
                await api.RemoveImageAsync(id, isForced: false, keepsParents: true, limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or DockerizeException)
        {
            // Another build used it from the cache: then that build needs it, and its parents.
        }
    }
}
