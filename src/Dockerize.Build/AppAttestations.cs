using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Dockerfiles;
using Dockerize.Build.Sboms;
using Dockerize.Build.Settings;
using Dockerize.Builds;
using Dockerize.Engines;
using Dockerize.Files;
using Dockerize.Images;
using Dockerize.Indexes;

namespace Dockerize.Build;

/// <summary>The attestations about the image of a project: the SBOM and the provenance.</summary>
/// <param name="settings">The settings of the project.</param>
/// <param name="project">The project.</param>
internal sealed class AppAttestations(ProjectSettings settings, ProjectInfo project)
{
    private const string SbomType = "https://spdx.dev/Document";

    // An SBOM has about 1 kB for each file.
    private const int MaximumSbomSize = 256 * 1024 * 1024;

    /// <summary>
    /// True if attestations are requested, and the engine can store them. Otherwise, a warning is reported.
    /// </summary>
    /// <param name="api">The engine that builds.</param>
    /// <param name="reporter">The receiver of the warning.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    public async Task<bool> AreStoredAsync(EngineApi api, Reporter reporter, CancellationToken cancellationToken)
    {
        if (!settings.Get(SbomSettings.Attestations))
            return false;
        if (await new ImageIndex(api).SupportsAttestationsAsync(cancellationToken).ConfigureAwait(false))
            return true;

        reporter.Warn(SbomDiagnostics.NoAttestations(api.Info.IsPodman));
        return false;
    }

    /// <summary>Creates the attestations, after all platforms are built.</summary>
    /// <param name="platforms">The plan and the build of each platform.</param>
    /// <exception cref="FileUnreadableException">An SBOM cannot be read.</exception>
    public IReadOnlyList<ImageAttestation> Create(IEnumerable<(PlatformPlan Plan, PlatformBuild Build)> platforms) =>
        [.. platforms.SelectMany(platform => Create(platform.Plan, platform.Build))];

    private IEnumerable<ImageAttestation> Create(PlatformPlan plan, PlatformBuild build)
    {
        if (plan.Sbom is { } path)
        {
            var sbom = FileErrors.Translate(path, () => RegularFile.ReadText(path, MaximumSbomSize));
            yield return new ImageAttestation(build.Platform, SbomType, sbom.TrimEnd());
        }

        yield return new ImageAttestation(build.Platform, Provenance.PredicateType, CreateProvenance(build));
    }

    private string CreateProvenance(PlatformBuild build)
    {
        var options = build.Definition.Options;
        var properties = settings.Properties;
        var labels = ProjectLabels.Read(settings).ToLookup(label => label.Key, label => label.Value);
        return new Provenance
        {
            Builder = BuilderId.Find(Environment.GetEnvironmentVariable),
            Source = labels["org.opencontainers.image.source"].LastOrDefault(HasNoCredentials),
            Revision = properties["SourceRevisionId"]?.Trim(),
            Parameters =
            [
                new("project", RelativeProject()),
                new("configuration", properties["Configuration"]),
                new("targetFramework", properties["TargetFramework"]),
                new("platform", $"{build.Platform}"),
                new("target", options.Target),
                new("network", options.Network),
                new("sourceDateEpoch", properties[ExportSettings.SourceDateEpoch]),
            ],
            Arguments = [.. options.Arguments.Keys.OrderBy(name => name, StringComparer.Ordinal)],
            Dockerfile = build.Definition.Dockerfile.Text,
            SdkVersion = project.SdkVersion,
            BaseImages = [.. ReadBaseImages(build)],
        }.Create();
    }

    private static bool HasNoCredentials(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0;

    // The full path would differ between machines.
    private string RelativeProject()
    {
        var root = project.SourceRoot.TrimEnd('/', '\\') + Path.DirectorySeparatorChar;
        return project.File.StartsWith(root, StringComparison.Ordinal)
            ? project.File.Substring(root.Length).Replace('\\', '/')
            : Path.GetFileName(project.File);
    }

    // The key is the name, which can be followed by a platform. On containerd's image store, the id of an image is the
    // digest of its manifest or index.
    private static IEnumerable<(ImageReference Image, Digest Digest)> ReadBaseImages(PlatformBuild build)
    {
        var record = build.RecordPath is { } path ? BuildRecord.Load(path) : null;
        foreach (var image in (record?.BaseImages ?? new Dictionary<string, BaseImageRecord>()).OrderBy(Key, Ordinal))
        {
            if (
                ImageReference.TryParse(image.Key.Split(' ')[0], out var name)
                && Digest.TryParse(image.Value.Digest ?? image.Value.Id, out var digest)
            )
                yield return (name, digest);
        }
    }

    private static string Key(KeyValuePair<string, BaseImageRecord> image) => image.Key;

    private static StringComparer Ordinal => StringComparer.Ordinal;
}
