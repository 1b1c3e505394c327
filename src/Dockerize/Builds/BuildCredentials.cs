using Dockerize.Images;
using Dockerize.Registries;

namespace Dockerize.Builds;

/// <summary>
/// The credentials that BuildKit can request during a build. They are found on request, because a credential helper can
/// be slow and BuildKit does not query the registry of every image.
/// </summary>
internal sealed class BuildCredentials : IDisposable
{
    private readonly CredentialSources sources;
    private readonly Dictionary<string, ImageReference> images;

    // CredentialSources is not thread-safe.
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <param name="sources">The sources of the credentials.</param>
    /// <param name="images">The images of the build. Other registries get no credentials.</param>
    public BuildCredentials(CredentialSources sources, IEnumerable<ImageReference> images)
    {
        this.sources = sources;
        this.images = images
            .GroupBy(image => RegistryKey.Host(image.Registry), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    /// <summary>Finds the credentials for a registry.</summary>
    /// <param name="registry">The registry, <c>host[:port]</c>.</param>
    /// <param name="cancellationToken">A token that cancels the search.</param>
    /// <returns>The credentials; null for anonymous access.</returns>
    /// <exception cref="DockerizeException">The credentials cannot be read.</exception>
    public async Task<RegistryCredentials?> FindAsync(string registry, CancellationToken cancellationToken)
    {
        if (!images.TryGetValue(registry, out var image))
            return null;

        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return (await sources.FindAsync(image, cancellationToken).ConfigureAwait(false)).Credentials;
        }
        finally
        {
            turn.Release();
        }
    }
}
