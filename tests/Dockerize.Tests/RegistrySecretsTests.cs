namespace Dockerize.Tests;

/// <summary>Messages of engines are shown without the credentials of registries.</summary>
[TestClass]
public sealed class RegistrySecretsTests
{
    private const string Password = "geheim+geheimer/ü";
    private const string Token = "eyJhbGciOi.eyJzdWIiOi";
    private const string TokenAsUser = "ghp_0123456789abcdefghij";

    // Addresses as Go's net/http, docker, containerd and Podman write them.
    [TestMethod]
    [DataRow(
        "Get https://x.azurecr.io/oauth2/token?account=ada&client_id=docker&scope=repository%3Ashop%3Apull: net/http: "
            + "request canceled (Client.Timeout exceeded)",
        "Get https://x.azurecr.io/oauth2/token?…: net/http: request canceled (Client.Timeout exceeded)"
    )]
    [DataRow(
        "Put \"https://s3.example.com/shop/blob?Expires=1&Signature=abc%2Bdef\": EOF",
        "Put \"https://s3.example.com/shop/blob?…\": EOF"
    )]
    [DataRow(
        "failed: \\\"https://s3.example.com/blob?Signature=abc\\\" and https://r.io/v2/?n=1, then",
        "failed: \\\"https://s3.example.com/blob?…\\\" and https://r.io/v2/?…, then"
    )]
    [DataRow("received from HTTPS://r.io/v2/?sig=abc", "received from HTTPS://r.io/v2/?…")]
    [DataRow("Get \"https://ada:geheim@r.io/v2/\": EOF", "Get \"https://r.io/v2/\": EOF")]
    [DataRow(
        "pinging docker://r.io/shop@sha256:0123: denied. Really?",
        "pinging docker://r.io/shop@sha256:0123: denied. Really?"
    )]
    public void Address_in_a_message_is_shown_without_query_and_user(string said, string shown) =>
        Assert.AreEqual(shown, new RegistrySecrets().Hide(said));

    [TestMethod]
    [DataRow(Password)]
    [DataRow("geheim%2Bgeheimer%2F%C3%BC")]
    [DataRow("YWRhOmdlaGVpbStnZWhlaW1lci/DvA==")]
    [DataRow(Token)]
    public void Passwords_and_tokens_are_hidden_in_every_encoding(string secret) =>
        Assert.AreEqual(
            "denied: … is not ada's",
            new RegistrySecrets(new RegistryCredentials("ada", Password, "config.json") { IdentityToken = Token }).Hide(
                $"denied: {secret} is not ada's"
            )
        );

    [TestMethod]
    public void Token_as_user_name_is_hidden_and_a_short_user_name_is_shown()
    {
        Assert.AreEqual(
            "no such user …",
            new RegistrySecrets(new RegistryCredentials(TokenAsUser, "x-oauth-basic", "config.json")).Hide(
                "no such user " + TokenAsUser
            )
        );
        Assert.AreEqual(
            "no basic auth credentials",
            new RegistrySecrets(new RegistryCredentials("a", Password, "config.json")).Hide("no basic auth credentials")
        );
        Assert.AreEqual(
            "as it is",
            new RegistrySecrets(new RegistryCredentials("", "", "config.json")).Hide("as it is")
        );
    }
}
