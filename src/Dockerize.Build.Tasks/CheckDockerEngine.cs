using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>
/// Waits for the check of the engine that <see cref="CheckDockerSettings"/> has started, and logs its error.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class CheckDockerEngine : DockerTask
{
    /// <summary>The key of the check, from <see cref="CheckDockerSettings.CheckId"/>.</summary>
    [Required]
    public string CheckId { get; set; } = "";

    private protected override Task RunAsync(CancellationToken cancellationToken) =>
        BackgroundCheck.WaitAsync(BuildEngine4, CheckId, cancellationToken);
}
