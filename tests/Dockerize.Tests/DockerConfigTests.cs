namespace Dockerize.Tests;

[TestClass]
public sealed class DockerConfigTests
{
    [TestMethod]
    [DataRow("localhost:5000", """{"auths":{"localhost:5000":{"auth":"YWRhOnNlY3JldA=="}}}""")]
    [DataRow("localhost:5000", """{"auths":{"http://localhost:5000/v2/":{"auth":"YWRhOnNlY3JldA=="}}}""")]
    [DataRow("r.io", """{"auths":{"other.io":{"auth":"eDp5"},"https://r.io":{"username":"ada","password":"secret"}}}""")]
    [DataRow("docker.io", """{"auths":{"https://index.docker.io/v1/":{"auth":"YWRhOnNlY3JldA=="}}}""")]
    public void Credentials_of_a_registry_are_found_under_its_name(string registry, string json)
    {
        var credentials = Load(json).Find(registry)!;

        Assert.AreEqual("ada", credentials.Username);
        Assert.AreEqual("secret", credentials.Password);
        Assert.IsFalse(credentials.ToString().Contains("secret", StringComparison.Ordinal), "printing them shows no secret");
    }

    [TestMethod]
    public void A_password_may_have_a_colon() =>
        Assert.AreEqual("a:b", Load("""{"auths":{"r.io":{"auth":"dTphOmI="}}}""").Find("r.io")!.Password);

    [TestMethod]
    public void An_identity_token_stands_for_a_password() =>
        Assert.AreEqual("t", Load("""{"auths":{"r.io":{"identitytoken":"t"}}}""").Find("r.io")!.IdentityToken);

    [TestMethod]
    [DataRow("{}")]
    [DataRow("""{"auths":{}}""")]
    [DataRow("""{"auths":{"r.io":{}}}""")]
    [DataRow("""{"auths":{"r.io.example":{"auth":"YWRhOnNlY3JldA=="}}}""")]
    public void No_entry_means_anonymous(string json) => Assert.IsNull(Load(json).Find("r.io"));

    [TestMethod]
    public void No_file_means_anonymous() =>
        Assert.IsNull(DockerConfig.Load(name => name == "DOCKER_CONFIG" ? "/nowhere" : null).Find("r.io"));

    [TestMethod]
    [DataRow("{\"auths\": {\n \"r.io\": {\"auth\": \"sec\"ret")]
    [DataRow("not JSON: secret")]
    public void A_broken_file_is_an_error_that_names_it_and_quotes_nothing_of_it(string json)
    {
        var exception = Assert.ThrowsExactly<DockerizeException>(() => Load(json));

        Assert.AreEqual("DKZ3004", exception.Diagnostic.Code);
        StringAssert.EndsWith(exception.Diagnostic.File, "config.json", StringComparison.Ordinal);
        Assert.IsFalse(exception.ToString().Contains("sec", StringComparison.Ordinal));
    }

    private static DockerConfig Load(string json)
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.json", json);
        return DockerConfig.Load(name => name == "DOCKER_CONFIG" ? folder.Path : null);
    }
}
