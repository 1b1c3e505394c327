using System.Net.Http;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Docker.DotNet;
using Microsoft.Net.Http.Client;

namespace Dockerize.Engines.Endpoints;

/// <summary>Connects with TLS, shows the engine our certificate, and verifies the engine's.</summary>
internal sealed class TlsCredentials : Credentials
{
    /// <summary>What a certificate must be for, if it says so: a server (RFC 5280, section 4.2.1.12).</summary>
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly EngineTls tls;
    private readonly X509Certificate2Collection? authorities;
    private readonly X509Certificate2? certificate;
    private volatile string? objection;

    /// <exception cref="DockerizeException">DKZ2011: a file cannot be read.</exception>
    public TlsCredentials(EngineTls tls)
    {
        this.tls = tls;
        authorities = tls is { AuthoritiesFile: { } file, SkipsVerification: false } ? PemCertificate.LoadAuthorities(file) : null;
        certificate = tls is { CertificateFile: { } own, KeyFile: { } key } ? PemCertificate.Load(own, key) : null;
    }

    public override bool IsTlsCredentials() => true;

    public override HttpMessageHandler GetHandler(HttpMessageHandler innerHandler)
    {
        var handler = (ManagedHandler)innerHandler;
        handler.ClientCertificates = certificate is null ? [] : [certificate];
        handler.ServerCertificateValidationCallback = Verify;
        return new HandshakeHandler(this, handler);
    }

    public override void Dispose()
    {
        certificate?.Dispose();
        foreach (var authority in authorities ?? [])
            authority.Dispose();
        base.Dispose();
    }

    // Once the engine's certificate is known to be no good, SslStream only says that a check failed.
    private bool Verify(object sender, X509Certificate? remote, X509Chain? chain, SslPolicyErrors errors) =>
        (objection = tls.SkipsVerification ? null : Objection(remote, chain, errors)) is null;

    private string? Objection(X509Certificate? remote, X509Chain? chain, SslPolicyErrors errors)
    {
        if (remote is null)
            return "the engine showed no certificate";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"the engine's certificate is for another host ({remote.Subject})";
        if (authorities is not null)
            return IsSigned(remote, chain) ? null : $"the engine's certificate ({remote.Subject}) is not valid, or not signed by an authority in '{tls.AuthoritiesFile}'";
        return errors == SslPolicyErrors.None ? null : $"this machine does not trust the engine's certificate ({remote.Subject}), and no ca.pem says who signed it";
    }

    // As in the docker CLI, only the authorities in ca.pem count, not the machine's; and as there, revocation is not looked up.
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
        // .NET Framework cannot be told whom to trust: any root will do for it, and the one that it found must be one of ours.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        chain.ChainPolicy.ExtraStore.AddRange(authorities!);
        // Its X509Certificate.Equals compares no more than the issuer and the serial number, which anyone can write.
        return chain.Build(engine)
            && authorities!.Cast<X509Certificate2>().Any(authority => authority.RawData.SequenceEqual(chain.ChainElements[chain.ChainElements.Count - 1].Certificate.RawData));
#endif
    }

    /// <summary>Gives a handshake that failed a reason that its user can act on; Docker.DotNet lets the exception of SslStream through.</summary>
    private sealed class HandshakeHandler(TlsCredentials credentials, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (AuthenticationException exception)
            {
                var reason = credentials.objection ?? exception.GetBaseException().Message.TrimEnd('.')
                    + (credentials.certificate is null ? " (there is no cert.pem with a key.pem to show to the engine)" : "");
                throw new HttpRequestException("no TLS connection: " + reason);
            }
        }
    }
}
