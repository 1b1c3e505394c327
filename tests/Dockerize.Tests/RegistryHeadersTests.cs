using System.Text;
using Newtonsoft.Json.Linq;

namespace Dockerize.Tests;

/// <summary>Credentials reach the engine as it reads them.</summary>
[TestClass]
public sealed class RegistryHeadersTests
{
    // Characters that base64 and base64url write differently: an engine that decodes the other one loses them without a
    // word.
    private const string Password = "p~~~???>>>ü";

    private static readonly RegistryCredentials Credentials = new("ada", Password, "a test");

    [TestMethod]
    public void A_build_gets_the_credentials_of_each_registry_under_its_key()
    {
        var header = RegistryHeaders.Config(
            new Dictionary<string, RegistryCredentials> { ["private.io"] = Credentials, ["docker.io"] = Credentials }
        )!;

        Assert.IsLessThan(0, header.IndexOfAny(['+', '/']));
        var entries = Decode(header);
        Assert.AreEqual(
            "https://index.docker.io/v1/ private.io",
            string.Join(' ', entries.Properties().Select(entry => entry.Name).Order(StringComparer.Ordinal))
        );
        Assert.AreEqual(Password, (string?)entries["private.io"]!["password"]);
        Assert.AreEqual("private.io", (string?)entries["private.io"]!["serveraddress"]);
        Assert.IsNull(RegistryHeaders.Config(new Dictionary<string, RegistryCredentials>()));
    }

    [TestMethod]
    public void A_push_without_credentials_says_so()
    {
        Assert.IsFalse(Decode(RegistryHeaders.Auth("private.io", null)).HasValues);
        Assert.AreEqual(Password, (string?)Decode(RegistryHeaders.Auth("private.io", Credentials))["password"]);
    }

    [TestMethod]
    public void Tokens_have_fields_of_their_own()
    {
        var header = Decode(
            RegistryHeaders.Auth(
                "private.io",
                new RegistryCredentials("", "", "a test") { IdentityToken = "identity", RegistryToken = "bearer" }
            )
        );

        Assert.AreEqual("identity", (string?)header["identitytoken"]);
        Assert.AreEqual("bearer", (string?)header["registrytoken"]);
    }

    private static JObject Decode(string header) =>
        JObject.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(header.Replace('-', '+').Replace('_', '/'))));
}
