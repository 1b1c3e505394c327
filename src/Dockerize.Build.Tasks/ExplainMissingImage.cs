using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>Explains why a published project gets no image. A push of such a project is an error.</summary>
[MSBuildMultiThreadableTask]
public sealed class ExplainMissingImage : DockerTask
{
    private protected override Task RunAsync(CancellationToken cancellationToken)
    {
        MissingImage.Explain(Settings, Reporter);
        return Task.CompletedTask;
    }
}
