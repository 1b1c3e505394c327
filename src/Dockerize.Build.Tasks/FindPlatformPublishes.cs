using Dockerize.Build.Apps;
using Dockerize.Build.Settings;
using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>
/// Finds the platforms of a multi-platform image that the project must be published for separately, because its publish
/// contains files for one runtime identifier only.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class FindPlatformPublishes : DockerTask
{
    /// <summary>
    /// The platforms, such as <c>linux/arm64</c>, with the metadata RuntimeIdentifier, OutputDirectory (the full path
    /// of the folder for generated files) and IsQuiet (true if another platform logs the same advice).
    /// </summary>
    [Output]
    public ITaskItem[] Publishes { get; private set; } = [];

    private protected override Task RunAsync(CancellationToken cancellationToken)
    {
        var settings = Settings;
        TargetPlatforms.Require(settings);
        var project = new ProjectInfo(settings.Properties);
        var platforms = TargetPlatforms.Find(settings);
        var published = platforms.Where(platform => TargetPlatforms.NeedsPublish(platform, settings)).ToList();
        Publishes =
        [
            .. published.Select(platform =>
                TaskItems.Create(
                    $"{platform.Platform}",
                    ("RuntimeIdentifier", TargetPlatforms.RuntimeIdentifier(platform, settings)),
                    ("OutputDirectory", project.For(platform).OutputDirectory),
                    ("IsQuiet", published.Count < platforms.Count || platform != published[0] ? "true" : "false")
                )
            ),
        ];
        return Task.CompletedTask;
    }
}
