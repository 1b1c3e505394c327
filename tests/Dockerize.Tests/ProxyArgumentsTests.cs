using Dockerize.Builds;
using Newtonsoft.Json.Linq;

namespace Dockerize.Tests;

/// <summary>Proxies in config.json become build arguments, as with docker build. Their passwords are secrets.</summary>
[TestClass]
public sealed class ProxyArgumentsTests
{
    private const string Engine = "tcp://build.example.com:2376";
    private const string Secret = "hunter2~geheim";

    [TestMethod]
    [DataRow("{}", "")]
    [DataRow("""{"proxies":null}""", "")]
    [DataRow("""{"proxies":{"default":null}}""", "")]
    [DataRow("""{"proxies":{"tcp://other:1":{"httpProxy":"http://p:1"}}}""", "")]
    [DataRow(
        """{"proxies":{"default":{"httpProxy":"a","httpsProxy":"b","noProxy":"c","ftpProxy":"d","allProxy":"e"}}}""",
        "ALL_PROXY=e FTP_PROXY=d HTTPS_PROXY=b HTTP_PROXY=a NO_PROXY=c "
            + "all_proxy=e ftp_proxy=d http_proxy=a https_proxy=b no_proxy=c"
    )]
    [DataRow("""{"Proxies":{"default":{"HTTPPROXY":"a","noProxy":""}}}""", "HTTP_PROXY=a http_proxy=a")]
    [DataRow(
        """{"proxies":{"default":{"httpProxy":"a","noProxy":"b"},"tcp://build.example.com:2376":{"httpProxy":"c"}}}""",
        "HTTP_PROXY=c http_proxy=c"
    )]
    [DataRow("""{"proxies":{"tcp://build.example.com:2376":{},"default":{"httpProxy":"a"}}}""", "")]
    public void Proxies_of_the_engine_override_the_default_proxies(string json, string expected)
    {
        using var home = new UserHome().Write("docker/config.json", json);

        Assert.AreEqual(expected, Text(ProxyArguments.Load(home.Read, Engine).AddTo(new Dictionary<string, string>())));
    }

    [TestMethod]
    public void Build_argument_overrides_the_proxy_with_exactly_the_same_name()
    {
        using var home = new UserHome().Write("docker/config.json", Proxies("http://p:1"));
        var arguments = new Dictionary<string, string> { ["HTTP_PROXY"] = "", ["A"] = "b" };

        var all = ProxyArguments.Load(home.Read, Engine).AddTo(arguments);

        Assert.AreEqual("A=b HTTP_PROXY= http_proxy=http://p:1", Text(all));
    }

    [TestMethod]
    [DataRow("not JSON", "the file is not valid JSON")]
    [DataRow("""{"proxies":["hunter2"]}""", "'proxies' is not an object")]
    [DataRow("""{"proxies":{"default":{"httpProxy":5}}}""", "'httpProxy' is not a string")]
    public void Invalid_config_json_gives_no_proxies_and_a_message(string json, string reason)
    {
        using var home = new UserHome().Write("docker/config.json", json);
        var progress = new Lines();

        Assert.IsTrue(ProxyArguments.Load(home.Read, Engine, progress).IsEmpty);

        Assert.AreEqual($"Skipped the proxy settings in '{home.Folder}/docker/config.json': {reason}", progress.Last);
    }

    [TestMethod]
    [DataRow($"http://ada:{Secret}@proxy:3128", $"proxy http://ada:{Secret}@proxy:3128/", "proxy http://…@proxy:3128/")]
    [DataRow($"http://ada:{Secret}@proxy:3128", $"the password is {Secret}", "the password is …")]
    [DataRow("http://ada:a%2Bb%21cd@proxy", "a+b!cd and a%2Bb%21cd", "… and …")]
    [DataRow("ada:geheim@proxy:1", "http_proxy=ada:geheim@proxy:1", "http_proxy=…@proxy:1")]
    [DataRow("http://proxy:1", "https://example.com/?a=b http://u@host", "https://example.com/?a=b http://u@host")]
    public void Password_of_a_proxy_is_hidden_in_the_output_of_a_step(string proxy, string output, string shown)
    {
        using var home = new UserHome().Write("docker/config.json", Proxies(proxy));
        var options = new BuildOptions { Proxies = ProxyArguments.Load(home.Read, Engine) };

        Assert.AreEqual(shown, options.HiddenTexts.HideInOutput(output));
        Assert.AreEqual(
            shown + " returned a non-zero code: 1",
            BuilderErrors.HideSecrets(output + " returned a non-zero code: 1", options.HiddenTexts)
        );
    }

    [TestMethod]
    public async Task Proxies_are_sent_to_the_engine_but_not_recorded_or_logged()
    {
        using var home = new UserHome().Write("docker/config.json", Proxies($"http://ada:{Secret}@proxy:1"));
        using var engine = new FaultyEngine();
        engine.Answer(
            "POST /build",
            $$"""
            {"stream":"Step 1/1 : RUN env\n"}
            {"stream":" ---\u003e Running in 0123456789ab\n"}
            {"stream":"HTTP_PROXY=http://ada:{{Secret}}@proxy:1\n"}
            {"aux":{"ID":"sha256:built"} }

            """
        );
        engine.Answer("GET /images/sha256:built/json", """{"Id":"sha256:built","Os":"linux","Architecture":"amd64"}""");
        engine.Answer("GET /images/sha256:built/history", "[]");
        engine.On("POST /images/sha256:built/tag", exchange => exchange.AnswerAsync("201 Created", ""));
        var record = home.Folder + "/image.json";
        var progress = new Lines();

        await BuildAsync(engine, home, record, progress);
        home.Write("docker/config.json", Proxies("http://other:1"));
        await BuildAsync(engine, home, record, progress);

        var request = Uri.UnescapeDataString(
            engine.Requests.First(line => line.StartsWith("POST /build?", StringComparison.Ordinal))
        );
        Assert.Contains(
            $$"""buildargs={"HTTP_PROXY":"http://ada:{{Secret}}@proxy:1","http_proxy":"http://ada:{{Secret}}@proxy:1"}""",
            request
        );
        Assert.AreEqual(1, engine.Requests.Count(line => line.StartsWith("POST /build?", StringComparison.Ordinal)));
        Assert.DoesNotContain("proxy", await File.ReadAllTextAsync(record));
        Assert.Contains("HTTP_PROXY=http://…@proxy:1", progress.Text);
        Assert.DoesNotContain(Secret, progress.Text);
    }

    private static async Task BuildAsync(FaultyEngine faulty, UserHome home, string record, Lines progress)
    {
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        const string text = "FROM scratch\nRUN env\n";
        var build = new IncrementalBuild(engine.Api, new ClassicBuilder(engine.Api))
        {
            Credentials = home.Sources(),
            RecordPath = record,
        };
        await build.RunAsync(
            new(Dockerfile.Parse(text), BuildContext.Create(text, []), new()),
            [ImageReference.Parse("shop:1")],
            progress
        );
    }

    private static string Proxies(string address) =>
        new JObject { ["proxies"] = new JObject { ["default"] = new JObject { ["httpProxy"] = address } } }.ToString();

    private static string Text(IReadOnlyDictionary<string, string> arguments) =>
        string.Join(' ', arguments.Select(entry => $"{entry.Key}={entry.Value}").Order(StringComparer.Ordinal));

    private sealed class Lines : IProgress<ProgressMessage>
    {
        private readonly List<string> lines = [];

        public string Last => lines[^1];

        public string Text => string.Join('\n', lines);

        public void Report(ProgressMessage value) => lines.Add(value.Text);
    }
}
