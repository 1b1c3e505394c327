using Dockerize.Build.Apps;
using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>
/// Writes the Dockerfile of a published app to the project folder, and sets <c>DockerBuildFile</c> in the project file.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class EjectDockerfile : DockerTask
{
    /// <summary>The files that the publish produced: <c>@(ResolvedFileToPublish)</c>.</summary>
    public ITaskItem[] PublishedFiles { get; set; } = [];

    /// <summary>The static web assets that the publish produced.</summary>
    public ITaskItem[] StaticWebAssets { get; set; } = [];

    /// <summary>The full path of the Dockerfile.</summary>
    [Output]
    public string DockerfilePath { get; private set; } = "";

    private protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var published = TaskItems.ToPublishedItems(PublishedFiles, StaticWebAssets, Settings);
        DockerfilePath = await Image.EjectAsync(published, cancellationToken).ConfigureAwait(false);
    }
}
