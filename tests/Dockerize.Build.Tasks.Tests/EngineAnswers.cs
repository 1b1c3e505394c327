namespace Dockerize.Build.Tasks.Tests;

/// <summary>Engine responses for base images, builds and pushes.</summary>
internal static class EngineAnswers
{
    /// <summary>The id of the base image.</summary>
    public const string BaseId = "sha256:ba5e0000000000000000000000000000000000000000000000000000000000ff";

    /// <summary>The id of each built image.</summary>
    public const string BuiltId = "sha256:b0000000000000000000000000000000000000000000000000000000000000ff";

    /// <summary>The digest of each pushed image.</summary>
    public const string PushedDigest = "sha256:d16e5700000000000000000000000000000000000000000000000000000000ff";

    private const string Steps = """
        {"stream":"Step 1/2 : FROM base\n"}
        {"stream":" ---\u003e ba5e00000000\n"}
        {"stream":"Step 2/2 : RUN echo\n"}
        {"stream":" ---\u003e Running in 0123456789ab\n"}
        {"stream":"output of the command\n"}
        {"stream":" ---\u003e b00000000000\n"}

        """;

    private const string Built = $$$"""{"aux":{"ID":"{{{BuiltId}}}"}}""";

    /// <summary>Answers every inspection of an image name with the base image.</summary>
    public static FaultyEngine HasBase(
        this FaultyEngine engine,
        string config = """{"User":"app"}""",
        string architecture = "amd64",
        string id = BaseId
    )
    {
        engine.On(
            "GET /images/",
            exchange =>
                exchange.AnswerAsync(
                    "200 OK",
                    $$"""{"Id":"{{id}}","Os":"linux","Architecture":"{{architecture}}","Config":{{config}}}"""
                )
        );
        return engine.KnowsBuilt();
    }

    /// <summary>Answers every build with the same image.</summary>
    public static FaultyEngine Builds(this FaultyEngine engine)
    {
        engine.Answer("POST /build", Steps + Built);
        engine.On($"POST /images/{BuiltId}/tag", exchange => exchange.AnswerAsync("201 Created", ""));
        return engine.KnowsBuilt();
    }

    /// <summary>Answers every inspection in a repository with the built image, and every push with success.</summary>
    public static FaultyEngine Pushes(this FaultyEngine engine, string repository)
    {
        engine.On($"GET /images/{repository}:", exchange => exchange.AnswerAsync("200 OK", Image()));
        engine.Answer(
            $"POST /images/{repository}/push",
            $$$"""
            {"status":"The push refers to repository [{{{repository}}}]"}
            {"status":"Preparing","progressDetail":{},"id":"0123456789ab"}
            {"status":"Pushing","progressDetail":{"current":512,"total":1024},"progress":"=>","id":"0123456789ab"}
            {"status":"Pushed","progressDetail":{},"id":"0123456789ab"}
            {"progressDetail":{},"aux":{"Tag":"1","Digest":"{{{PushedDigest}}}","Size":1}}
            """
        );
        engine.On(
            $"GET /distribution/{repository}:",
            exchange => exchange.AnswerAsync("200 OK", $$$"""{"Descriptor":{"digest":"{{{PushedDigest}}}"}}""")
        );
        return engine;
    }

    /// <summary>
    /// Answers every inspection in a repository with the built image, and every save with an empty archive.
    /// </summary>
    public static FaultyEngine Saves(this FaultyEngine engine, string repository)
    {
        engine.On($"GET /images/{repository}:", exchange => exchange.AnswerAsync("200 OK", Image()));
        engine.Answer("GET /images/get", new string('\0', 1024));
        return engine;
    }

    /// <summary>The number of requests whose first line starts with the text.</summary>
    public static int Count(this FaultyEngine engine, string request) =>
        engine.Requests.Count(line => line.StartsWith(request, StringComparison.Ordinal));

    private static FaultyEngine KnowsBuilt(this FaultyEngine engine)
    {
        engine.On($"GET /images/{BuiltId}/json", exchange => exchange.AnswerAsync("200 OK", Image()));
        engine.Answer($"GET /images/{BuiltId}/history", "[]");
        return engine;
    }

    private static string Image() =>
        $$"""{"Id":"{{BuiltId}}","Os":"linux","Architecture":"amd64","Size":1234,"RepoTags":["greeter:latest"],"Config":{"ExposedPorts":{"8080/tcp":{} } } }""";
}
