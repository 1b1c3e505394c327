using System.Text;
using Newtonsoft.Json.Linq;

namespace Dockerize.Tests;

/// <summary>Credentials reach the engine as it reads them, and only those that belong to a build.</summary>
[TestClass]
public sealed class RegistryHeadersTests
{
    // Characters that base64 and base64url write differently: an engine that decodes the other one loses them without a word.
    private const string Password = "p~~~???>>>ü";

    [TestMethod]
    public void A_build_gets_the_credentials_of_the_registries_that_it_names_and_no_others()
    {
        using var folder = new TemporaryFolder();
        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes("ada:" + Password));
        var entry = $"{{\"auth\":\"{auth}\"}}";
        folder.Write("config.json", $"{{\"auths\":{{\"private.io\":{entry},\"https://index.docker.io/v1/\":{entry},\"other.io\":{entry}}}}}");
        var config = DockerConfig.Load(name => name == "DOCKER_CONFIG" ? folder.Path : null);

        var header = RegistryHeaders.Config(config.FindAll(["private.io", "docker.io", "public.io", "private.io"]))!;

        Assert.IsLessThan(0, header.IndexOfAny(['+', '/']));
        var entries = Decode(header);
        Assert.AreEqual("https://index.docker.io/v1/ private.io", string.Join(' ', entries.Properties().Select(entry => entry.Name).Order(StringComparer.Ordinal)));
        Assert.AreEqual(Password, (string?)entries["private.io"]!["password"]);
        Assert.AreEqual("private.io", (string?)entries["private.io"]!["serveraddress"]);
        Assert.IsNull(RegistryHeaders.Config(config.FindAll(["public.io"])));
    }

    [TestMethod]
    public void A_push_without_credentials_says_so()
    {
        Assert.IsFalse(Decode(RegistryHeaders.Auth("private.io", null)).HasValues);
        Assert.AreEqual(Password, (string?)Decode(RegistryHeaders.Auth("private.io", new RegistryCredentials("ada", Password, "a test")))["password"]);
    }

    private static JObject Decode(string header) => JObject.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(header.Replace('-', '+').Replace('_', '/'))));
}
