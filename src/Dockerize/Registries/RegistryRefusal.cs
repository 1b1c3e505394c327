namespace Dockerize.Registries;

/// <summary>Why a registry refused a transfer, as far as the engine's message tells.</summary>
public enum RegistryRefusal
{
    /// <summary>The message does not tell.</summary>
    Unknown,

    /// <summary>The registry speaks plain HTTP, and the engine expects HTTPS.</summary>
    PlainHttp,

    /// <summary>The engine does not trust the authority of the registry's certificate.</summary>
    UntrustedCertificate,

    /// <summary>
    /// The certificate is expired, is for another name, or the registry requires one of the engine's own.
    /// </summary>
    InvalidCertificate,

    /// <summary>The engine cannot resolve or reach the registry's host.</summary>
    HostNotFound,

    /// <summary>Nothing listens at the registry's address.</summary>
    ConnectionRefused,

    /// <summary>The registry requires a login, or one with more rights.</summary>
    LoginRequired,

    /// <summary>The registry has no repository of that name and creates none.</summary>
    RepositoryNotFound,
}
