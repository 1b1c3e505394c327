using System.Globalization;
using Dockerize.Images;
using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>Builds and tags an image from a Dockerfile and its build context, unless the image is up to date.</summary>
[MSBuildMultiThreadableTask]
public sealed class BuildDockerImage : DockerTask
{
    /// <summary>
    /// The full path of the Dockerfile of each platform, with the metadata Platform. For several items, the image is a
    /// multi-platform image.
    /// </summary>
    [Required]
    public ITaskItem[] Dockerfiles { get; set; } = [];

    /// <summary>
    /// The files of the build contexts, with the metadata ContextPath, Layer, Mode, LinkTarget and Platform.
    /// </summary>
    public ITaskItem[] ContextFiles { get; set; } = [];

    /// <summary>
    /// The items of the project that lines of the Dockerfiles come from, with the metadata Line and Platform.
    /// </summary>
    public ITaskItem[] DockerfileItems { get; set; } = [];

    /// <summary>The references of the image, one for each tag.</summary>
    [Required]
    public ITaskItem[] References { get; set; } = [];

    /// <summary>
    /// The references of the image, one for each tag, with the metadata ImageId, Size (in bytes), Platform and Pushed.
    /// The items of a multi-platform image also have PlatformImageIds. If the registry already has the image, and the
    /// engine does not, Pushed is true, Digest is set, and Size is 0.
    /// </summary>
    [Output]
    public ITaskItem[] Images { get; private set; } = [];

    /// <summary>The id of the image.</summary>
    [Output]
    public string ImageId { get; private set; } = "";

    /// <summary>
    /// The configuration of the image, or of its first platform: JSON in the format of the OCI image specification.
    /// </summary>
    [Output]
    public string Configuration { get; private set; } = "";

    /// <summary>
    /// The digest of the manifest of an image for one platform; empty if the engine creates the manifest in the push.
    /// </summary>
    [Output]
    public string ManifestDigest { get; private set; } = "";

    /// <summary>
    /// The media type of the manifest of an image for one platform; empty if the engine creates the manifest in the
    /// push.
    /// </summary>
    [Output]
    public string ManifestMediaType { get; private set; } = "";

    /// <summary>
    /// An item named GeneratedContainer for the image of each platform, with the metadata of the SDK's item: Manifest
    /// (empty), Configuration (JSON), ManifestDigest and ManifestMediaType (empty if the engine creates the manifest in
    /// the push). Platform is added.
    /// </summary>
    [Output]
    public ITaskItem[] Containers { get; private set; } = [];

    /// <summary>
    /// The index of a multi-platform image or an image with attestations: JSON in the format of the OCI image
    /// specification; otherwise empty.
    /// </summary>
    [Output]
    public string ImageIndex { get; private set; } = "";

    private protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var plan = new AppImagePlan
        {
            References = [.. References.Select(reference => ImageReference.Parse(reference.ItemSpec))],
            Platforms = TaskItems.ToPlatforms(Dockerfiles, ContextFiles, DockerfileItems),
        };
        var image = await Image.BuildAsync(plan, cancellationToken).ConfigureAwait(false);

        ImageId = image.Id;
        ImageIndex = image.Index;
        Containers = [.. image.Images.Select(CreateContainer)];
        Configuration = image.Images[0].Configuration;
        if (image.Images is [var only] && image.Index.Length == 0)
        {
            ManifestDigest = only.ManifestDigest ?? "";
            ManifestMediaType = only.ManifestMediaType ?? "";
        }

        Images =
        [
            .. plan.References.Select(reference =>
                TaskItems.Create(
                    reference.Familiar,
                    ("ImageId", image.Id),
                    ("Size", image.Size.ToString(CultureInfo.InvariantCulture)),
                    ("Platform", image.Platforms),
                    ("PlatformImageIds", image.PlatformImageIds),
                    ("Digest", $"{image.PublishedDigest}"),
                    ("Pushed", image.PublishedDigest is null ? "false" : "true")
                )
            ),
        ];
    }

    private static ITaskItem CreateContainer(ImageInspection image) =>
        TaskItems.Create(
            "GeneratedContainer",
            ("Manifest", ""),
            ("Configuration", image.Configuration),
            ("ManifestDigest", image.ManifestDigest ?? ""),
            ("ManifestMediaType", image.ManifestMediaType ?? ""),
            ("Platform", $"{image.Platform}")
        );
}
