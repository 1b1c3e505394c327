using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>Explains why no image is built for a published project. A push of such a project is an error.</summary>
[MSBuildMultiThreadableTask]
public sealed class ExplainMissingImage : DockerTask
{
    private protected override Task RunAsync(CancellationToken cancellationToken)
    {
        MissingImage.Explain(Settings, Reporter);
        return Task.CompletedTask;
    }
}
