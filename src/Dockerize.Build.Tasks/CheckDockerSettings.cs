using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>
/// Checks switches, names, the publish folder and the engine before the project is compiled, if the build is part of a
/// publish of the project. Nothing is checked if targets of the project run before the settings are resolved: they may
/// still change them.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class CheckDockerSettings : DockerTask
{
    // The targets before which a project can set properties.
    private static readonly string[] Steps =
    [
        "PublishDockerImage",
        "ResolveDockerProperties",
        "GenerateDockerfile",
        "BuildDockerImage",
    ];

    /// <summary>The targets that run before the image is built: the lists <c>$(…DependsOn)</c>.</summary>
    public string[] DependsOn { get; set; } = [];

    /// <summary>An id that the projects of this build share, and no other build has.</summary>
    [Required]
    public string BuildId { get; set; } = "";

    private protected override Task RunAsync(CancellationToken cancellationToken)
    {
        if (RunningProject.Find(BuildEngine) is not { } project || !IsPublish(project) || IsExtended(project))
            return Task.CompletedTask;

        return Image.CheckAsync(new ClaimFiles(BuildEngine4, BuildId, Settings.Properties).Claim, cancellationToken);
    }

    // Visual Studio publishes as a part of the build of the requested target.
    private bool IsPublish(RunningProject project) =>
        Settings.Properties.IsTrue("DeployOnBuild")
        || project.RequestedTargets.Contains("Publish", StringComparer.OrdinalIgnoreCase);

    private bool IsExtended(RunningProject project) =>
        Steps.SelectMany(project.TargetsBefore).Concat(DependsOn).Any(target => !IsOwn(target));

    private static bool IsOwn(string target) =>
        target.StartsWith("_ResolveDocker", StringComparison.OrdinalIgnoreCase)
        || target.Equals("PushDockerImage", StringComparison.OrdinalIgnoreCase)
        || Steps.Contains(target, StringComparer.OrdinalIgnoreCase);
}
