using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Bases;
using Dockerize.Build.Settings;
using Dockerize.Engines;
using Dockerize.Images;

namespace Dockerize.Build;

/// <summary>Replaces the tag of a base image with the digest in the base lock, and adds and updates entries.</summary>
/// <param name="settings">The settings of the project.</param>
/// <param name="project">The project.</param>
/// <param name="reporter">The receiver of progress.</param>
internal sealed class BaseLocker(ProjectSettings settings, ProjectInfo project, Reporter reporter)
{
    private bool IsContinuousIntegration => settings.Properties.IsTrue("ContinuousIntegrationBuild");

    /// <summary>
    /// Returns the base image with its locked digest. Without an entry, the digest is looked up and added, except in
    /// CI.
    /// </summary>
    /// <param name="image">The base image. An image with a digest is returned unchanged.</param>
    /// <param name="request">The request to pull the base image.</param>
    /// <param name="connect">A function that connects to the engine. It returns null if no image is built.</param>
    /// <param name="cancellationToken">A token that cancels the lookup.</param>
    /// <exception cref="DiagnosticException">
    /// DKZ1057: the entry is missing. DKZ1058: the lock is invalid. DKZ1059: the base image has no digest.
    /// </exception>
    public async Task<BaseImage> LockAsync(
        BaseImage image,
        ImagePullRequest request,
        Func<CancellationToken, Task<DockerEngine?>> connect,
        CancellationToken cancellationToken
    )
    {
        var name = request.Image;
        if (!settings.Get(BaseImageSettings.Lock) || name.Digest is not null)
            return image;

        var locks = BaseLock.Load(project.Directory);
        if (locks.Find(name) is { } known)
            return Pin(image, name, known.Digest);
        if (IsContinuousIntegration)
            throw new DiagnosticException(BaseLockDiagnostics.Missing(name));

        var engine =
            await connect(cancellationToken).ConfigureAwait(false)
            ?? throw new DiagnosticException(BaseLockDiagnostics.NoEngine(name));
        var digest = await FindAsync(engine, request, cancellationToken).ConfigureAwait(false);
        locks.Save(name, digest, DateTime.UtcNow);
        reporter.Inform(LogTexts.BaseLocked(name, digest));
        return Pin(image, name, digest);
    }

    /// <summary>Looks up the digest of a base image in its registry, and writes it to the lock.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="request">The request to pull the base image.</param>
    /// <param name="cancellationToken">A token that cancels the lookup.</param>
    /// <exception cref="DiagnosticException">
    /// DKZ1058: the lock is invalid. DKZ1059: the base image has no digest.
    /// </exception>
    public async Task UpdateAsync(DockerEngine engine, ImagePullRequest request, CancellationToken cancellationToken)
    {
        var name = request.Image;
        var locks = BaseLock.Load(project.Directory);
        var digest = await FindAsync(engine, request, cancellationToken).ConfigureAwait(false);
        var last = locks.Find(name);
        if (last?.Digest != digest)
            locks.Save(name, digest, DateTime.UtcNow);
        reporter.Inform(
            last is null ? LogTexts.BaseLocked(name, digest)
            : last.Digest == digest ? LogTexts.BaseUnchanged(name, digest, last.Date)
            : LogTexts.BaseMoved(name, last.Digest, last.Date, digest)
        );
    }

    // The tag shows people and update bots what the digest is of.
    private static BaseImage Pin(BaseImage image, ImageReference name, Digest digest) =>
        image with
        {
            Name = $"{name.Familiar}@{digest}",
        };

    private async Task<Digest> FindAsync(
        DockerEngine engine,
        ImagePullRequest request,
        CancellationToken cancellationToken
    ) =>
        await engine.PullDigestAsync(request, reporter.Progress, cancellationToken).ConfigureAwait(false)
        ?? throw new DiagnosticException(BaseLockDiagnostics.NoDigest(request.Image));
}
