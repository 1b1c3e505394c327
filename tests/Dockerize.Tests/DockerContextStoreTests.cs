namespace Dockerize.Tests;

[TestClass]
public sealed class DockerContextStoreTests : IDisposable
{
    // sha256("prod"), the name of the folder that `docker context create prod` creates.
    private const string Prod = "6754af9632a2745e85c293e5aac0863370d9bd3330b9938c00cadfd215227d77";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    [DataRow("unix:///run/prod.sock")]
    [DataRow("tcp://build.example.com:2376")]
    [DataRow("ssh://ada@build.example.com")]
    [DataRow("wslc://")]
    public void Docker_context_is_found_in_the_store_of_the_docker_CLI(string host)
    {
        Write($$"""{"Name":"prod","Metadata":{},"Endpoints":{"docker":{"SkipTLSVerify":false,"Host":"{{host}}"} } }""");

        var endpoint = Find("prod");

        Assert.AreEqual(host, endpoint.ToString());
        Assert.AreEqual("docker context prod, from DockerContext", endpoint.Origin);
        Assert.IsNull(endpoint.Tls);
    }

    [TestMethod]
    public void Docker_context_uses_the_certificates_of_its_store()
    {
        Write("""{"Endpoints":{"docker":{"Host":"tcp://build.example.com:2376"}}}""");
        var authorities = folder.Write($"contexts/tls/{Prod}/docker/ca.pem", "");
        var certificate = folder.Write($"contexts/tls/{Prod}/docker/cert.pem", "");
        var key = folder.Write($"contexts/tls/{Prod}/docker/key.pem", "");

        var tls = Find("prod", ("DOCKER_TLS", "1"), ("DOCKER_CERT_PATH", "/nowhere")).Tls;

        Assert.AreEqual(
            new EngineTls
            {
                AuthoritiesFile = authorities,
                CertificateFile = certificate,
                KeyFile = key,
            },
            tls
        );
    }

    [TestMethod]
    public void Docker_context_with_SkipTLSVerify_uses_TLS_without_verification()
    {
        Write("""{"Endpoints":{"docker":{"Host":"tcp://build.example.com:2376","SkipTLSVerify":true}}}""");

        Assert.AreEqual(new EngineTls { SkipsVerification = true }, Find("prod").Tls);
    }

    [TestMethod]
    public void Missing_docker_context_error_suggests_docker_context_ls()
    {
        var message = Fail("gone").Message;

        StringAssert.Contains(message, "'gone' (from DockerContext)", StringComparison.Ordinal);
        StringAssert.Contains(message, folder.Path, StringComparison.Ordinal);
        StringAssert.Contains(message, "docker context ls", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("{\n\"Endpoints\":", "not valid JSON", 2)]
    [DataRow("[]", "not valid JSON", 1)]
    [DataRow("{}", "specifies no Docker engine", 0)]
    [DataRow("""{"Endpoints":{"kubernetes":{"Host":"https://host"}}}""", "specifies no Docker engine", 0)]
    [DataRow("""{"Endpoints":{"docker":{"Host":""}}}""", "specifies no Docker engine", 0)]
    [DataRow("""{"Endpoints":{"docker":{"Host":"host"}}}""", "address 'host'", 0)]
    [DataRow("""{"Endpoints":{"docker":{"Host":"ssh://ada:pw@host"}}}""", "address 'ssh://ada:…@host'", 0)]
    public void Invalid_docker_context_is_an_error_with_file_and_line(string json, string reason, int line)
    {
        var path = Write(json);

        var diagnostic = Fail("prod");

        StringAssert.Contains(diagnostic.Message, reason, StringComparison.Ordinal);
        Assert.AreEqual(path, diagnostic.File);
        Assert.AreEqual(line, diagnostic.Line);
    }

    private string Write(string json) => folder.Write($"contexts/meta/{Prod}/meta.json", json);

    private EngineEndpoint Find(string name, params (string Name, string Value)[] environment) =>
        EngineEndpoint
            .Candidates(
                new(null, name) { ContextOrigin = "DockerContext" },
                variable =>
                    variable == "DOCKER_CONFIG"
                        ? folder.Path
                        : environment.FirstOrDefault(pair => pair.Name == variable).Value
            )
            .Single();

    private Diagnostic Fail(string name)
    {
        var diagnostic = Assert.Throws<Exception>(() => Find(name)).Diagnostic();
        Assert.AreEqual("DKZ2010", diagnostic.Code);
        return diagnostic;
    }
}
