namespace Dockerize.Tests;

/// <summary>Credentials that BuildKit requests during a build.</summary>
[TestClass]
// See CredentialHelperTests.
[DoNotParallelize]
public sealed class BuildCredentialsTests
{
    [TestMethod]
    public async Task Helper_is_asked_only_when_credentials_are_requested()
    {
        using var home = new UserHome().InstallAnswering("test", "ada");
        home.Write("docker/config.json", """{"credHelpers":{"r.io":"test"}}""");
        using var credentials = new BuildCredentials(home.Sources(), [ImageReference.Parse("r.io/a:1")]);
        Assert.AreEqual("", home.Asked());

        var found = await credentials.FindAsync("r.io", CancellationToken.None);

        Assert.AreEqual("ada", found?.Username);
        Assert.AreEqual("get r.io\n", home.Asked());
    }

    [TestMethod]
    public async Task Registry_without_an_image_of_the_build_gets_no_credentials()
    {
        using var home = new UserHome().InstallAnswering("test", "ada");
        home.Write("docker/config.json", """{"credsStore":"test"}""");
        using var credentials = new BuildCredentials(home.Sources(), [ImageReference.Parse("r.io/a:1")]);

        Assert.IsNull(await credentials.FindAsync("other.io", CancellationToken.None));

        Assert.AreEqual("", home.Asked());
    }
}
