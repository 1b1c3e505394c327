using Dockerize.Images;
using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>Saves an image to the file in <c>DockerArchive</c>, unless the file is up to date.</summary>
[MSBuildMultiThreadableTask]
public sealed class SaveDockerImage : DockerTask
{
    /// <summary>The images that <see cref="BuildDockerImage"/> built. Items without an ImageId are skipped.</summary>
    [Required]
    public ITaskItem[] Images { get; set; } = [];

    /// <summary>The full path of the file; empty if there is no image to save.</summary>
    [Output]
    public string ArchivePath { get; private set; } = "";

    private protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var built = Images.Where(item => item.GetMetadata("ImageId").Length > 0).ToList();
        if (built.Count == 0)
            return;

        var names = built.Select(item => ImageReference.Parse(item.ItemSpec)).ToList();
        ArchivePath = await Image
            .SaveAsync(names, built[0].GetMetadata("ImageId"), cancellationToken)
            .ConfigureAwait(false);
    }
}
