using System.Diagnostics.CodeAnalysis;
using System.Net.Http;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Dockerize.Engines.Endpoints;

/// <summary>The client certificate for TLS connections, and the verification of the engine's certificate.</summary>
internal sealed class TlsCredentials : IDisposable
{
    /// <summary>The extended key usage of a server (RFC 5280, section 4.2.1.12).</summary>
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly EngineTls tls;
    private readonly X509Certificate2Collection? authorities;
    private readonly X509Certificate2? certificate;
    private volatile string? verificationError;

    /// <summary>Loads the certificates from their files.</summary>
    /// <exception cref="CertificateUnreadableException">A file is unreadable or invalid.</exception>
    public TlsCredentials(EngineTls tls)
    {
        this.tls = tls;
        authorities = tls is { AuthoritiesFile: { } file, SkipsVerification: false }
            ? PemCertificate.LoadAuthorities(file)
            : null;
        certificate = tls is { CertificateFile: { } own, KeyFile: { } key } ? PemCertificate.Load(own, key) : null;
    }

    /// <summary>Performs the TLS handshake on a connection, and closes the connection if that fails.</summary>
    /// <param name="stream">The connection.</param>
    /// <param name="host">The host name that the engine's certificate must contain.</param>
    /// <param name="cancellationToken">A token that cancels the handshake.</param>
    /// <exception cref="HttpRequestException">
    /// The handshake failed, for example because a certificate was rejected.
    /// </exception>
    [SuppressMessage(
        "Security",
        "CA5398:Avoid hardcoded SslProtocols values",
        Justification = "TLS 1.3 reports a rejected client certificate after the handshake, without its reason."
    )]
    public async Task<Stream> AuthenticateAsync(Stream stream, string host, CancellationToken cancellationToken)
    {
        X509CertificateCollection certificates = certificate is null ? [] : [certificate];
        var secured = new SslStream(stream, leaveInnerStreamOpen: false, Verify);
        try
        {
            // On .NET Framework, the handshake has no token. Disposing the stream ends it.
            using (cancellationToken.Register(secured.Dispose))
            {
                await secured
                    .AuthenticateAsClientAsync(
                        host,
                        certificates,
                        SslProtocols.Tls12,
                        checkCertificateRevocation: false
                    )
                    .ConfigureAwait(false);
            }

            return secured;
        }
        catch (Exception exception)
        {
            secured.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            if (exception is not AuthenticationException)
                throw;

            var hint = certificate is null ? " (no client certificate: cert.pem or key.pem not found)" : "";
            var reason = verificationError ?? exception.GetBaseException().Message.TrimEnd('.') + hint;
            throw new HttpRequestException("TLS connection failed: " + reason);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        certificate?.Dispose();
        foreach (var authority in authorities ?? [])
            authority.Dispose();
    }

    // Keeps the reason, because the exception of SslStream does not contain it.
    private bool Verify(object sender, X509Certificate? remote, X509Chain? chain, SslPolicyErrors errors)
    {
        verificationError = tls.SkipsVerification ? null : FindError(remote, chain, errors);
        return verificationError is null;
    }

    private string? FindError(X509Certificate? remote, X509Chain? chain, SslPolicyErrors errors)
    {
        if (remote is null)
            return "the engine sent no certificate";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"the engine's certificate is for another host ({remote.Subject})";
        if (authorities is null)
        {
            return errors == SslPolicyErrors.None
                ? null
                : $"this machine does not trust the engine's certificate ({remote.Subject}), "
                    + "and there is no ca.pem with its certificate authority";
        }

        return IsSigned(remote, chain)
            ? null
            : $"the engine's certificate ({remote.Subject}) is invalid, "
                + $"or not signed by a certificate authority in '{tls.AuthoritiesFile}'";
    }

    // As in the docker CLI, only the authorities in ca.pem are trusted, and revocation is not checked.
    private bool IsSigned(X509Certificate remote, X509Chain? received)
    {
        using var engine = new X509Certificate2(remote);
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new(ServerAuthentication));
        if (received is not null)
            chain.ChainPolicy.ExtraStore.AddRange(received.ChainPolicy.ExtraStore);
#if NET
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities!);
        return chain.Build(engine);
#else
        // .NET Framework has no custom trust store. The flag accepts any root, so the root is compared with the
        // authorities below.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        chain.ChainPolicy.ExtraStore.AddRange(authorities!);
        if (!chain.Build(engine))
            return false;

        // X509Certificate.Equals compares only the issuer and the serial number, which can be forged.
        var root = chain.ChainElements[chain.ChainElements.Count - 1].Certificate.RawData;
        return authorities!.Cast<X509Certificate2>().Any(authority => authority.RawData.SequenceEqual(root));
#endif
    }
}
