using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>
/// Finds out if the command line of this process requests PublishContainer, and which project it requests. Only the
/// command line of the main MSBuild node contains this information.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class FindRequestedTargets : DockerTask
{
    /// <summary>The full path of the folder in which the command was started.</summary>
    public string StartupFolder { get; set; } = "";

    /// <summary>True if the SDK's PublishContainer target is requested.</summary>
    [Output]
    public bool IsContainerRequested { get; private set; }

    /// <summary>The full path of the requested project or solution; empty if it is not known.</summary>
    [Output]
    public string EntryProjectPath { get; private set; } = "";

    private protected override Task RunAsync(CancellationToken cancellationToken)
    {
        var arguments = Environment.GetCommandLineArgs();
        IsContainerRequested = RequestedTargets.Include(arguments, "PublishContainer");
        EntryProjectPath = EntryProject.Find(arguments, StartupFolder) ?? "";
        return Task.CompletedTask;
    }
}
