using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Registries;

namespace Dockerize;

/// <summary>A request to pull an image.</summary>
public sealed record ImagePullRequest
{
    /// <summary>Initializes a request.</summary>
    /// <param name="image">The image. If it has neither a tag nor a digest, the tag is <c>latest</c>.</param>
    /// <exception cref="ArgumentNullException">The image is null.</exception>
    public ImagePullRequest(ImageReference image) => Image = image ?? throw new ArgumentNullException(nameof(image));

    /// <summary>The image to pull.</summary>
    public ImageReference Image { get; }

    /// <summary>The platform to pull; null for the platform of the engine.</summary>
    public Platform? Platform { get; set; }

    /// <summary>The pull policy of <see cref="DockerEngine.EnsureImageAsync"/>.</summary>
    public PullPolicy Policy { get; set; }

    /// <summary>The credentials for the registry; null to look them up in <see cref="CredentialSources"/>.</summary>
    public RegistryCredentials? Credentials { get; set; }

    /// <summary>The sources of credentials; null for the default sources in the environment of this process.</summary>
    public CredentialSources? CredentialSources { get; set; }

    /// <summary>Creates a request for another image of the same registry.</summary>
    internal ImagePullRequest For(ImageReference image) =>
        new(image)
        {
            Platform = Platform,
            Policy = Policy,
            Credentials = Credentials,
            CredentialSources = CredentialSources,
        };

    /// <summary>The image, the platform and the pull policy for <see cref="EngineImages"/>.</summary>
    internal ImageSource Source => new(Image, Platform?.ToString(), Policy);

    /// <summary>Returns <see cref="Credentials"/>, or looks them up if they are null.</summary>
    /// <exception cref="DockerizeException">Credentials cannot be read.</exception>
    internal async Task<CredentialLookup> FindCredentialsAsync(CancellationToken cancellationToken)
    {
        if (Credentials is not null)
            return new CredentialLookup(Image.Registry, Credentials, [Credentials.Source]);

        var sources = CredentialSources ?? Registries.CredentialSources.ForBase(Image);
        return await sources.FindAsync(Image, cancellationToken).ConfigureAwait(false);
    }
}
