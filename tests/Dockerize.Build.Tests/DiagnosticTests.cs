using System.Reflection;
using System.Text.RegularExpressions;

namespace Dockerize.Build.Tests;

[TestClass]
public sealed class DiagnosticTests
{
    [TestMethod]
    public void Every_code_has_a_documentation_section_and_every_section_has_a_code()
    {
        var codes = Find("sources", "*.cs", "\"(DKZ[0-9]{4})\"")
            .Union(Find("build", "*.targets", "Code=\"(DKZ[0-9]{4})\""))
            .Order(StringComparer.Ordinal)
            .ToList();
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
    [DataRow("dial tcp 127.0.0.1:1: connect: connection refused", "Start the registry")]
    [DataRow("no basic auth credentials", "docker login r.io")]
    [DataRow("http: server gave HTTP response to HTTPS client", "insecure-registries")]
    [DataRow("x509: certificate signed by unknown authority", "/etc/docker/certs.d/r.io/ca.crt")]
    [DataRow("tls: failed to verify certificate: x509: certificate has expired or is not yet valid", "expiration date")]
    [DataRow("tls: failed to verify certificate: x509: certificate is valid for a.io, not r.io", "host name")]
    [DataRow("remote error: tls: bad certificate", "requires a client certificate")]
    [DataRow("unexpected status from HEAD request to https://r.io/v2/shop/blobs/x: 403 Forbidden", "docker login r.io")]
    [DataRow(
        "unexpected status from HEAD request to https://r.io/v2/certificate/blobs/x: 403 Forbidden",
        "docker login r.io"
    )]
    [DataRow("error parsing HTTP 403 response body: unexpected end of JSON input: \"\"", "docker login r.io")]
    [DataRow("writing blob: StatusCode: 403, \"\"", "docker login r.io")]
    [DataRow("unauthorized to access repository: shop", "docker login r.io")]
    [DataRow("name unknown: repository name not known to registry", "Create it")]
    [DataRow("error from registry: repository name not known to registry", "Create it")]
    [DataRow("name unknown: The repository with name 'shop' does not exist in the registry with id '1'", "Create it")]
    [DataRow("dial tcp: lookup r.io on 10.0.0.53:53: server misbehaving", "The DNS server")]
    [DataRow(
        "dial tcp: lookup r.io on 10.0.0.53:53: read udp 10.0.0.1:4711->10.0.0.53:53: i/o timeout",
        "The DNS server"
    )]
    [DataRow("dial tcp 10.0.0.1:443: i/o timeout", "cannot reach r.io")]
    [DataRow("net/http: TLS handshake timeout", "cannot reach r.io")]
    [DataRow("toomanyrequests: retry later", "limits the number of requests")]
    [DataRow("write /var/lib/docker/tmp/x: no space left on device", "Free disk space")]
    [DataRow("An image does not exist locally with the tag: r.io/shop", "log of r.io")]
    [DataRow("something nobody has seen", "log of r.io")]
    public void Rejected_push_has_a_next_action_for_its_cause(string message, string action) =>
        StringAssert.Contains(
            ImagePushException.Refused(ImageReference.Parse("r.io/shop:1"), message, null).Diagnostic().Message,
            action,
            StringComparison.Ordinal
        );

    [TestMethod]
    [DataRow("forbidden.io/shop", "lookup forbidden.io on 127.0.0.53:53: no such host", "DockerRegistry")]
    [DataRow(
        "denied.io:5000/certificate",
        "dial denied.io:5000/certificate: something nobody has seen",
        "log of denied.io:5000"
    )]
    [DataRow("r.io/team/certificate-api", "repository team/certificate-api: 403 Forbidden", "docker login")]
    [DataRow("r.io/a", "x509: certificate signed by unknown authority", "certs.d")]
    public void Next_action_after_a_rejected_push_does_not_depend_on_the_image_name(
        string image,
        string message,
        string action
    ) =>
        Assert.Contains(
            action,
            ImagePushException.Refused(ImageReference.Parse(image), message, null).Diagnostic().Message
        );

    [TestMethod]
    public void Rejected_push_shows_the_source_of_the_credentials_without_their_values()
    {
        var message = ImagePushException
            .Refused(
                ImageReference.Parse("r.io/shop:1"),
                "denied",
                new("r.io", new("ada", "hunter2", "config.json"), [])
            )
            .Diagnostic()
            .Message;

        StringAssert.Contains(message, "the password from config.json", StringComparison.Ordinal);
        Assert.IsFalse(message.Contains("hunter2", StringComparison.Ordinal));
        Assert.IsFalse(
            message.Contains("ada", StringComparison.Ordinal),
            "some registries use a token as the user name"
        );
    }

    [TestMethod]
    [DynamicData(nameof(Factories))]
    public void External_text_in_a_message_has_no_line_break_control_character_or_CI_command(string factory)
    {
        var method = AllFactories().Single(method => NameOf(method) == factory);
        var diagnostic = (Diagnostic)method.Invoke(null, HostileValues.ArgumentsOf(method))!;

        foreach (var line in diagnostic.Message.Split('\n'))
        {
            Assert.DoesNotMatchRegex(@"[\p{Cc}\u2028-\u202E]", line);
            Assert.DoesNotMatchRegex(@"\A\s*(?:::|evil)|(?i)##(?:vso|teamcity)?\[", line);
        }
    }

    [TestMethod]
    public void Long_external_text_is_shortened_before_the_next_action()
    {
        var message = ImagePushException
            .Refused(ImageReference.Parse("r.io/shop:1"), new string('a', 400_000), null)
            .Diagnostic()
            .Message;

        Assert.IsLessThan(10_000, message.Length);
        StringAssert.EndsWith(message, "see the log of r.io.", StringComparison.Ordinal);
    }

    private static IEnumerable<object[]> Factories() =>
        AllFactories().Select(method => new object[] { NameOf(method) });

    /// <summary>The methods that create diagnostics.</summary>
    internal static IEnumerable<MethodInfo> AllFactories() =>
        typeof(Diagnostic)
            .Assembly.GetTypes()
            .Where(type =>
                type.Namespace == typeof(Diagnostic).Namespace
                && type.Name.EndsWith("Diagnostics", StringComparison.Ordinal)
            )
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(method => method.ReturnType == typeof(Diagnostic));

    /// <summary>The name of a factory, with the types of its parameters.</summary>
    internal static string NameOf(MethodInfo method) =>
        $"{method.DeclaringType!.Name}.{method.Name}: "
        + string.Join(", ", method.GetParameters().Select(parameter => parameter.ParameterType.Name));

    private static List<string> Find(string folder, string files, string pattern) =>
        [
            .. Directory
                .GetFiles(Path.Combine(AppContext.BaseDirectory, folder), files)
                .SelectMany(file =>
                    Regex.Matches(File.ReadAllText(file), pattern, RegexOptions.Multiline).Cast<Match>()
                )
                .Select(match => match.Groups[1].Value)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
}
