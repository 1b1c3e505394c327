using Dockerize.Builds.Sessions;
using Dockerize.Containers;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Files;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize.Builds;

/// <summary>
/// A complete build: it pulls base images, builds, and tags the image. The image is not built again if the engine still
/// has it and nothing changed since the last build: Dockerfile, files, options and base images.
/// </summary>
/// <param name="api">The engine that builds.</param>
/// <param name="builder">The builder of the engine.</param>
internal sealed class IncrementalBuild(EngineApi api, IEngineBuilder builder)
{
    /// <summary>The pull policy for base images.</summary>
    public PullPolicy Pull { get; init; }

    /// <summary>True to build even if nothing changed.</summary>
    public bool IsForced { get; init; }

    /// <summary>The sources of credentials for base images.</summary>
    public required CredentialSources Credentials { get; init; }

    /// <summary>The full path of the record of the last build; null to build every time.</summary>
    public string? RecordPath { get; init; }

    /// <summary>
    /// The full path of the inputs of the last build; null for none. Without them, a build does not report changed
    /// files and options.
    /// </summary>
    public string? InputsPath { get; init; }

    /// <summary>
    /// The id of an image index that may contain the image of the last build; null if there is none. On containerd's
    /// image store, the index keeps the image after the image itself is removed from the list of images.
    /// </summary>
    public string? IndexId { get; init; }

    /// <summary>
    /// The smoke test; null for none. The image gets its names only after it has passed. An image that is up to date is
    /// tested if it has not passed this test yet.
    /// </summary>
    public SmokeTest? SmokeTest { get; init; }

    /// <summary>
    /// True to label the image with the digest of its inputs. Requires BuildKit, and a build whose inputs are known.
    /// </summary>
    public bool LabelsInputs { get; init; }

    /// <summary>
    /// True to build nothing if the registries of the names already have the labeled image, and the engine does not
    /// have it.
    /// </summary>
    public bool ReusesPublished { get; init; }

    /// <summary>The image in the registries that the last run found; null if it found none.</summary>
    public PublishedImage? Published { get; private set; }

    /// <summary>The image that the last run built; null if it built none.</summary>
    public ImageInspection? Built { get; private set; }

    /// <summary>Builds and tags the image. If it is up to date, only missing names are added.</summary>
    /// <param name="definition">
    /// The inputs of the build. The credentials for base images are added to the build options.
    /// </param>
    /// <param name="names">
    /// The names of the image. They are moved from their previous image after the new image is complete.
    /// </param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the build, also in the engine.</param>
    /// <exception cref="InvalidDockerfileException">The Dockerfile is invalid for the builder.</exception>
    /// <exception cref="BuildSecretException">A secret cannot be used.</exception>
    /// <exception cref="BuildSshException">An SSH agent cannot be used.</exception>
    /// <exception cref="ImageBuildException">The build failed.</exception>
    /// <exception cref="SmokeTestException">The image failed its smoke test.</exception>
    /// <exception cref="DockerizeException">
    /// The engine stopped responding, credentials cannot be read, or the record cannot be written.
    /// </exception>
    public async Task<ImageInspection> RunAsync(
        BuildDefinition definition,
        IReadOnlyList<ImageReference> names,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        definition = Check(definition);
        var (dockerfile, _, options) = definition;
        var skipsUnused = builder is not ClassicBuilder;
        var sources = SourceImage.FindAll(dockerfile, options, skipsUnused, out var isComplete);
        var canSkip = RecordPath is not null && !IsForced && !options.NoCache && isComplete;
        var record = canSkip ? BuildRecord.Load(RecordPath!) : null;
        var baseImages = new BaseImages(api, Credentials, Pull) { Known = record?.BaseImages };
        var bases = await baseImages
            .EnsureAsync(sources, definition, progress, cancellationToken)
            .ConfigureAwait(false);
        var inputs = new ResolvedInputs(bases, definition.DigestFor(builder));
        var changes = record is null ? [] : inputs.ChangesSince(record);
        var isChanged = record?.Inputs != inputs.Digest || changes.Count > 0;
        if (!isChanged && await FindAsync(record!, cancellationToken).ConfigureAwait(false) is { } current)
        {
            var passed = await new ImageTest(api, SmokeTest)
                .RunAsync([current], NameIn(names, current), record!.SmokeTest, progress, cancellationToken)
                .ConfigureAwait(false);
            await NameAsync(current, names.Where(name => !current.HasName(name)), cancellationToken)
                .ConfigureAwait(false);
            if (names.Count > 0)
                progress.ReportStatus(StatusTexts.UpToDate(names[0]));
            (inputs.ToRecord(current, names, record) with { SmokeTest = passed }).Save(RecordPath!);
            return current;
        }

        if (LabelsInputs && isComplete && builder is BuildKitBuilder)
            inputs = inputs with
            {
                Label = await InputsLabel
                    .ComputeAsync(api, inputs.Digest, options, bases, cancellationToken)
                    .ConfigureAwait(false),
            };
        if (
            ReusesPublished
            && (record is null || await FindAsync(record, cancellationToken).ConfigureAwait(false) is null)
            && await ReuseAsync(definition, inputs, names, progress, cancellationToken).ConfigureAwait(false)
                is { } found
        )
            return found;

        if (record is not null)
            ReportChanges(isChanged ? changes : null, definition, progress);
        if (baseImages.HasUsedKnown)
        {
            baseImages = new BaseImages(api, Credentials, Pull);
            bases = await baseImages
                .EnsureAsync(sources, definition, progress, cancellationToken)
                .ConfigureAwait(false);
        }

        await baseImages.EnsureCacheAsync(options, progress, cancellationToken).ConfigureAwait(false);
        using var credentials = new BuildCredentials(Credentials, SourceImage.References(sources, options));
        var pinned =
            builder is BuildKitBuilder
                ? await PinnedBases.PinAsync(api, definition, bases, cancellationToken).ConfigureAwait(false)
                : null;
        definition = definition with
        {
            Options = options with { BuildCredentials = credentials, PinnedDockerfile = pinned },
        };
        return await BuildAsync(definition, inputs with { Bases = bases }, names, progress, cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<ImageInspection?> ReuseAsync(
        BuildDefinition definition,
        ResolvedInputs inputs,
        IReadOnlyList<ImageReference> names,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        var isEnabled = SmokeTest is null && !IsForced && !definition.Options.NoCache;
        if (!isEnabled || names.Count == 0 || inputs.Label is null)
            return null;

        Published = await new PublishedImages(api, Credentials)
            .FindAsync(definition, inputs.Label, inputs.Bases, names, progress, cancellationToken)
            .ConfigureAwait(false);
        if (Published is null)
            return null;

        progress.ReportStatus(StatusTexts.AlreadyPublished(names, Published.Digest));
        if (RecordPath is not null)
        {
            if (InputsPath is not null)
                new BuildInputs(definition, builder).Save(InputsPath);
            Published.AddTo(inputs.ToRecord(Published.Image, names)).Save(RecordPath);
        }

        return Published.Image;
    }

    private BuildDefinition Check(BuildDefinition definition)
    {
        var (dockerfile, _, options) = definition;
        var isBuildKit = builder is not ClassicBuilder;
        DockerfileCheck.Require(dockerfile, options, api.Info, isBuildKit);
        SessionMount.Require(dockerfile, options, isBuildKit);
        SessionSources.RequireSsh(options.Ssh, Credentials.Environment);
        var secrets = SessionSources.RequireSecrets(options.Secrets, Credentials.Environment);
        return definition with { Options = options with { SecretLines = secrets } };
    }

    private async Task<ImageInspection> BuildAsync(
        BuildDefinition definition,
        ResolvedInputs inputs,
        IReadOnlyList<ImageReference> names,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        var (dockerfile, context, options) = definition;
        // The classic builder receives the credentials for the registries that were used so far, because a build step
        // may require them again. BuildKit requests credentials.
        options = options with
        {
            Labels = InputsLabel.AddTo(options.Labels, inputs.Label),
            Credentials = Credentials.Found,
            Environment = Credentials.Environment,
            Proxies = ProxyArguments.Load(Credentials.Environment, api.Endpoint.ToString(), progress),
        };
        Built = await Heartbeat
            .RunAsync(
                progress,
                receiver => builder.BuildAsync(dockerfile, context, options, receiver, cancellationToken)
            )
            .ConfigureAwait(false);
        RequirePlatform(Built, options);
        if (BuildTimes.FindIn(definition, Built) is { } reason)
            progress.ReportStatus(StatusTexts.NotReproducible(reason));

        var passed = await new ImageTest(api, SmokeTest)
            .RunOnBuiltAsync(Built, NameIn(names, Built), progress, cancellationToken)
            .ConfigureAwait(false);

        // A cancellation is delayed from here on, so that all names are set. Otherwise, an image without a name could
        // be left over.
        using var grace = new GracePeriod(cancellationToken);
        await NameAsync(Built, names, grace.Token).ConfigureAwait(false);
        if (RecordPath is not null)
        {
            var layers = await ReadLayersAsync(definition, Built, inputs.Bases, progress, grace.Token)
                .ConfigureAwait(false);
            var last = BuildRecord.Load(RecordPath);
            if (InputsPath is not null)
                new BuildInputs(definition, builder)
                {
                    Previous = PreviousImage.Find(Built.Id, last, BuildInputs.Load(InputsPath)),
                }.Save(InputsPath);
            layers = PreviousImage.MarkNew(layers, Built.Id, last);
            var record = inputs.ToRecord(Built, names) with { Layers = layers, SmokeTest = passed };
            record.Save(RecordPath);
        }

        return Built;
    }

    private async Task<IReadOnlyList<ImageLayer>> ReadLayersAsync(
        BuildDefinition definition,
        ImageInspection built,
        SortedDictionary<string, ImageInspection> bases,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        var stage = BuildStage.Path(definition.Dockerfile, definition.Options);
        bases.TryGetValue(BaseImages.KeyOf(stage.Source, definition.Options), out var baseImage);
        var history = await api.GetHistoryAsync(built.Id, cancellationToken).ConfigureAwait(false);
        var layers = LayerHistory.Read(built, stage, baseImage, history, definition.Context);
        var sizes = await new CompressedSizes(api).FindAsync(built, progress, cancellationToken).ConfigureAwait(false);
        return sizes?.Count == layers.Count
            ? [.. layers.Zip(sizes, (layer, size) => layer with { CompressedSize = size })]
            : layers;
    }

    // If the engine has the base image for another platform, it builds from that image without an error.
    private static void RequirePlatform(ImageInspection built, BuildOptions options)
    {
        if (options.Platform is not { } platform || built.RunsOn(platform))
            return;

        var mismatch = new PlatformMismatchException(null, built.Platform, platform);
        throw new ImageBuildException(ImageBuildFailure.PlatformMismatch, mismatch.Message, mismatch);
    }

    // If nothing changed, the engine no longer has the image.
    private void ReportChanges(
        IReadOnlyList<InputChange>? bases,
        BuildDefinition definition,
        IProgress<ProgressMessage>? progress
    )
    {
        if (bases is null)
        {
            progress.ReportStatus(StatusTexts.RebuildingMissing);
            return;
        }

        var others =
            InputsPath is not null && BuildInputs.Load(InputsPath) is { } last
                ? new BuildInputs(definition, builder).ChangesSince(last)
                : [];
        List<string> changes = [.. bases.Concat(others).Select(change => $"{change}")];
        if (changes.Count > 0)
            progress.ReportStatus(StatusTexts.Rebuilding(changes));
    }

    private async Task<ImageInspection?> FindAsync(BuildRecord record, CancellationToken cancellationToken)
    {
        var image =
            IndexId is not null && Platform.TryParse(record.Platform, out var platform)
                ? await api.InspectImageAsync(IndexId, platform, cancellationToken).ConfigureAwait(false)
                : null;
        return image?.Id == record.Id
            ? image
            : await api.InspectImageAsync(record.Id, cancellationToken).ConfigureAwait(false);
    }

    private static string NameIn(IReadOnlyList<ImageReference> names, ImageInspection image) =>
        names.Count > 0 ? names[0].Familiar : image.Id;

    private async Task NameAsync(
        ImageInspection image,
        IEnumerable<ImageReference> names,
        CancellationToken cancellationToken
    )
    {
        foreach (var name in names)
            await api.TagImageAsync(image.Id, name, cancellationToken).ConfigureAwait(false);
    }
}
