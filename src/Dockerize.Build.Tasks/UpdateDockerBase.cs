using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>Writes the present digest of the base image to <c>docker.lock.json</c>.</summary>
[MSBuildMultiThreadableTask]
public sealed class UpdateDockerBase : DockerTask
{
    private protected override Task RunAsync(CancellationToken cancellationToken) =>
        Image.UpdateBaseAsync(cancellationToken);
}
