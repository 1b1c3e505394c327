using Dockerize.Builds;
using Dockerize.Containers;
using Dockerize.Engines;
using Dockerize.Files;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize.Indexes;

/// <summary>
/// Builds an image for each platform, and creates their index. A platform is not built again if nothing changed for it
/// since the last build.
/// </summary>
/// <remarks>
/// On containerd's image store, the images of the platforms are then removed from the list of images, and only the
/// index keeps them. In Podman, an index requires its images in the list.
/// </remarks>
/// <param name="api">The engine that builds.</param>
internal sealed class IndexBuild(EngineApi api)
{
    private readonly EngineImages images = new(api);

    /// <summary>The pull policy for base images.</summary>
    public PullPolicy Pull { get; init; }

    /// <summary>True to build even if nothing changed.</summary>
    public bool IsForced { get; init; }

    /// <summary>The sources of credentials for base images.</summary>
    public required CredentialSources Credentials { get; init; }

    /// <summary>The full path of the record of the last build; null to build every time.</summary>
    public string? RecordPath { get; init; }

    /// <summary>
    /// The smoke test of the image for the platform of the engine; null for none. The index is created only after the
    /// image has passed.
    /// </summary>
    public SmokeTest? SmokeTest { get; init; }

    /// <summary>The annotations of the index.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The function that creates the attestations, after all platforms are built. Podman does not store attestations.
    /// </summary>
    public Func<IReadOnlyList<ImageAttestation>> Attest { get; init; } = () => [];

    /// <summary>Builds the platforms, and creates the index with its names.</summary>
    /// <param name="builds">The builds, each for another platform.</param>
    /// <param name="names">
    /// The names of the index. They are moved from their previous image after all platforms are complete.
    /// </param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the builds, also in the engine.</param>
    /// <exception cref="ArgumentException">There are no names.</exception>
    /// <exception cref="ImageIndexUnsupportedException">The engine cannot store an index.</exception>
    /// <exception cref="ImageBuildException">The build of a platform failed.</exception>
    /// <exception cref="SmokeTestException">The image for the platform of the engine failed its smoke test.</exception>
    /// <exception cref="DockerizeException">
    /// The engine stopped responding, credentials cannot be read, or a record cannot be written.
    /// </exception>
    public async Task<BuiltIndex> RunAsync(
        IReadOnlyList<PlatformBuild> builds,
        IReadOnlyList<ImageReference> names,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        if (names.Count == 0)
            throw new ArgumentException("An image index requires a name.", nameof(names));

        await new ImageIndex(api).RequireSupportAsync(cancellationToken).ConfigureAwait(false);
        var last = await LastIndex.FindAsync(RecordPath, api, cancellationToken).ConfigureAwait(false);
        var platforms = new PlatformBuilds([.. builds.Select(build => (build, Create(build, last)))]);
        var unnamed = new UnnamedImages(api);
        try
        {
            var built = await platforms
                .RunAsync(isParallel: !api.Info.IsPodman, progress, cancellationToken)
                .ConfigureAwait(false);
            var creation = new ImageIndex(api)
            {
                Annotations = Annotations,
                Attestations = Attest(),
                PreviousId = api.Info.IsPodman ? null : last?.Image.Id,
            };
            var record = new IndexRecord(builds, built, Annotations) { Attestations = creation.Attestations };
            var isKept =
                last is not null
                && last.Record.Inputs == IndexRecord.InputsOf(built, Annotations, creation.Attestations);
            var passed = await new ImageTest(api, SmokeTest)
                .RunAsync(
                    ListedImages(built, platforms, last),
                    names[0].Familiar,
                    platforms.Built.Any() ? null : last?.Record.SmokeTest,
                    progress,
                    cancellationToken
                )
                .ConfigureAwait(false);
            using var grace = new GracePeriod(cancellationToken);
            var index = isKept
                ? await AddNamesAsync(last!, names, grace.Token).ConfigureAwait(false)
                : await CreateAsync(creation, built, names, cancellationToken).ConfigureAwait(false);
            var isUpToDate = isKept && !platforms.Built.Any();
            progress?.Report(
                isUpToDate
                    ? new StatusMessage(ProgressImportance.High, StatusTexts.UpToDate(names[0]))
                    : new StatusMessage(ProgressImportance.Normal, StatusTexts.Built(index.Id))
            );
            if (RecordPath is not null)
                (record.Create(index, names, last) with { SmokeTest = passed }).Save(RecordPath);
            // A new index can have images of an earlier run that ended before it created its index.
            await unnamed.RemoveAsync(isKept ? platforms.Built : built, last, cancellationToken).ConfigureAwait(false);
            return new BuiltIndex(index, built)
            {
                Content = await creation.ReadAsync(index.Id, names[0], grace.Token).ConfigureAwait(false),
            };
        }
        catch
        {
            await unnamed.RemoveAsync(platforms.Built, replaced: null, cancellationToken).ConfigureAwait(false);
            throw;
        }
        finally
        {
            if (api.Info.IsPodman)
                await RestoreBasesAsync(builds, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RestoreBasesAsync(IEnumerable<PlatformBuild> builds, CancellationToken cancellationToken)
    {
        using var grace = new GracePeriod(cancellationToken);
        await new PodmanBases(api).RestoreAsync(builds, grace.Token).ConfigureAwait(false);
    }

    private IncrementalBuild Create(PlatformBuild build, LastIndex? last) =>
        new(api, build.Builder)
        {
            Pull = Pull,
            IsForced = IsForced,
            // Builds run at the same time, and an instance is not thread-safe.
            Credentials = Credentials.Copy(),
            RecordPath = build.RecordPath,
            InputsPath = build.InputsPath,
            IndexId = api.Info.IsPodman ? null : last?.Image.Id,
        };

    // On containerd's image store, an image that was not built again is only in the index of the last build. A
    // container of the index uses its image for the platform of the engine.
    private List<ImageInspection> ListedImages(
        IReadOnlyList<ImageInspection> images,
        PlatformBuilds platforms,
        LastIndex? last
    ) =>
        [
            .. images.Select(image =>
                last is null || api.Info.IsPodman || platforms.Built.Contains(image)
                    ? image
                    : image with
                    {
                        Id = last.Image.Id,
                    }
            ),
        ];

    private async Task<ImageInspection> AddNamesAsync(
        LastIndex last,
        IReadOnlyList<ImageReference> names,
        CancellationToken cancellationToken
    )
    {
        foreach (var name in names.Where(name => !last.Image.HasName(name)))
            await images.TagAsync(last.Image, name, cancellationToken).ConfigureAwait(false);
        return last.Image;
    }

    private async Task<ImageInspection> CreateAsync(
        ImageIndex index,
        IEnumerable<ImageInspection> built,
        IReadOnlyList<ImageReference> names,
        CancellationToken cancellationToken
    )
    {
        var digest = await index
            .CreateAsync(names, [.. built.Select(image => image.Id)], cancellationToken)
            .ConfigureAwait(false);
        using var grace = new GracePeriod(cancellationToken);
        // Podman finds an index only by its name. On Docker, another process may already have moved the name.
        var created = api.Info.IsPodman ? names[0].Familiar : $"{digest}";
        return await images.FindAsync(created, grace.Token).ConfigureAwait(false)
            ?? throw new EngineRefusedException(api.Endpoint, $"No such image: {names[0]}");
    }
}
