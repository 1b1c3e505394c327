using Dockerize.Build.Advice;
using Dockerize.Build.Settings;
using Dockerize.Engines;

namespace Dockerize.Build;

/// <summary>Checks before the compilation that the engine is available and can store the image.</summary>
/// <param name="settings">The settings of the project.</param>
/// <param name="connect">A function that connects to the engine.</param>
internal sealed class EngineCheck(ProjectSettings settings, Func<CancellationToken, Task<DockerEngine>> connect)
{
    /// <summary>Checks the engine.</summary>
    /// <param name="cancellationToken">A token that cancels the check.</param>
    /// <exception cref="EngineUnavailableException">No engine is available.</exception>
    /// <exception cref="ImageIndexUnsupportedException">The engine cannot store a multi-platform image.</exception>
    /// <exception cref="DiagnosticException">
    /// DKZ2032: the engine cannot save a multi-platform image to a file.
    /// </exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var engine = await connect(cancellationToken).ConfigureAwait(false);
        if (TargetPlatforms.Find(settings).Count == 0)
            return;

        await engine.RequireIndexSupportAsync(cancellationToken).ConfigureAwait(false);
        if (engine.Info.IsPodman && settings.Get(PublishSettings.Archive) is not null)
            throw new DiagnosticException(EngineDiagnostics.NoIndexArchive("the multi-platform image"));
    }
}
