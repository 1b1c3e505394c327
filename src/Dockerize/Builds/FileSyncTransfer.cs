using Dockerize.Contexts;
using Dockerize.Engines;

namespace Dockerize.Builds;

/// <summary>
/// Sends only the files that the engine requests, through the build session. The session reports their number.
/// </summary>
/// <param name="context">The build context.</param>
internal sealed class FileSyncTransfer(BuildContext context) : IContextTransfer
{
    /// <inheritdoc/>
    public string DockerfilePath => context.DockerfileName;

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, string? Value)> Query => [("remote", "client-session")];

    /// <inheritdoc/>
    public BodyWriter? Body => null;

    /// <inheritdoc/>
    public void Complete() { }
}
