using Dockerize.Registries;

namespace Dockerize.Engines.Endpoints;

/// <summary>What a TLS connection to an engine is made with: PEM files, and whether the engine must prove who it is.</summary>
internal sealed record EngineTls
{
    /// <summary>The authorities that may have signed the engine's certificate; null: those that this machine trusts.</summary>
    public string? AuthoritiesFile { get; init; }

    /// <summary>The certificate that the engine is shown; null: none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The key of <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Whether any certificate of the engine will do.</summary>
    public bool SkipsVerification { get; init; }

    /// <summary>
    /// What <c>DOCKER_TLS_VERIFY</c>, <c>DOCKER_TLS</c> (the same without verification) and <c>DOCKER_CERT_PATH</c> ask for; null: no TLS. As in
    /// the docker CLI any value but an empty one counts, <c>0</c> too, and ca.pem must be there if the engine is verified.
    /// </summary>
    public static EngineTls? FromEnvironment(Func<string, string?> environment)
    {
        var verifies = environment("DOCKER_TLS_VERIFY") is { Length: > 0 };
        if (!verifies && environment("DOCKER_TLS") is not { Length: > 0 })
            return null;
        var folder = environment("DOCKER_CERT_PATH") is { Length: > 0 } named ? named : DockerConfig.Folder(environment);
        return In(folder) with { AuthoritiesFile = verifies ? Path.Combine(folder, "ca.pem") : null, SkipsVerification = !verifies };
    }

    /// <summary>What a docker context keeps; null: no TLS.</summary>
    /// <param name="folder">The folder of its PEM files; need not be there.</param>
    /// <param name="skipsVerification">The context's <c>SkipTLSVerify</c>.</param>
    public static EngineTls? FromContext(string folder, bool skipsVerification) =>
        skipsVerification || Directory.Exists(folder) ? In(folder) with { SkipsVerification = skipsVerification } : null;

    // The docker CLI takes a certificate without its key, or a key alone, for none.
    private static EngineTls In(string folder)
    {
        var (authorities, certificate, key) = (Path.Combine(folder, "ca.pem"), Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"));
        var hasPair = File.Exists(certificate) && File.Exists(key);
        return new EngineTls
        {
            AuthoritiesFile = File.Exists(authorities) ? authorities : null,
            CertificateFile = hasPair ? certificate : null,
            KeyFile = hasPair ? key : null,
        };
    }
}
