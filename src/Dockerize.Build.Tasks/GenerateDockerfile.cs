using Dockerize.Build.Apps;
using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>
/// Resolves the names of the image, writes the Dockerfile of a published app, and lists the files of the build context.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class GenerateDockerfile : DockerTask
{
    /// <summary>The files that the publish produced: <c>@(ResolvedFileToPublish)</c>.</summary>
    public ITaskItem[] PublishedFiles { get; set; } = [];

    /// <summary>The static web assets that the publish produced.</summary>
    public ITaskItem[] StaticWebAssets { get; set; } = [];

    /// <summary>The packages of the runtime of a self-contained app: <c>@(ResolvedRuntimePack)</c>.</summary>
    public ITaskItem[] RuntimePacks { get; set; } = [];

    /// <summary>The unique id of the build, which is the same for all its projects.</summary>
    [Required]
    public string BuildId { get; set; } = "";

    /// <summary>True if image creation was left to the SDK's PublishContainer target.</summary>
    [Output]
    public bool IsLeftToSdk { get; private set; }

    /// <summary>True if an image is built.</summary>
    [Output]
    public bool IsBuilt { get; private set; }

    /// <summary>The references of the image, one for each tag.</summary>
    [Output]
    public ITaskItem[] References { get; private set; } = [];

    /// <summary>
    /// The files of the build contexts, with the metadata ContextPath, Layer, Mode, LinkTarget and Platform.
    /// </summary>
    [Output]
    public ITaskItem[] ContextFiles { get; private set; } = [];

    /// <summary>
    /// The full path of the Dockerfile to build, which is generated or the user's own. For a multi-platform image, it
    /// is the Dockerfile of the first platform.
    /// </summary>
    [Output]
    public string DockerfilePath { get; private set; } = "";

    /// <summary>
    /// The Dockerfile of each platform. The metadata Platform is the requested platform, such as <c>linux/arm64</c>, or
    /// empty for the platform of the engine. Sbom is the full path of the SBOM, or empty if there is none.
    /// </summary>
    [Output]
    public ITaskItem[] Dockerfiles { get; private set; } = [];

    /// <summary>
    /// The items of the project that lines of the Dockerfiles come from, with the metadata Line and Platform.
    /// </summary>
    [Output]
    public ITaskItem[] DockerfileItems { get; private set; } = [];

    private protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var published = TaskItems.ToPublishedItems(PublishedFiles, StaticWebAssets, Settings) with
        {
            RuntimePacks =
            [
                .. RuntimePacks.Select(pack => new PackageIdentity(
                    pack.GetMetadata("NuGetPackageId"),
                    pack.GetMetadata("NuGetPackageVersion")
                )),
            ],
        };
        var claims = new ClaimFiles(BuildEngine4, BuildId, Settings.Properties);
        var plan = await Image.PlanAsync(published, claims.Claim, cancellationToken).ConfigureAwait(false);

        IsLeftToSdk = plan.IsLeftToSdk;
        IsBuilt = plan.IsBuilt;
        References = [.. plan.References.Select(reference => TaskItems.Create(reference.Familiar))];
        DockerfilePath = plan.Platforms.Count > 0 ? plan.Platforms[0].Dockerfile : "";
        Dockerfiles = [.. plan.Platforms.Select(TaskItems.FromPlatform)];
        ContextFiles = [.. plan.Platforms.SelectMany(TaskItems.FromContextFiles)];
        DockerfileItems = [.. plan.Platforms.SelectMany(TaskItems.FromItemLines)];
    }
}
