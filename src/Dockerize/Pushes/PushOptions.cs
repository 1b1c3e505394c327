using Dockerize.Images;
using Dockerize.Registries;

namespace Dockerize.Pushes;

/// <summary>The options of a push.</summary>
/// <param name="Credentials">The credentials; null to look them up.</param>
/// <param name="Retries">The maximum number of retries after a transient failure.</param>
internal sealed record PushOptions(RegistryCredentials? Credentials, int Retries)
{
    /// <summary>Returns the credentials for a name, or looks them up if <see cref="Credentials"/> is null.</summary>
    /// <exception cref="DockerizeException">Credentials cannot be read.</exception>
    public async Task<CredentialLookup> FindCredentialsAsync(
        ImageReference name,
        CancellationToken cancellationToken
    ) =>
        Credentials is null
            ? await CredentialSources.For(name, isPushed: true).FindAsync(name, cancellationToken).ConfigureAwait(false)
            : new CredentialLookup(name.Registry, Credentials, [Credentials.Source]);
}
