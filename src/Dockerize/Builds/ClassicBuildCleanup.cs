using System.Text.RegularExpressions;
using Docker.DotNet.Models;
using Dockerize.Dockerfiles;
using Dockerize.Engines;

namespace Dockerize.Builds;

/// <summary>
/// What the classic builder has made so far, so that a cancelled build can be taken back: each finished step is an image without a name, which
/// would stay. It also waits for the step that was running, since the engine kills its command only after the connection is cut, and does not
/// stop copying files at all.
/// </summary>
internal sealed class ClassicBuildCleanup : IBuilderMessageReader
{
    /// <summary>How long the engine may go on with the running step.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>After how many of them without a new image the engine counts as done.</summary>
    private const int QuietIntervals = 5;

    private static readonly Regex StepLine = new(@"\AStep [0-9]+/[0-9]+ : (?<instruction>[A-Z]+)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    // ` ---> 0123456789ab`, ` ---> Running in 0123456789ab`
    private static readonly Regex IdLine = new(@"\A ---> (?<running>Running in )?(?<id>[0-9a-f]{12,64})\z", RegexOptions.CultureInvariant);

    private readonly ClassicMessageReader build;
    private readonly Stack<string> made = new();
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
        build.Said = Read;
    }

    public string? ImageId => build.ImageId;

    public string? Error => build.Error;

    public IEnumerable<string> Tail => build.Tail;

    // The engine says nothing of a copy before its end.
    private bool IsCopying => latest is not null && instruction is "COPY" or "ADD";

    public int FailedLine(Dockerfile dockerfile) => build.FailedLine(dockerfile);

    public void Report(EngineMessage value)
    {
        lock (made)
        {
            if (isOver)
                return;
        }

        build.Report(value);
    }

    /// <summary>Removes it, as far as the engine does so in time. What a build found in the cache stays, and so does what others use by now.</summary>
    public async Task RemoveAsync(DockerEngine engine)
    {
        // What was on its way when the connection was cut may still come.
        lock (made)
            isOver = true;
        if (latest is null)
            return;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var before = made.Contains(latest) ? [] : await ChildrenAsync(engine, latest, patience.Token).ConfigureAwait(false);
            while (container is not null && await IsThereAsync(engine, container, patience.Token).ConfigureAwait(false))
                await Task.Delay(Interval, patience.Token).ConfigureAwait(false);

            // Steps may have ended after the last message that came through, until the engine saw that the connection was cut. On a base image others may
            // be building at this moment.
            for (var quiet = 0; !isBase && (IsCopying || quiet < QuietIntervals); quiet++)
            {
                var children = await ChildrenAsync(engine, latest, patience.Token).ConfigureAwait(false);
                if (children.Except(before, StringComparer.Ordinal).FirstOrDefault() is { } child)
                {
                    made.Push(latest = child);
                    instruction = "";
                    quiet = 0;
                }

                await Task.Delay(Interval, patience.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or DockerizeException)
        {
            // What the engine is not done with stays.
        }

        await RemoveImagesAsync(engine).ConfigureAwait(false);
    }

    private void Read(string line)
    {
        lock (made)
        {
            if (isOver)
                return;
            if (StepLine.Match(line) is { Success: true } step)
            {
                instruction = step.Groups["instruction"].Value.ToUpperInvariant();
                isCached = false;
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
                    return;
                latest = id;
                isBase = instruction == "FROM";
                if (!isCached && !isBase)
                    made.Push(id);
                instruction = "";
            }
        }
    }

    private static Task<bool> IsThereAsync(DockerEngine engine, string container, CancellationToken cancellationToken) => engine.Connection.CallAsync(async () =>
    {
        var filters = new Dictionary<string, IDictionary<string, bool>> { ["id"] = new Dictionary<string, bool> { [container] = true } };
        return (await engine.Connection.Client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = filters }, cancellationToken).ConfigureAwait(false)).Count > 0;
    }, cancellationToken: cancellationToken);

    // Those without a name, as a finished step of a build is.
    private static Task<IReadOnlyList<string>> ChildrenAsync(DockerEngine engine, string parent, CancellationToken cancellationToken) => engine.Connection.CallAsync(async () =>
    {
        var images = await engine.Connection.Client.Images.ListImagesAsync(new ImagesListParameters { All = true }, cancellationToken).ConfigureAwait(false);
        return (IReadOnlyList<string>)[.. images
            .Where(image => IsSame(image.ParentID, parent) && (image.RepoTags ?? []).All(tag => tag == "<none>:<none>"))
            .Select(image => image.ID)];
    }, cancellationToken: cancellationToken);

    // Messages have the first twelve digits of an id.
    private static bool IsSame(string? id, string shortId) => id is not null && id.Substring(id.IndexOf(':') + 1).StartsWith(shortId.Substring(shortId.IndexOf(':') + 1), StringComparison.Ordinal);

    private async Task RemoveImagesAsync(DockerEngine engine)
    {
        // Without the images that it was made of: what another build works on at this moment would go with them.
        var parameters = new ImageDeleteParameters { NoPrune = true };
        try
        {
            while (made.Count > 0)
            {
                // For each anew: an engine that answers is worth waiting for.
                using var patience = new CancellationTokenSource(GracePeriod.Length);
                var id = made.Pop();
                if (await engine.InspectAsync(id, patience.Token).ConfigureAwait(false) is { Tags.Count: 0 })
                    await engine.Connection.CallAsync(() => engine.Connection.Client.Images.DeleteImageAsync(id, parameters, patience.Token), cancellationToken: patience.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or DockerizeException)
        {
            // Another build took it from the cache meanwhile: then it is that build's, and so is what it was made of.
        }
    }
}
