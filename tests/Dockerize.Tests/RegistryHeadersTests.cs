using System.Text;
using Newtonsoft.Json.Linq;

namespace Dockerize.Tests;

/// <summary>Credentials in the header format that the engine expects.</summary>
[TestClass]
public sealed class RegistryHeadersTests
{
    // Base64 and base64url encode these characters differently. An engine that decodes the other encoding loses the
    // credentials without an error.
    private const string Password = "p~~~???>>>ü";

    private static readonly RegistryCredentials Credentials = new("ada", Password, "a test");

    [TestMethod]
    public void Build_header_contains_the_credentials_of_each_registry()
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
    public void Push_header_without_credentials_is_an_empty_object()
    {
        Assert.IsFalse(Decode(RegistryHeaders.Auth("private.io", null)).HasValues);
        Assert.AreEqual(Password, (string?)Decode(RegistryHeaders.Auth("private.io", Credentials))["password"]);
    }

    [TestMethod]
    public void Tokens_are_sent_in_separate_header_fields()
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
