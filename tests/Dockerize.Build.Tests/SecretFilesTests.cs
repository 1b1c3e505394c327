namespace Dockerize.Build.Tests;

/// <summary>Files that contain secrets are recognized; similar files with another purpose are not reported.</summary>
[TestClass]
public sealed class SecretFilesTests
{
    [TestMethod]
    [DataRow("certs/Shop.PFX", "", true)]
    [DataRow("a.p12", "", true)]
    [DataRow("home/.ssh/id_rsa", "", true)]
    [DataRow("id_ed25519", "", true)]
    [DataRow("id_rsa.pub", "", false)]
    [DataRow(".env", "", true)]
    [DataRow("web/.env.production", "", true)]
    [DataRow(".env.production.local", "", true)]
    [DataRow(".env.example", "", false)]
    [DataRow(".env.local.example", "", false)]
    [DataRow("x.env", "", false)]
    [DataRow(".environment", "", false)]
    [DataRow("secrets.json", "{}", true)]
    [DataRow("mysecrets.json", "{}", false)]
    [DataRow("appsettings.json", "{\"Password\":\"x\"}", false)]
    [DataRow("a.pem", "text\n-----BEGIN RSA PRIVATE KEY-----\n", true)]
    [DataRow("tls.key", "-----BEGIN PRIVATE KEY-----\n", true)]
    [DataRow("a.pem", "-----BEGIN ENCRYPTED PRIVATE KEY-----\n", true)]
    [DataRow("ca.pem", "-----BEGIN CERTIFICATE-----\n", false)]
    [DataRow("translations.key", "hello=Hallo", false)]
    [DataRow(".npmrc", "//registry.npmjs.org/:_authToken=npm_x", true)]
    [DataRow(".npmrc", "//registry.npmjs.org/:_authToken=${NPM_TOKEN}", false)]
    [DataRow(".npmrc", "# :_authToken=npm_x\nsave-exact=true", false)]
    [DataRow("NuGet.Config", "<add key=\"ClearTextPassword\" value=\"x\" />", true)]
    [DataRow("nuget.config", "<add key=\"Password\" value=\"x\" />", true)]
    [DataRow("nuget.config", "<add key=\"ClearTextPassword\" value=\"%TOKEN%\" />", false)]
    [DataRow("nuget.config", "<add key=\"nuget\" value=\"x\" />", false)]
    public void Secret_file_is_recognized_by_its_name_or_its_content(string path, string content, bool isSecret)
    {
        using var folder = new TemporaryFolder();

        Assert.AreEqual(isSecret, SecretFiles.Find([new ContextFile(folder.Write(path, content), path)]).Any());
    }

    [TestMethod]
    public void Folders_links_and_unreadable_files_are_not_reported_as_secrets() =>
        Assert.IsEmpty(
            SecretFiles.Find([
                new("id_rsa/", "id_rsa/"),
                new("/nowhere/.env", ".env") { LinkTarget = "elsewhere" },
                new("/nowhere/a.pem", "a.pem"),
            ])
        );

    [TestMethod]
    public void Warning_lists_ten_secret_files_and_the_number_of_others()
    {
        var diagnostic = BuildContextDiagnostics.SecretInContext([
            .. Enumerable.Range(1, 12).Select(number => $"{number}.pfx"),
        ]);

        Assert.HasCount(11, diagnostic.Details);
        Assert.Contains("\n  10.pfx\n  and 2 more\n", diagnostic.Message);
        Assert.Contains(".dockerignore", diagnostic.NextAction);
    }
}
