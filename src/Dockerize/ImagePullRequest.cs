using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Registries;

namespace Dockerize;

/// <summary>A pull of an image.</summary>
public sealed record ImagePullRequest
{
    /// <summary>Initializes a request.</summary>
    /// <param name="image">The image; with neither tag nor digest, its <c>latest</c>.</param>
    /// <exception cref="ArgumentNullException">The image is null.</exception>
    public ImagePullRequest(ImageReference image) => Image = image ?? throw new ArgumentNullException(nameof(image));

    /// <summary>The image.</summary>
    public ImageReference Image { get; }

    /// <summary>The platform to select; null for the engine's own.</summary>
    public Platform? Platform { get; set; }

    /// <summary>When to pull the image. Applies to <see cref="DockerEngine.EnsureImageAsync"/>.</summary>
    public PullPolicy Policy { get; set; }

    /// <summary>The credentials for the registry; null to look them up in <see cref="CredentialSources"/>.</summary>
    public RegistryCredentials? Credentials { get; set; }

    /// <summary>The sources of credentials; null for those of the environment.</summary>
    public CredentialSources? CredentialSources { get; set; }

    /// <summary>The image, as the engine-level operations use it.</summary>
    internal ImageSource Source => new(Image, Platform?.ToString(), Policy);

    /// <summary>The credentials, looked up unless they are given.</summary>
    /// <exception cref="DockerizeException">Credentials cannot be read.</exception>
    internal async Task<CredentialLookup> FindCredentialsAsync(CancellationToken cancellationToken)
    {
        if (Credentials is not null)
            return new CredentialLookup(Image.Registry, Credentials, [Credentials.Source]);

        var sources = CredentialSources ?? Registries.CredentialSources.ForBase(Image);
        return await sources.FindAsync(Image, cancellationToken).ConfigureAwait(false);
    }
}
