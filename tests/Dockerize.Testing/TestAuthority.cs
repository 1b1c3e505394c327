using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dockerize.Testing;

/// <summary>A certificate authority for TLS tests.</summary>
internal sealed class TestAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1",
        ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly ECDsa authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 certificate;

    public TestAuthority(string name = "Test authority")
    {
        var request = new CertificateRequest("CN=" + name, authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: true,
                hasPathLengthConstraint: false,
                0,
                critical: true
            )
        );
        certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(2));
    }

    /// <summary>A shared RSA key, because creating a key takes a second.</summary>
    public static RSA RsaKey { get; } = RSA.Create(2048);

    /// <summary>The certificate of the authority, for <c>ca.pem</c>.</summary>
    public string Pem => certificate.ExportCertificatePem();

    /// <summary>
    /// Issues a certificate for a server. If <paramref name="isForServers"/> is false, the extended key usage of the
    /// certificate permits only clients.
    /// </summary>
    public X509Certificate2 IssueServer(string address = "127.0.0.1", int validDays = 1, bool isForServers = true)
    {
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(address, out var number))
            names.AddIpAddress(number);
        else
            names.AddDnsName(address);
        var request = new CertificateRequest("CN=engine", RsaKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(names.Build());
        using var signed = Sign(request, isForServers ? ServerAuthentication : ClientAuthentication, validDays);
        return signed.CopyWithPrivateKey(RsaKey);
    }

    /// <summary>Issues the certificate of a user, for <c>cert.pem</c>.</summary>
    public string IssueClient(AsymmetricAlgorithm key)
    {
        var request = key switch
        {
            RSA rsa => new CertificateRequest("CN=ada", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            ECDsa ecdsa => new CertificateRequest("CN=ada", ecdsa, HashAlgorithmName.SHA256),
            _ => throw new NotSupportedException(),
        };
        using var signed = Sign(request, ClientAuthentication, 1);
        return signed.ExportCertificatePem();
    }

    /// <summary>Returns true if this authority has signed the certificate.</summary>
    public bool HasSigned(X509Certificate? other)
    {
        if (other is null)
            return false;
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            },
        };
        chain.ChainPolicy.CustomTrustStore.Add(certificate);
        using var candidate = X509CertificateLoader.LoadCertificate(other.GetRawCertData());
        return chain.Build(candidate);
    }

    /// <summary>Writes <c>ca.pem</c>, <c>cert.pem</c> and <c>key.pem</c>.</summary>
    public void WriteFiles(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "ca.pem"), Pem);
        File.WriteAllText(Path.Combine(folder, "cert.pem"), IssueClient(RsaKey));
        File.WriteAllText(Path.Combine(folder, "key.pem"), RsaKey.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        certificate.Dispose();
        authorityKey.Dispose();
    }

    private X509Certificate2 Sign(CertificateRequest request, string usage, int validDays)
    {
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        return request.Create(
            certificate.SubjectName,
            X509SignatureGenerator.CreateForECDsa(authorityKey),
            DateTimeOffset.UtcNow.AddDays(-1.5),
            DateTimeOffset.UtcNow.AddDays(validDays),
            RandomNumberGenerator.GetBytes(8)
        );
    }
}
