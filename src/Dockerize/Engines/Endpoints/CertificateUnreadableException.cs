namespace Dockerize.Engines.Endpoints;

/// <summary>A certificate or key for the TLS connection to an engine cannot be read.</summary>
/// <param name="path">The full path of the PEM file.</param>
/// <param name="reason">The reason, as a clause.</param>
/// <param name="innerException">The cause.</param>
public sealed class CertificateUnreadableException(string path, string reason, Exception? innerException = null)
    : DockerizeException($"Cannot use '{path}' for the TLS connection to the engine: {Clause(reason)}.", innerException)
{
    /// <summary>The full path of the PEM file.</summary>
    public string Path => path;

    /// <summary>The reason, as a clause.</summary>
    public string Reason => reason;
}
