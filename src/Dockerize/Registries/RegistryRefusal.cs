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

    /// <summary>The DNS server of the engine does not know the registry's host.</summary>
    HostNotFound,

    /// <summary>Nothing listens at the registry's address.</summary>
    ConnectionRefused,

    /// <summary>The registry requires a login, or one with more rights.</summary>
    LoginRequired,

    /// <summary>The registry has no repository of that name and creates none.</summary>
    RepositoryNotFound,

    /// <summary>The DNS server of the engine does not answer, or fails.</summary>
    DnsFailed,

    /// <summary>The engine does not reach the registry's host within its time limit.</summary>
    HostUnreachable,

    /// <summary>The registry does not have the tag, or another server does not have the file.</summary>
    NotFound,

    /// <summary>
    /// The repository does not exist, or it is private: the registry does not tell the two apart.
    /// </summary>
    PrivateOrNotFound,

    /// <summary>The registry has the image, and not for the requested platform.</summary>
    PlatformNotFound,

    /// <summary>The registry accepts no more requests for some time.</summary>
    RateLimited,

    /// <summary>The disk of the engine is full.</summary>
    DiskFull,
}
