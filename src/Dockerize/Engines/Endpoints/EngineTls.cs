using Dockerize.Registries;

namespace Dockerize.Engines.Endpoints;

/// <summary>The TLS settings of a connection to an engine.</summary>
internal sealed record EngineTls
{
    /// <summary>The PEM file with the trusted authorities; null for the authorities that this machine trusts.</summary>
    public string? AuthoritiesFile { get; init; }

    /// <summary>The PEM file with the client certificate; null if there is none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The PEM file with the key of <see cref="CertificateFile"/>; null if there is none.</summary>
    public string? KeyFile { get; init; }

    /// <summary>True if the certificate of the engine is not verified.</summary>
    public bool SkipsVerification { get; init; }

    /// <summary>
    /// The settings in <c>DOCKER_TLS_VERIFY</c>, <c>DOCKER_TLS</c> (without verification) and <c>DOCKER_CERT_PATH</c>;
    /// null if TLS is not enabled. As in the docker CLI, any non-empty value enables TLS, even <c>0</c>, and
    /// verification requires ca.pem.
    /// </summary>
    public static EngineTls? FromEnvironment(Func<string, string?> environment)
    {
        var verifies = environment("DOCKER_TLS_VERIFY") is { Length: > 0 };
        if (!verifies && environment("DOCKER_TLS") is not { Length: > 0 })
            return null;

        var path = environment("DOCKER_CERT_PATH");
        var folder = string.IsNullOrEmpty(path) ? DockerConfig.Folder(environment) : path!;
        return FromFolder(folder) with
        {
            AuthoritiesFile = verifies ? Path.Combine(folder, "ca.pem") : null,
            SkipsVerification = !verifies,
        };
    }

    /// <summary>The settings of a docker context; null if it does not use TLS.</summary>
    /// <param name="folder">The folder of the PEM files, which may not exist.</param>
    /// <param name="skipsVerification">The value of <c>SkipTLSVerify</c>.</param>
    public static EngineTls? FromContext(string folder, bool skipsVerification) =>
        skipsVerification || Directory.Exists(folder)
            ? FromFolder(folder) with
            {
                SkipsVerification = skipsVerification,
            }
            : null;

    // The docker CLI ignores a certificate without a key, and a key without a certificate.
    private static EngineTls FromFolder(string folder)
    {
        var authorities = Path.Combine(folder, "ca.pem");
        var certificate = Path.Combine(folder, "cert.pem");
        var key = Path.Combine(folder, "key.pem");
        var hasPair = File.Exists(certificate) && File.Exists(key);
        return new EngineTls
        {
            AuthoritiesFile = File.Exists(authorities) ? authorities : null,
            CertificateFile = hasPair ? certificate : null,
            KeyFile = hasPair ? key : null,
        };
    }
}
