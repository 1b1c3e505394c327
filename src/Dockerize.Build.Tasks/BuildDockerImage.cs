using System.Globalization;
using Dockerize.Dockerfiles;
using Dockerize.Images;
using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>Builds and tags an image from a Dockerfile and its build context, unless the image is up to date.</summary>
[MSBuildMultiThreadableTask]
public sealed class BuildDockerImage : DockerTask
{
    /// <summary>The full path of the Dockerfile.</summary>
    [Required]
    public string DockerfilePath { get; set; } = "";

    /// <summary>The files of the build context, with the metadata ContextPath, Layer, Mode and LinkTarget.</summary>
    public ITaskItem[] ContextFiles { get; set; } = [];

    /// <summary>The items of the project that lines of the Dockerfile come from, with the metadata Line.</summary>
    public ITaskItem[] DockerfileItems { get; set; } = [];

    /// <summary>The references of the image, one for each tag.</summary>
    [Required]
    public ITaskItem[] References { get; set; } = [];

    /// <summary>The requested platform, such as <c>linux/arm64</c>; empty for the platform of the engine.</summary>
    public string? TargetPlatform { get; set; }

    /// <summary>
    /// The references of the image, one for each tag, with the metadata ImageId, Size (in bytes), Platform and Pushed.
    /// </summary>
    [Output]
    public ITaskItem[] Images { get; private set; } = [];

    /// <summary>The id of the image.</summary>
    [Output]
    public string ImageId { get; private set; } = "";

    /// <summary>The configuration of the image: JSON in the format of the OCI image specification.</summary>
    [Output]
    public string Configuration { get; private set; } = "";

    /// <summary>The digest of the image's manifest; empty if the engine creates the manifest in the push.</summary>
    [Output]
    public string ManifestDigest { get; private set; } = "";

    /// <summary>The media type of the image's manifest; empty if the engine creates the manifest in the push.</summary>
    [Output]
    public string ManifestMediaType { get; private set; } = "";

    private protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var plan = new AppImagePlan
        {
            Dockerfile = DockerfilePath,
            Files = [.. ContextFiles.Select(TaskItems.ToContextFile)],
            Items = [.. DockerfileItems.Select(TaskItems.ToItemLine)],
            References = [.. References.Select(reference => ImageReference.Parse(reference.ItemSpec))],
            Platform = Platform.TryParse(TargetPlatform, out var platform) ? platform : null,
        };
        var image = await Image.BuildAsync(plan, cancellationToken).ConfigureAwait(false);

        ImageId = image.Id;
        Configuration = image.Configuration;
        ManifestDigest = image.ManifestDigest ?? "";
        ManifestMediaType = image.ManifestMediaType ?? "";
        Images =
        [
            .. plan.References.Select(reference =>
                TaskItems.Create(
                    reference.Familiar,
                    ("ImageId", image.Id),
                    ("Size", image.Size.ToString(CultureInfo.InvariantCulture)),
                    ("Platform", $"{image.Os}/{image.Architecture}"),
                    ("Pushed", "false")
                )
            ),
        ];
    }
}
