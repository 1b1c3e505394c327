using System.Security.Cryptography;
using System.Text;

namespace Dockerize.Tests;

[TestClass]
public sealed class TlsCredentialsTests : IDisposable
{
    private readonly TestAuthority authority = new();
    private readonly TemporaryFolder folder = new();

    [TestInitialize]
    public void Write() => authority.WriteFiles(folder.Path);

    public void Dispose()
    {
        authority.Dispose();
        folder.Dispose();
    }

    [TestMethod]
    public async Task An_engine_that_wants_a_certificate_gets_the_user_s()
    {
        using var certificate = authority.IssueServer();
        await using var engine = new TlsListener(certificate, authority, AnswerAsync);

        await PingAsync(engine.Host);
    }

    [TestMethod]
    [DataRow("RSA PRIVATE KEY")]
    [DataRow("PRIVATE KEY")]
    [DataRow("EC PRIVATE KEY")]
    public async Task Keys_of_each_kind_are_understood(string label)
    {
        var rsa = TestAuthority.RsaKey;
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        folder.Write("cert.pem", authority.IssueClient(label.StartsWith("EC", StringComparison.Ordinal) ? ecdsa : rsa));
        folder.Write(
            "key.pem",
            label switch
            {
                "RSA PRIVATE KEY" => rsa.ExportRSAPrivateKeyPem(),
                "PRIVATE KEY" => rsa.ExportPkcs8PrivateKeyPem(),
                _ => ecdsa.ExportECPrivateKeyPem(),
            }
        );
        using var certificate = authority.IssueServer();
        await using var engine = new TlsListener(certificate, authority, AnswerAsync);

        await PingAsync(engine.Host);
    }

    [TestMethod]
    public async Task An_engine_whose_certificate_another_authority_signed_is_refused_and_ca_pem_is_named()
    {
        using var other = new TestAuthority("Another authority");
        using var certificate = other.IssueServer();
        await using var engine = new TlsListener(certificate, authority, AnswerAsync);

        StringAssert.Contains(
            await RefusalAsync(engine.Host),
            "not signed by a certificate authority in '" + Path.Combine(folder.Path, "ca.pem"),
            StringComparison.Ordinal
        );
    }

    [TestMethod]
    public async Task An_authority_of_the_same_name_is_another_authority()
    {
        using var impostor = new TestAuthority();
        using var certificate = impostor.IssueServer();
        await using var engine = new TlsListener(certificate, authority, AnswerAsync);

        StringAssert.Contains(
            await RefusalAsync(engine.Host),
            "not signed by a certificate authority in",
            StringComparison.Ordinal
        );
    }

    [TestMethod]
    public async Task An_engine_whose_certificate_is_for_another_host_is_refused()
    {
        using var certificate = authority.IssueServer("192.0.2.1");
        await using var engine = new TlsListener(certificate, authority, AnswerAsync);

        StringAssert.Contains(
            await RefusalAsync(engine.Host),
            "for another host (CN=engine)",
            StringComparison.Ordinal
        );
    }

    [TestMethod]
    public async Task An_engine_whose_certificate_has_expired_is_refused()
    {
        using var certificate = authority.IssueServer(validDays: -1);
        await using var engine = new TlsListener(certificate, authority, AnswerAsync);

        StringAssert.Contains(await RefusalAsync(engine.Host), "is invalid", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task A_certificate_of_a_user_is_no_certificate_of_an_engine()
    {
        using var certificate = authority.IssueServer(isForServers: false);
        await using var engine = new TlsListener(certificate, authority, AnswerAsync);

        StringAssert.Contains(await RefusalAsync(engine.Host), "is invalid", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Without_ca_pem_the_authorities_of_the_machine_count()
    {
        File.Delete(Path.Combine(folder.Path, "ca.pem"));
        using var certificate = authority.IssueServer();
        await using var engine = new TlsListener(certificate, authority, AnswerAsync);

        StringAssert.Contains(await RefusalAsync(engine.Host), "this machine does not trust", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task With_SkipTLSVerify_any_certificate_will_do()
    {
        using var other = new TestAuthority("Another authority");
        using var certificate = other.IssueServer("192.0.2.1");
        await using var engine = new TlsListener(certificate, authority, AnswerAsync);

        await PingAsync(engine.Host, skipsVerification: true);
    }

    [TestMethod]
    public async Task Without_its_key_a_certificate_is_shown_to_nobody()
    {
        File.Delete(Path.Combine(folder.Path, "key.pem"));
        using var certificate = authority.IssueServer();
        await using var engine = new TlsListener(certificate, authority, AnswerAsync);

        await Assert.ThrowsAsync<Exception>(() => PingAsync(engine.Host));
    }

    [TestMethod]
    [DataRow("ca.pem", "")]
    [DataRow("ca.pem", "-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----")]
    [DataRow("cert.pem", "none")]
    [DataRow("key.pem", "secret")]
    [DataRow("key.pem", "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----")]
    [DataRow("key.pem", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nc2VjcmV0\n-----END ENCRYPTED PRIVATE KEY-----")]
    public void A_file_that_cannot_be_read_is_an_error_that_names_it_and_quotes_nothing_of_it(
        string file,
        string content
    )
    {
        var path = folder.Write(file, content);

        var exception = Assert.Throws<Exception>(() => new EngineDialer(Endpoint("tcp://127.0.0.1:1")));

        Assert.AreEqual("DKZ2011", exception.Diagnostic().Code);
        Assert.AreEqual(path, exception.Diagnostic().File);
        Assert.IsFalse(
            exception.ToString().Contains("secret", StringComparison.Ordinal)
                || exception.ToString().Contains("c2VjcmV0", StringComparison.Ordinal)
        );
    }

    [TestMethod]
    public void A_key_of_another_certificate_is_an_error_of_the_key()
    {
        using var other = RSA.Create(2048);
        var path = folder.Write("key.pem", other.ExportPkcs8PrivateKeyPem());

        Assert.AreEqual(
            path,
            Assert.Throws<Exception>(() => new EngineDialer(Endpoint("tcp://127.0.0.1:1"))).Diagnostic().File
        );
    }

    private EngineEndpoint Endpoint(string host, bool skipsVerification = false) =>
        EngineEndpoint.TryParse(host, "test", EngineTls.FromContext(folder.Path, skipsVerification))!;

    private async Task PingAsync(string host, bool skipsVerification = false)
    {
        var endpoint = Endpoint(host, skipsVerification);
        using var transport = new EngineTransport(endpoint);
        using var request = EngineApi.Ping.ToMessage(transport.Address);
        using var response = await transport.SendAsync(request, CancellationToken.None);
        response.EnsureSuccessStatusCode();
    }

    private async Task<string> RefusalAsync(string host) =>
        (await Assert.ThrowsExactlyAsync<HttpRequestException>(() => PingAsync(host))).Message;

    private static async Task AnswerAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        while (await reader.ReadLineAsync() is { Length: > 0 }) { }

        await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK"));
    }
}
