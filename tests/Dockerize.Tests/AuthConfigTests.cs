namespace Dockerize.Tests;

/// <summary>Credentials as <c>docker login</c> writes them.</summary>
[TestClass]
public sealed class AuthConfigTests
{
    [TestMethod]
    [DataRow("localhost:5000", """{"auths":{"localhost:5000":{"auth":"YWRhOnNlY3JldA=="}}}""")]
    [DataRow("localhost:5000", """{"auths":{"http://localhost:5000/v2/":{"auth":"YWRhOnNlY3JldA=="}}}""")]
    [DataRow(
        "localhost:5000",
        """{"auths":{"localhost:5000":{"auth":"YWRhOnNlY3JldA==","username":"other","password":"other"}}}"""
    )]
    [DataRow(
        "r.io",
        """{"auths":{"other.io":{"auth":"eDp5"},"https://r.io":{"username":"ada","password":"secret"}}}"""
    )]
    [DataRow("r.io", """{"auths":{"R.io/team":{"auth":"YWRhOnNlY3JldA=="}}}""")]
    [DataRow("docker.io", """{"auths":{"https://index.docker.io/v1/":{"auth":"YWRhOnNlY3JldA=="}}}""")]
    public void Credentials_of_a_registry_are_found_under_its_name(string registry, string json)
    {
        var credentials = Find(registry, json)!;

        Assert.AreEqual("ada", credentials.Username);
        Assert.AreEqual("secret", credentials.Password);
        Assert.IsFalse(
            credentials.ToString().Contains("secret", StringComparison.Ordinal),
            "ToString contains the password"
        );
    }

    // The docker CLI uses Go's decoder: field names are case-insensitive, the last of several values is used, maps are
    // merged, and null is ignored.
    [TestMethod]
    [DataRow("""{"AUTHS":{"r.io":{"Auth":"YWRhOnNlY3JldA=="}}}""")]
    [DataRow("""{"authS":{"r.io":{"USERNAME":"ada","Password":"secret"}}}""")]
    [DataRow("""{"auth\u017f":{"r.io":{"auth":"YWRhOnNlY3JldA=="}}}""")]
    [DataRow("""{"auths":{"r.io":{"username":"eve","password":"x","Username":"ada","PASSWORD":"secret"}}}""")]
    [DataRow("""{"auths":{"r.io":{"username":"ada","password":"secret","Username":null}}}""")]
    [DataRow("""{"auths":{"r.io":{"auth":"YWRhOnNlY3JldA=="}},"Auths":{"other.io":{}}}""")]
    [DataRow("""{"auths":{"r.io":{"auth":"eDp5"}},"Auths":{"r.io":{"auth":"YWRhOnNlY3JldA=="}}}""")]
    [DataRow("""{"auths":{"r.io":{"auth":"YWRhOnNlY3JldA=="}},"credsStore":null,"psFormat":5,"plugins":[1,{}]}""")]
    public void Config_fields_are_parsed_as_in_Go(string json)
    {
        var credentials = Find("r.io", json)!;

        Assert.AreEqual("ada secret", $"{credentials.Username} {credentials.Password}");
    }

    [TestMethod]
    [DataRow("""{"credsStore":"first","CREDSSTORE":"store"}""", "store")]
    [DataRow("""{"CredHelpers":{"r.io":"own"},"credsStore":"store"}""", "own")]
    [DataRow("""{"credHelpers":{"r.io":null},"credsStore":"store"}""", null)]
    [DataRow("""{"credHelpers":{"R.io":"own"},"credsStore":"store"}""", "store")]
    [DataRow("""{"credHelpers":{"https://r.io":"own","https://r.io/v2/":"own"},"credsStore":"store"}""", "store")]
    [DataRow("""{"credHelpers":{"r.io/team":"own"}}""", null)]
    public void Credential_helper_is_found_only_under_the_exact_registry_name(string json, string? helper) =>
        Assert.AreEqual(helper, AuthConfig.Parse("TEST", json).FindHelper("r.io"));

    [TestMethod]
    [DataRow("""{"auths":{"r.io":"secret"}}""", "'auths[r.io]' is not an object")]
    [DataRow("""{"auths":["secret"]}""", "'auths' is not an object")]
    [DataRow("""{"auths":{"r.io":{"username":"ada","password":5}}}""", "'password' is not a string")]
    [DataRow("""{"auths":{"r.io":{"auth":true}}}""", "'auth' is not a string")]
    [DataRow("""{"credsStore":{"secret":1}}""", "'credsStore' is not a string")]
    [DataRow("""{"auths":{"r.io":{"auth":"OnNlY3JldA=="}}}""", "'auth' of r.io is not USERNAME:PASSWORD in base64")]
    public void Config_value_of_the_wrong_type_is_an_error_that_shows_the_field(string json, string reason)
    {
        var config = AuthConfig.Parse("TEST", json);

        var error = Assert.ThrowsExactly<CredentialsUnreadableException>(() =>
        {
            config.FindHelper("r.io");
            config.Find(ImageReference.Parse("r.io/team/shop"));
        });

        Assert.AreEqual(reason, error.Reason);
    }

    [TestMethod]
    public void Password_can_contain_a_colon_and_look_like_a_date()
    {
        Assert.AreEqual("a:b", Find("r.io", """{"auths":{"r.io":{"auth":"dTphOmI="}}}""")!.Password);
        Assert.AreEqual(
            "2026-01-01T00:00:00Z",
            Find("r.io", """{"auths":{"r.io":{"username":"u","password":"2026-01-01T00:00:00Z"}}}""")!.Password
        );
    }

    [TestMethod]
    public void Tokens_in_auths_are_read_as_credentials()
    {
        var identity = Find("r.io", """{"auths":{"r.io":{"identitytoken":"secret"}}}""")!;
        Assert.AreEqual("secret", identity.IdentityToken);
        Assert.AreEqual("the token from TEST", identity.ToString());

        var bearer = Find("r.io", """{"auths":{"r.io":{"registrytoken":"secret"}}}""")!;
        Assert.AreEqual("secret", bearer.RegistryToken);
        Assert.AreEqual("the token from TEST", bearer.ToString());
    }

    [TestMethod]
    [DataRow("{}")]
    [DataRow("""{"auths":{}}""")]
    [DataRow("""{"auths":null}""")]
    [DataRow("""{"auths":{"r.io":{}}}""")]
    [DataRow("""{"auths":{"r.io":null}}""")]
    [DataRow("""{"auths":{"r.io":{"auth":"YWRhOnNlY3JldA=="}},"Auths":null}""")]
    [DataRow("""{"auths":{"r.io":{"auth":"YWRhOnNlY3JldA=="},"r.io":{}}}""")]
    [DataRow("""{"auths":{"r.io.example":{"auth":"YWRhOnNlY3JldA=="}}}""")]
    [DataRow("""{"auths":{"r.io:443":{"auth":"YWRhOnNlY3JldA=="}}}""")]
    public void Registry_without_an_auths_entry_has_no_credentials(string json) => Assert.IsNull(Find("r.io", json));

    [TestMethod]
    [DataRow("""{"auths":{"r.io":{},"https://r.io/v2/":{"auth":"YWRhOnNlY3JldA=="}}}""")]
    [DataRow("""{"auths":{"https://r.io":{},"https://r.io/v2/":{"auth":"YWRhOnNlY3JldA=="}}}""")]
    public void Empty_auths_entry_does_not_hide_another_entry_of_the_registry(string json) =>
        Assert.AreEqual("ada", Find("r.io", json)?.Username);

    private static RegistryCredentials? Find(string registry, string json) =>
        AuthConfig.Parse("TEST", json).Find(ImageReference.Parse(registry + "/team/shop"));
}
