using System.Text;
using System.Text.RegularExpressions;

namespace Dockerize.Tests;

/// <summary>
/// What a build asks of an engine, from the base images to the names. The engine is none: it answers what a test says.
/// </summary>
[TestClass]
public sealed class IncrementalBuildTests
{
    [TestMethod]
    public async Task In_a_build_for_another_platform_a_stage_for_the_engine_s_own_starts_from_what_runs_there()
    {
        using var engine = Engine("arm64");
        Pulls(engine, "sdk", "amd64");
        Pulls(engine, "runtime", "arm64");

        await BuildAsync(
            engine,
            "FROM --platform=$BUILDPLATFORM sdk:1 AS build\nFROM runtime:1\nCOPY --from=build /x /\n",
            new() { Platform = Platform.Parse("linux/arm64") }
        );

        Assert.AreEqual(
            "POST /images/create?fromImage=sdk&tag=1|POST "
                + "/images/create?fromImage=runtime&tag=1&platform=linux%2Farm64",
            string.Join(
                '|',
                engine
                    .Requests.Where(request => request.StartsWith("POST /images/create", StringComparison.Ordinal))
                    .Select(request => string.Join(' ', request.Split(' ').Take(2)))
            )
        );
    }

    [TestMethod]
    public async Task What_was_built_for_another_platform_than_the_wanted_one_is_an_error_and_gets_no_name()
    {
        using var engine = Engine("amd64");

        var diagnostic = (
            await Assert.ThrowsAsync<Exception>(() =>
                BuildAsync(engine, "FROM scratch\n", new() { Platform = Platform.Parse("linux/arm64") })
            )
        ).Diagnostic();

        Assert.AreEqual("DKZ2018", diagnostic.Code);
        StringAssert.StartsWith(
            diagnostic.Message,
            "The image that was built is for linux/amd64, not for linux/arm64",
            StringComparison.Ordinal
        );
        Assert.IsFalse(engine.Requests.Any(request => request.Contains("/tag", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task Registries_are_asked_for_the_base_images_of_a_Dockerfile_of_ones_own_when_that_is_wanted()
    {
        using var engine = Engine("amd64");
        foreach (var name in new[] { "a", "b", "c" })
            Pulls(engine, name, "amd64", isThere: true);
        const string text = "FROM a:1 AS build\nFROM b:1\nCOPY --from=build /x /\nCOPY --from=c:1 /x /\n";

        await BuildAsync(engine, text);
        Assert.AreEqual(0, Pulled());

        await BuildAsync(engine, text, pull: PullPolicy.Always);
        Assert.AreEqual(3, Pulled());

        int Pulled() =>
            engine.Requests.Count(request => request.StartsWith("POST /images/create", StringComparison.Ordinal));
    }

    [TestMethod]
    [DataRow("FROM private.io/a:1\n", "private.io")]
    [DataRow("FROM private.io/a:$TARGETARCH\n", "private.io")]
    [DataRow("FROM public.io/a:1\n", "")]
    public async Task The_credentials_of_the_registries_that_a_Dockerfile_names_go_with_the_build_and_no_others(
        string text,
        string expected
    )
    {
        using var home = new UserHome().Set(
            "DOCKER_AUTH_CONFIG",
            $$"""{"auths":{"private.io":{{UserHome.Auth("ada")}},"other.io":{{UserHome.Auth("ada")}} } }"""
        );
        using var engine = Engine("amd64");
        Pulls(engine, "private.io/a", "amd64");
        Pulls(engine, "public.io/a", "amd64");
        var head = "";
        engine.On(
            "POST /build",
            async exchange =>
            {
                head = exchange.Head;
                await exchange.AnswerAsync("200 OK", """{"aux":{"ID":"sha256:built"}}""");
            }
        );

        await BuildAsync(engine, text, credentials: home.Sources());

        var header = Regex.Match(head, @"(?<=\nX-Registry-Config: )\S+").Value.Replace('-', '+').Replace('_', '/');
        var sent = Newtonsoft.Json.Linq.JObject.Parse(
            header.Length == 0 ? "{}" : Encoding.UTF8.GetString(Convert.FromBase64String(header))
        );
        Assert.AreEqual(expected, string.Join(' ', sent.Properties().Select(property => property.Name)));
        Assert.IsTrue(sent.PropertyValues().All(entry => (string?)entry["password"] == UserHome.Secret));
    }

    [TestMethod]
    [DataRow("FROM scratch\nCOPY x /\n", 1)]
    [DataRow("FROM scratch\nADD https://example.com/x /\n", 2)]
    public async Task What_a_build_fetches_from_an_address_is_fetched_again_by_the_next(string text, int builds)
    {
        using var folder = new TemporaryFolder();
        using var engine = Engine("amd64");

        await BuildAsync(engine, text, record: Path.Combine(folder.Path, "image.json"));
        await BuildAsync(engine, text, record: Path.Combine(folder.Path, "image.json"));

        Assert.AreEqual(
            builds,
            engine.Requests.Count(request => request.StartsWith("POST /build", StringComparison.Ordinal))
        );
    }

    /// <summary>One whose builds all make the same image.</summary>
    private static FaultyEngine Engine(string architecture)
    {
        var engine = new FaultyEngine();
        engine.Answer("POST /build", """{"aux":{"ID":"sha256:built"}}""");
        engine.Answer("GET /images/sha256:built/json", Image("sha256:built", architecture));
        engine.Answer("GET /images/sha256:built/history", "[]");
        engine.On("POST /images/sha256:built/tag", exchange => exchange.AnswerAsync("201 Created", ""));
        return engine;
    }

    /// <summary>Has it have an image, or have it after a pull.</summary>
    private static void Pulls(FaultyEngine engine, string name, string architecture, bool isThere = false)
    {
        if (isThere)
            engine.Answer($"GET /images/{name}:", Image("sha256:" + name, architecture));
        engine.On(
            $"POST /images/create?fromImage={Uri.EscapeDataString(name)}&",
            async exchange =>
            {
                engine.Answer($"GET /images/{name}:", Image("sha256:" + name, architecture));
                await exchange.AnswerAsync("200 OK", """{"status":"Status: Downloaded newer image"}""");
            }
        );
    }

    private static string Image(string id, string architecture) =>
        $$"""{"Id":"{{id}}","Os":"linux","Architecture":"{{architecture}}"}""";

    private static async Task BuildAsync(
        FaultyEngine faulty,
        string text,
        BuildOptions? options = null,
        PullPolicy pull = PullPolicy.IfMissing,
        CredentialSources? credentials = null,
        string? record = null
    )
    {
        using var home = new UserHome();
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        var build = new IncrementalBuild(engine.Api, new ClassicBuilder(engine.Api))
        {
            Pull = pull,
            Credentials = credentials ?? home.Sources(),
            RecordPath = record,
        };
        var dockerfile = Dockerfile.Parse(text);

        await build.RunAsync(
            new(dockerfile, BuildContext.Create(text, []), options ?? new()),
            [ImageReference.Parse("shop:1")]
        );
    }
}
