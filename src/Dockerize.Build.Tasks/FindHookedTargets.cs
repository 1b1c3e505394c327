using Dockerize.Build.Advice;
using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>
/// Finds the targets that a project has hooked (<c>BeforeTargets</c>) before targets that do not run, such as the SDK's
/// container targets.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class FindHookedTargets : DockerTask
{
    /// <summary>The targets that do not run.</summary>
    [Required]
    public string[] Targets { get; set; } = [];

    /// <summary>The targets that are hooked before <see cref="Targets"/>, in order.</summary>
    [Output]
    public ITaskItem[] HookedTargets { get; private set; } = [];

    private protected override Task RunAsync(CancellationToken cancellationToken)
    {
        if (RunningProject.Find(BuildEngine) is { } project)
            HookedTargets = [.. Targets.SelectMany(project.TargetsBefore).Select(target => TaskItems.Create(target))];
        else
            LogWarning(ProjectDiagnostics.UnknownHooks(Targets));
        return Task.CompletedTask;
    }
}
