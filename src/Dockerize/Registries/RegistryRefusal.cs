namespace Dockerize.Registries;

/// <summary>The cause of a failed transfer from or to a registry, derived from the engine's message.</summary>
public enum RegistryRefusal
{
    /// <summary>The message does not contain a known cause.</summary>
    Unknown,

    /// <summary>The registry uses plain HTTP, but the engine expects HTTPS.</summary>
    PlainHttp,

    /// <summary>The engine does not trust the authority of the registry's certificate.</summary>
    UntrustedCertificate,

    /// <summary>
    /// The registry's certificate is expired or for another name, or the registry requires a client certificate.
    /// </summary>
    InvalidCertificate,

    /// <summary>The registry's host was not found in DNS.</summary>
    HostNotFound,

    /// <summary>The registry's host refused the connection. No server listens on the port.</summary>
    ConnectionRefused,

    /// <summary>The registry requires a login, or an account with more permissions.</summary>
    LoginRequired,

    /// <summary>The repository was not found, and the registry does not create repositories on push.</summary>
    RepositoryNotFound,

    /// <summary>The DNS server of the engine failed or did not respond.</summary>
    DnsFailed,

    /// <summary>The engine could not reach the registry's host within its time limit.</summary>
    HostUnreachable,

    /// <summary>The tag was not found in the registry, or a file was not found on another server.</summary>
    NotFound,

    /// <summary>
    /// The repository does not exist or is private. The registry reports both cases with the same message.
    /// </summary>
    PrivateOrNotFound,

    /// <summary>The registry has the image, but not for the requested platform.</summary>
    PlatformNotFound,

    /// <summary>The registry rejects requests temporarily because of a rate limit.</summary>
    RateLimited,

    /// <summary>The disk or quota of the engine or the registry is exhausted.</summary>
    DiskFull,
}
