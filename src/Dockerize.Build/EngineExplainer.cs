using Dockerize.Build.Advice;
using Dockerize.Build.Bases;
using Dockerize.Build.Settings;
using Dockerize.Builds;
using Dockerize.Files;
using Dockerize.Images;
using Dockerize.Registries;

namespace Dockerize.Build;

/// <summary>
/// Explains what depends on the engine: the connection, the builder, the credentials, the base image, and the last
/// image of the project.
/// </summary>
/// <param name="settings">The settings of the project.</param>
/// <param name="explanation">The explanation to which topics are added.</param>
/// <param name="recordPath">The full path of the build record.</param>
/// <param name="connect">A function that connects to the engine.</param>
internal sealed class EngineExplainer(
    ProjectSettings settings,
    ImageExplanation explanation,
    string recordPath,
    Func<CancellationToken, Task<DockerEngine>> connect
)
{
    private readonly BuildRecord? record = BuildRecord.Load(recordPath);

    /// <summary>The names of the image; empty if they are invalid.</summary>
    public IReadOnlyList<ImageReference> Names { get; init; } = [];

    /// <summary>The base image; null for the user's own Dockerfile, or if the base image is not known.</summary>
    public BaseImage? BaseImage { get; init; }

    /// <summary>Adds the topics.</summary>
    /// <param name="describeContainer">
    /// The callback that describes the container, with the base image. The base image was inspected if the engine has
    /// it.
    /// </param>
    /// <param name="cancellationToken">A token that cancels the queries.</param>
    public async Task RunAsync(Action<BaseImage> describeContainer, CancellationToken cancellationToken)
    {
        using var engine = new LazyEngine(connect);
        var connected = await ConnectAsync(engine, cancellationToken).ConfigureAwait(false);
        var inspected = connected is null
            ? null
            : await InspectBaseAsync(connected, cancellationToken).ConfigureAwait(false);
        if ((inspected ?? BaseImage) is { } known)
            describeContainer(known);
        await AddAsync("Credentials", () => FindCredentialsAsync(cancellationToken)).ConfigureAwait(false);
        explanation.Add("Last image", DescribeRecord());
        if (connected is not null)
            await AddAsync("Next publish", () => PredictAsync(connected, inspected, cancellationToken))
                .ConfigureAwait(false);
    }

    private async Task<DockerEngine?> ConnectAsync(LazyEngine engine, CancellationToken cancellationToken)
    {
        DockerEngine? connected = null;
        await AddAsync(
                "Engine",
                async () =>
                {
                    connected = await engine.ConnectAsync(cancellationToken).ConfigureAwait(false);
                    return await DescribeAsync(connected!, cancellationToken).ConfigureAwait(false);
                }
            )
            .ConfigureAwait(false);
        return connected;
    }

    private async Task AddAsync(string topic, Func<Task<IEnumerable<string>>> find)
    {
        try
        {
            explanation.Add(topic, await find().ConfigureAwait(false));
        }
        catch (Exception exception) when (Advisor.Explain(exception, settings.Origins) is { } error)
        {
            explanation.Add(topic, [ExplanationTexts.Error(error)]);
        }
    }

    private async Task<IEnumerable<string>> FindCredentialsAsync(CancellationToken cancellationToken)
    {
        var isPushed = settings.Get(PublishSettings.Push);
        var baseName = BaseImage?.ParseName();
        List<ImageReference> images = [.. Names.Take(isPushed ? 1 : 0)];
        if (baseName is not null && images.All(image => image.Registry != baseName.Registry))
            images.Add(baseName);
        if (Names.Count == 0 || images.Count == 0)
            return [];

        var sources = CredentialSources.For(Names[0], isPushed, baseName);
        var lines = new List<string>();
        foreach (var image in images)
        {
            var lookup = await sources.FindAsync(image, cancellationToken).ConfigureAwait(false);
            lines.Add($"{lookup.Registry}: {lookup.Credentials?.ToString() ?? ExplanationTexts.Anonymous}");
            lines.AddRange(lookup.Checked.Select(source => $"  {source}"));
        }

        return lines;
    }

    private async Task<IEnumerable<string>> DescribeAsync(DockerEngine engine, CancellationToken cancellationToken)
    {
        var version = await engine.GetVersionAsync(cancellationToken).ConfigureAwait(false);
        var builder = BuilderSelector.Choose(engine.Api, settings.Get(BuildSettings.Builder));
        return
        [
            $"{engine.Endpoint} ({engine.Endpoint.Origin})",
            ExplanationTexts.Engine(
                engine.Info.IsPodman ? "Podman" : "Docker",
                $"{version}",
                builder is BuildKitBuilder
            ),
        ];
    }

    private async Task<BaseImage?> InspectBaseAsync(DockerEngine engine, CancellationToken cancellationToken)
    {
        if (BaseImage is not { } image)
            return null;

        BaseImage? inspected = null;
        await AddAsync(
                "Base in engine",
                async () =>
                {
                    var facts = await engine.InspectAsync(image.Name, cancellationToken).ConfigureAwait(false);
                    if (facts is null)
                        return [ExplanationTexts.BaseIsPulled];

                    inspected = image with { Facts = facts };
                    return [$"{facts.Id}", $"{facts.Platform}, {ByteSize.Format(facts.Size)}"];
                }
            )
            .ConfigureAwait(false);
        return inspected;
    }

    private IEnumerable<string> DescribeRecord()
    {
        if (record is null)
            return [ExplanationTexts.NoRecord];

        var own = record.Layers.Where(layer => layer.Base is null).ToList();
        return
        [
            $"{record.Id} ({ByteSize.Format(record.Size)})",
            .. record.Digests.Select(digest => ExplanationTexts.PushedAs(digest.Key, digest.Value)),
            .. own.Select(layer => layer.Size is { } size ? $"  {layer}: {ByteSize.Format(size)}" : $"  {layer}"),
        ];
    }

    // Changes of files are not known before a publish.
    private async Task<IEnumerable<string>> PredictAsync(
        DockerEngine engine,
        BaseImage? inspected,
        CancellationToken cancellationToken
    )
    {
        if (record is null)
            return [ExplanationTexts.FirstBuild, .. FindReuse(engine)];
        if (settings.Get(BuildSettings.Force))
            return [ExplanationTexts.ForcedBuild(BuildSettings.Force.Name)];
        if (await engine.InspectAsync(record.Id, cancellationToken).ConfigureAwait(false) is null)
            return [ExplanationTexts.Builds(Reporting.StatusTexts.RebuildingMissing), .. FindReuse(engine)];
        if (BaseImage is not null && IsMoved(inspected))
            return [ExplanationTexts.BaseMoved(BaseImage.Name)];

        return [ExplanationTexts.BuildsIfChanged];
    }

    private IEnumerable<string> FindReuse(DockerEngine engine) =>
        ImageReuse.IsEnabled(settings)
        && TargetPlatforms.Find(settings).Count == 0
        && BuilderSelector.Choose(engine.Api, settings.Get(BuildSettings.Builder)) is BuildKitBuilder
            ? [ExplanationTexts.ChecksRegistry]
            : [];

    private bool IsMoved(BaseImage? inspected) =>
        inspected?.Facts is { } facts
        && record!.BaseImages.Count > 0
        && record.BaseImages.Values.All(known => known.Id != facts.Id);
}
