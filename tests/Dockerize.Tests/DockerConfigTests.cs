namespace Dockerize.Tests;

[TestClass]
public sealed class DockerConfigTests
{
    [TestMethod]
    [DataRow("""{"currentContext":"build-server"}""", "build-server")]
    [DataRow("""{"currentContext":""}""", null)]
    [DataRow("""{"CURRENTCONTEXT":"build-server"}""", "build-server")]
    [DataRow("""{"currentContext":"other","CurrentContext":"build-server"}""", "build-server")]
    [DataRow("""{"currentContext":"build-server"} and more""", "build-server")]
    [DataRow("""{"currentContext":null}{"currentContext":"other"}""", null)]
    [DataRow("{}", null)]
    [DataRow(" \n", null)]
    public void Current_docker_context_is_read_from_config_json(string json, string? context) =>
        Assert.AreEqual(context, Load(json).CurrentContext);

    [TestMethod]
    public void Missing_config_json_has_no_current_context() =>
        Assert.IsNull(DockerConfig.Load(name => name == "DOCKER_CONFIG" ? "/nowhere" : null).CurrentContext);

    [TestMethod]
    [DataRow("{\"auths\": {\n \"r.io\": {\"auth\": \"sec\"ret")]
    [DataRow("not JSON: secret")]
    [DataRow("[\"secret\"]")]
    [DataRow("""{"currentContext":["secret"]}""")]
    public void Invalid_config_json_is_an_error_that_does_not_quote_the_file(string json)
    {
        var exception = Assert.Throws<Exception>(() => Load(json));

        Assert.AreEqual("DKZ3004", exception.Diagnostic().Code);
        StringAssert.EndsWith(exception.Diagnostic().File, "config.json", StringComparison.Ordinal);
        Assert.IsFalse(exception.ToString().Contains("sec", StringComparison.Ordinal));
    }

    private static DockerConfig Load(string json)
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.json", json);
        return DockerConfig.Load(name => name == "DOCKER_CONFIG" ? folder.Path : null);
    }
}
