using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dockerize.Testing;

/// <summary>An authority that signs certificates for the tests of TLS.</summary>
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

    /// <summary>The RSA key of everything that is signed: making one takes a second.</summary>
    public static RSA RsaKey { get; } = RSA.Create(2048);

    /// <summary>What goes into ca.pem.</summary>
    public string Pem => certificate.ExportCertificatePem();

    /// <summary>
    /// A certificate for a server at 127.0.0.1, or another address or name, or one that says that it is not for
    /// servers.
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

    /// <summary>A certificate for a user, as cert.pem has it.</summary>
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

    /// <summary>Whether it has signed a certificate.</summary>
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

    /// <summary>Writes ca.pem, cert.pem and key.pem.</summary>
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
