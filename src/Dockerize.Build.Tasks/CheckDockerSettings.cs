using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>
/// Checks the Boolean properties, the image names and the publish folder before the compilation in a publish, and
/// starts a check of the engine. The checks are skipped if the project adds its own targets to the image creation,
/// because these targets can still change the settings.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class CheckDockerSettings : DockerTask
{
    // The targets that a project can hook into to set properties.
    private static readonly string[] Steps =
    [
        "PublishDockerImage",
        "ResolveDockerProperties",
        "GenerateDockerfile",
        "BuildDockerImage",
    ];

    /// <summary>The targets in the <c>$(…DependsOn)</c> properties, which run before the image is built.</summary>
    public string[] DependsOn { get; set; } = [];

    /// <summary>The unique id of the build, which is the same for all its projects.</summary>
    [Required]
    public string BuildId { get; set; } = "";

    /// <summary>
    /// The key of the check of the engine, for <see cref="CheckDockerEngine"/>; empty if no check was started.
    /// </summary>
    [Output]
    public string CheckId { get; private set; } = "";

    private protected override Task RunAsync(CancellationToken cancellationToken)
    {
        if (RunningProject.Find(BuildEngine) is not { } project || !IsPublish(project) || IsExtended(project))
            return Task.CompletedTask;

        var engine = Image.Check(new ClaimFiles(BuildEngine4, BuildId, Settings.Properties).Claim);
        if (engine is null)
            return Task.CompletedTask;

        // A project can be published several times in a build, with different properties.
        CheckId = $"Dockerize.Build engine check: {Guid.NewGuid()}";
        BackgroundCheck.Start(BuildEngine4, CheckId, engine.RunAsync);
        return Task.CompletedTask;
    }

    // With DeployOnBuild, a build of another target also publishes the project, for example in Visual Studio.
    private bool IsPublish(RunningProject project) =>
        Settings.Properties.IsTrue("DeployOnBuild")
        || project.RequestedTargets.Contains("Publish", StringComparer.OrdinalIgnoreCase);

    private bool IsExtended(RunningProject project) =>
        Steps.SelectMany(project.TargetsBefore).Concat(DependsOn).Any(target => !IsOwn(target));

    private static bool IsOwn(string target) =>
        target.StartsWith("_ResolveDocker", StringComparison.OrdinalIgnoreCase)
        || target.StartsWith("_Docker", StringComparison.OrdinalIgnoreCase)
        || target.Equals("SaveDockerImage", StringComparison.OrdinalIgnoreCase)
        || target.Equals("PushDockerImage", StringComparison.OrdinalIgnoreCase)
        || Steps.Contains(target, StringComparer.OrdinalIgnoreCase);
}
