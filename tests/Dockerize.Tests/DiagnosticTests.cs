using System.Text.RegularExpressions;

namespace Dockerize.Tests;

[TestClass]
public sealed class DiagnosticTests
{
    [TestMethod]
    public void Every_code_has_a_section_in_the_documentation_and_every_section_a_code()
    {
        var codes = Find("sources", "*.cs", "\"(DKZ[0-9]{4})\"").Union(Find("build", "*.targets", "Code=\"(DKZ[0-9]{4})\"")).Order(StringComparer.Ordinal).ToList();
        var sections = Find("docs", "DKZ*.md", "^## (DKZ[0-9]{4})$");

        Assert.IsNotEmpty(codes);
        Assert.AreEqual(string.Join(' ', codes), string.Join(' ', sections));
        foreach (var code in codes)
        {
            var page = new Diagnostic(code, "").HelpPage;
            Assert.IsTrue(File.Exists(Path.Combine(AppContext.BaseDirectory, page.Split('#')[0])), page);
        }
    }

    [TestMethod]
    [DataRow("dial tcp: lookup loclhost: no such host", "DockerRegistry")]
    [DataRow("dial tcp 127.0.0.1:1: connect: connection refused", "Nothing listens")]
    [DataRow("no basic auth credentials", "docker login r.io")]
    [DataRow("http: server gave HTTP response to HTTPS client", "insecure-registries")]
    [DataRow("x509: certificate signed by unknown authority", "/etc/docker/certs.d/r.io/ca.crt")]
    [DataRow("something nobody has seen", "log of r.io")]
    public void A_refused_push_says_what_to_do_about_it(string message, string action) =>
        StringAssert.Contains(RegistryDiagnostics.PushFailed(ImageReference.Parse("r.io/shop:1"), message, null).Message, action, StringComparison.Ordinal);

    [TestMethod]
    public void A_refused_push_with_credentials_says_where_they_are_from_and_not_which_they_are()
    {
        var message = RegistryDiagnostics.PushFailed(ImageReference.Parse("r.io/shop:1"), "denied", new("r.io", new("ada", "hunter2", "config.json"), [])).Message;

        StringAssert.Contains(message, "the password from config.json", StringComparison.Ordinal);
        Assert.IsFalse(message.Contains("hunter2", StringComparison.Ordinal));
        Assert.IsFalse(message.Contains("ada", StringComparison.Ordinal), "some registries take a token for the user's name");
    }

    private static List<string> Find(string folder, string files, string pattern) =>
    [
        .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, folder), files)
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), pattern, RegexOptions.Multiline).Cast<Match>())
            .Select(match => match.Groups[1].Value)
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];
}
