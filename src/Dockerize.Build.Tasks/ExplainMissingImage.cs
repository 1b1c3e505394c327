using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>
/// Explains why no image is built for a published project. A push is an error if the project itself references the
/// package.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class ExplainMissingImage : DockerTask
{
    private protected override Task RunAsync(CancellationToken cancellationToken)
    {
        MissingImage.Explain(Settings, Reporter);
        return Task.CompletedTask;
    }
}
