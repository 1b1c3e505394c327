using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>
/// Explains the image that a publish of the project would create. Nothing is published, and the engine is not changed.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class ExplainDockerImage : DockerTask
{
    private protected override Task RunAsync(CancellationToken cancellationToken) =>
        Image.ExplainAsync(cancellationToken);
}
