using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>
/// Finds the targets that the command line of this process requests. Only the main node of MSBuild has them.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class FindRequestedTargets : DockerTask
{
    /// <summary>True if the SDK's PublishContainer is requested.</summary>
    [Output]
    public bool IsContainerRequested { get; private set; }

    private protected override Task RunAsync(CancellationToken cancellationToken)
    {
        IsContainerRequested = RequestedTargets.Include(Environment.GetCommandLineArgs(), "PublishContainer");
        return Task.CompletedTask;
    }
}
