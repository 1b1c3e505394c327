using System.Globalization;
using Dockerize.Dockerfiles;
using Dockerize.Images;
using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>
/// Builds an image from a Dockerfile and its build context, and tags it; or confirms that it is up to date.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class BuildDockerImage : DockerTask
{
    /// <summary>The full path of the Dockerfile.</summary>
    [Required]
    public string DockerfilePath { get; set; } = "";

    /// <summary>The files of the build context, with ContextPath, Layer and Mode.</summary>
    public ITaskItem[] ContextFiles { get; set; } = [];

    /// <summary>The references of the image, one for each tag.</summary>
    [Required]
    public ITaskItem[] References { get; set; } = [];

    /// <summary>The requested platform, such as <c>linux/arm64</c>; empty for the engine's.</summary>
    public string? TargetPlatform { get; set; }

    /// <summary>One item for each tag: the reference, with ImageId, Size (bytes), Platform and Pushed.</summary>
    [Output]
    public ITaskItem[] Images { get; private set; } = [];

    /// <summary>The image id.</summary>
    [Output]
    public string ImageId { get; private set; } = "";

    private protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var plan = new AppImagePlan
        {
            Dockerfile = DockerfilePath,
            Files = [.. ContextFiles.Select(TaskItems.ToContextFile)],
            References = [.. References.Select(reference => ImageReference.Parse(reference.ItemSpec))],
            Platform = Platform.TryParse(TargetPlatform, out var platform) ? platform : null,
        };
        var image = await Image.BuildAsync(plan, cancellationToken).ConfigureAwait(false);

        ImageId = image.Id;
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
