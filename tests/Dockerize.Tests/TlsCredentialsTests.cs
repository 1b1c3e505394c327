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
    public async Task Client_certificate_is_sent_to_an_engine_that_requires_one()
    {
        using var certificate = authority.IssueServer();
        await using var engine = new TlsListener(certificate, authority, AnswerAsync);

        await PingAsync(engine.Host);
    }

    [TestMethod]
    public async Task Session_uses_the_connection_with_TLS()
    {
        using var certificate = authority.IssueServer();
        await using var engine = new TlsListener(
            certificate,
            authority,
            stream => AnswerAsync(stream, "HTTP/1.1 101 UPGRADED\r\n\r\nPRI")
        );
        using var transport = new EngineTransport(Endpoint(engine.Host));
        using var request = new EngineRequest(HttpMethod.Post, "session").ToMessage(transport.Address);

        using var stream = await transport.UpgradeAsync(request, CancellationToken.None);

        using var reader = new StreamReader(stream);
        Assert.AreEqual("PRI", await reader.ReadToEndAsync());
    }

    [TestMethod]
    [DataRow("RSA PRIVATE KEY")]
    [DataRow("PRIVATE KEY")]
    [DataRow("EC PRIVATE KEY")]
    public async Task RSA_PKCS8_and_EC_private_keys_are_supported(string label)
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
    public async Task Engine_certificate_of_another_authority_is_rejected_with_the_path_of_ca_pem()
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
    public async Task Engine_certificate_of_an_authority_with_the_same_name_is_rejected()
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
    public async Task Engine_certificate_for_another_host_is_rejected()
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
    public async Task Expired_engine_certificate_is_rejected()
    {
        using var certificate = authority.IssueServer(validDays: -1);
        await using var engine = new TlsListener(certificate, authority, AnswerAsync);

        StringAssert.Contains(await RefusalAsync(engine.Host), "is invalid", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Client_certificate_is_rejected_as_an_engine_certificate()
    {
        using var certificate = authority.IssueServer(isForServers: false);
        await using var engine = new TlsListener(certificate, authority, AnswerAsync);

        StringAssert.Contains(await RefusalAsync(engine.Host), "is invalid", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Authorities_of_the_machine_are_used_without_ca_pem()
    {
        File.Delete(Path.Combine(folder.Path, "ca.pem"));
        using var certificate = authority.IssueServer();
        await using var engine = new TlsListener(certificate, authority, AnswerAsync);

        StringAssert.Contains(await RefusalAsync(engine.Host), "this machine does not trust", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Any_engine_certificate_is_accepted_with_SkipTLSVerify()
    {
        using var other = new TestAuthority("Another authority");
        using var certificate = other.IssueServer("192.0.2.1");
        await using var engine = new TlsListener(certificate, authority, AnswerAsync);

        await PingAsync(engine.Host, skipsVerification: true);
    }

    [TestMethod]
    public async Task Client_certificate_without_its_key_is_not_sent()
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
    public void Invalid_TLS_file_is_an_error_that_does_not_quote_the_file(string file, string content)
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
    public void Key_that_does_not_match_the_certificate_is_an_error_of_the_key_file()
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

    private static Task AnswerAsync(Stream stream) =>
        AnswerAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK");

    private static async Task AnswerAsync(Stream stream, string answer)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        while (await reader.ReadLineAsync() is { Length: > 0 }) { }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
    }
}
