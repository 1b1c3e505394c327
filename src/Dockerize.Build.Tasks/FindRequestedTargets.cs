using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>
/// Finds out if the command line of this process requests PublishContainer. Only the command line of the main MSBuild
/// node contains the requested targets.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class FindRequestedTargets : DockerTask
{
    /// <summary>True if the SDK's PublishContainer target is requested.</summary>
    [Output]
    public bool IsContainerRequested { get; private set; }

    private protected override Task RunAsync(CancellationToken cancellationToken)
    {
        IsContainerRequested = RequestedTargets.Include(Environment.GetCommandLineArgs(), "PublishContainer");
        return Task.CompletedTask;
    }
}
