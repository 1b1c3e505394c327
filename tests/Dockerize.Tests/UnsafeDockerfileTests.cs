namespace Dockerize.Tests;

/// <summary>A Dockerfile that could harm an engine or a build is not sent. The error is reported at its line.</summary>
[TestClass]
public sealed class UnsafeDockerfileTests
{
    private const string Id = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    // A longer wait is a hang and fails the test.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [TestMethod]
    [DataRow("ARG X=1\n", 1)]
    [DataRow("# No instruction\n", 1)]
    [DataRow("", 1)]
    [DataRow("# A comment\n\nARG X=1\nARG Y\n", 3)]
    [DataRow("ARG X=1 \\\nFROM a\n", 1)]
    [DataRow("ARG X=1\rFROM a\n", 1)]
    [DataRow("ARG X=1\\\\\nFROM a\n", 1, DisplayName = "Docker 20.10 continues the line")]
    [DataRow("# unknown=1\n# escape=`\nARG X=1 \\\nFROM a\n", 3)]
    [DataRow("ARG X=\nFROM $X\n", 2)]
    [DataRow("ARG X\n\nFROM ${X} AS a\n", 3)]
    [DataRow("FROM $X\n", 1)]
    [DataRow("FROM a\nARG X=b\nFROM $X\n", 3)]
    [DataRow("ARG X=\nFROM --platform=linux/amd64 $X AS a\n", 2)]
    [DataRow("ARG X=1\nFROM ${X:+}\n", 2)]
    [DataRow("FROM \"\"\n", 1)]
    public async Task Dockerfile_without_a_base_image_is_not_sent(string text, int line)
    {
        foreach (var builder in new[] { BuilderKind.Auto, BuilderKind.BuildKit, BuilderKind.Classic })
        {
            if (builder == BuilderKind.Classic && text.Contains("\\\\", StringComparison.Ordinal))
                continue;

            using var faulty = new FaultyEngine();
            var diagnostic = await FailAsync(faulty, text, builder);

            Assert.AreEqual("DKZ1043", diagnostic.Code, diagnostic.Message);
            Assert.AreEqual("Dockerfile", Path.GetFileName(diagnostic.File));
            Assert.AreEqual(line, diagnostic.Line);
            Assert.IsFalse(
                faulty.Requests.Any(request => request.StartsWith("POST", StringComparison.Ordinal)),
                string.Join('\n', faulty.Requests)
            );
        }
    }

    [TestMethod]
    public async Task Generated_Dockerfile_with_an_empty_base_image_is_not_sent()
    {
        using var faulty = new FaultyEngine();
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        using var image = new ImageBuilder("$MISSING") { Engine = engine };

        var diagnostic = (await Assert.ThrowsAsync<Exception>(() => image.BuildAsync())).Diagnostic();

        Assert.AreEqual("DKZ1043", diagnostic.Code, diagnostic.Message);
        Assert.AreEqual(1, diagnostic.Line);
        Assert.IsFalse(faulty.Requests.Any(request => request.StartsWith("POST", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("FROM a AS builder\nFROM a\n\nCOPY --from=build /x /\n", 4, "builder")]
    [DataRow("FROM a\nCOPY --chown=1 --from=build /x /\n", 2, null)]
    [DataRow("FROM a AS x\nFROM base AS final\n", 2, null)]
    [DataRow("FROM a\nRUN --mount=type=bind,from=publish,target=/x true\n", 2, null)]
    [DataRow("FROM a\nCOPY --from=1 /x /\n", 2, null)]
    public async Task Image_name_that_looks_like_a_missing_stage_is_not_pulled(
        string text,
        int line,
        string? suggestion
    )
    {
        foreach (var builder in new[] { BuilderKind.BuildKit, BuilderKind.Classic })
        {
            using var faulty = HasImage(new FaultyEngine(), "a");
            var diagnostic = await FailAsync(faulty, text, builder);

            Assert.AreEqual("DKZ1044", diagnostic.Code, diagnostic.Message);
            Assert.AreEqual(line, diagnostic.Line);
            Assert.AreEqual(suggestion is not null, diagnostic.Message.Contains("Did you mean"), diagnostic.Message);
            Assert.Contains(suggestion is null ? "" : $"'{suggestion}'", diagnostic.Message);
            Assert.IsFalse(
                faulty.Requests.Any(request => request.StartsWith("POST", StringComparison.Ordinal)),
                string.Join('\n', faulty.Requests)
            );
        }
    }

    [TestMethod]
    [DataRow("FROM a AS build\nFROM a AS final\nCOPY --from=biuld /x /\n", 3, "build")]
    [DataRow("FROM a AS compile\nFROM a\nCOPY --from=compil /x /\n", 3, "compile")]
    [DataRow("FROM a AS base\nFROM bsae AS final\n", 2, "base")]
    public async Task Image_name_similar_to_a_stage_is_an_error_if_the_pull_fails(
        string text,
        int line,
        string suggestion
    )
    {
        using var faulty = HasImage(new FaultyEngine(), "a");
        var diagnostic = await FailAsync(faulty, text, BuilderKind.BuildKit);

        Assert.AreEqual(("DKZ1044", line), (diagnostic.Code, diagnostic.Line), diagnostic.Message);
        Assert.Contains($"'{suggestion}'", diagnostic.Message);
        Assert.IsTrue(
            faulty.Requests.Any(request => request.StartsWith("POST /images/create", StringComparison.Ordinal)),
            "the image is pulled first, because its name can be similar to a stage: image bash, stage base"
        );
    }

    [TestMethod]
    public async Task File_for_another_frontend_is_sent_without_checks()
    {
        using var faulty = HasImage(HasImage(new FaultyEngine(), "r.io/frontend"), Id);
        faulty.Answer("POST /build", $$$"""{"aux":{"ID":"{{{Id}}}"}}""");

        await BuildAsync(faulty, "# syntax=r.io/frontend\nname: shop\n", BuilderKind.BuildKit);
    }

    [TestMethod]
    [DataRow("FROM a AS nginx-config\nFROM a\nCOPY --from=nginx /x /\n", "nginx", "DKZ2026")]
    [DataRow("FROM a AS b\nFROM a\nCOPY --from=build:1 /x /\n", "build:1", "DKZ2007")]
    [DataRow("FROM python AS python1\nFROM python AS python2\n", "python", "DKZ2007")]
    [DataRow("FROM base\n", "base", "DKZ2007")]
    [DataRow("FROM a AS b\nFROM docker.io/library/build\n", "build", "DKZ2007")]
    public async Task Image_names_that_cannot_be_stages_are_pulled(string text, string image, string code)
    {
        using var faulty = HasImage(new FaultyEngine(), "a");
        var diagnostic = await FailAsync(faulty, text, BuilderKind.BuildKit);

        Assert.AreEqual(code, diagnostic.Code, diagnostic.Message);
        Assert.Contains($"{image}: ", diagnostic.Message);
        Assert.IsTrue(
            faulty.Requests.Any(request => request.StartsWith("POST /images/create", StringComparison.Ordinal)),
            string.Join('\n', faulty.Requests)
        );
    }

    [TestMethod]
    public async Task Local_image_can_have_a_name_that_looks_like_a_stage()
    {
        using var faulty = HasImage(HasImage(new FaultyEngine(), "a"), "build:latest");
        faulty.Answer("POST /build", $$$"""{"aux":{"ID":"{{{Id}}}"}}""");
        HasImage(HasImage(faulty, "build"), Id);

        await BuildAsync(faulty, "FROM a\nCOPY --from=build /x /\n", BuilderKind.Classic);
    }

    [TestMethod]
    public Task Variables_that_double_in_size_are_limited()
    {
        var doubling = Enumerable.Range(1, 26).Select(each => $"ARG A{each}=$A{each - 1}$A{each - 1}\n");

        return ExpectAsync("DKZ1045", 14, $"ARG A0=xxxxxxxxxx\n{string.Concat(doubling)}FROM $A26\n");
    }

    [TestMethod]
    [DataRow("FROM a\n{ONBUILD }RUN x\n", 20_000, "DKZ1043", 2)]
    [DataRow("ARG A=0123456789\nFROM {$A}\n", 400_000, "DKZ1045", 2)]
    [DataRow("FROM a\n{RUN cat <<EOF\n}", 20_000, "DKZ1045", 10_001)]
    [DataRow("FROM a\nRUN x{ \\\n x}\n", 200_000, "DKZ1045", 2)]
    [DataRow("{FROM a AS b\n}", 300_000, "DKZ1045", 10_001)]
    [DataRow("{FROM a AS b\n}COPY --from=b / /\n", 500_000, "DKZ1009", 0)]
    public Task Repeated_instructions_and_values_are_limited(string text, int count, string code, int line) =>
        ExpectAsync(code, line, Repeat(text, count));

    [TestMethod]
    [DataRow("FROM {--platform=a }x y z\n", 60)]
    [DataRow("FROM a\nADD {\"$}\n", 100_000)]
    [DataRow("FROM a\nRUN {--mount=from=a,}\n", 100_000)]
    [DataRow("FROM a\nRUN {<<A }\n", 100_000)]
    [DataRow("FROM a\nRUN {'\"\\}\n", 100_000)]
    [DataRow("ARG A={${A:-}\nFROM a\n", 10_000)]
    [DataRow("ARG A={${A:-{a\\}}\nFROM a\n", 10_000)]
    [DataRow("FROM a\nCOPY {--from=a }x /\n", 100_000)]
    [DataRow("FROM a\nRUN x\\{        }y\n", 100_000)]
    public async Task Dockerfile_of_any_shape_is_parsed_in_linear_time(string text, int count)
    {
        using var faulty = HasImage(new FaultyEngine(), "a");

        await FailAsync(faulty, Repeat(text, count), BuilderKind.BuildKit);
    }

    // Repeats the text between the first and the last brace.
    private static string Repeat(string text, int count)
    {
        var (start, end) = (text.IndexOf('{', StringComparison.Ordinal), text.LastIndexOf('}'));
        return text[..start] + string.Concat(Enumerable.Repeat(text[(start + 1)..end], count)) + text[(end + 1)..];
    }

    private static async Task ExpectAsync(string code, int line, string text)
    {
        using var faulty = HasImage(new FaultyEngine(), "a");
        var diagnostic = await FailAsync(faulty, text, BuilderKind.BuildKit);

        Assert.AreEqual(code, diagnostic.Code, diagnostic.Message);
        Assert.AreEqual(line, diagnostic.Line, diagnostic.Message);
        Assert.IsFalse(faulty.Requests.Any(request => request.StartsWith("POST", StringComparison.Ordinal)));
    }

    private static FaultyEngine HasImage(FaultyEngine engine, string name)
    {
        engine.Answer(
            $"GET /images/{name}/json",
            $$$"""{"Id":"{{{Id}}}","Os":"linux","Architecture":"amd64","Config":{},"RootFS":{"Layers":[]}}"""
        );
        return engine;
    }

    private static async Task<Diagnostic> FailAsync(FaultyEngine faulty, string text, BuilderKind builder) =>
        (await Assert.ThrowsAsync<Exception>(() => BuildAsync(faulty, text, builder))).Diagnostic();

    private static async Task BuildAsync(FaultyEngine faulty, string text, BuilderKind builder)
    {
        using var folder = new TemporaryFolder();
        folder.Write("Dockerfile", text);
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        await Task.Run(() => engine.BuildAsync(new ImageBuildRequest(folder.Path) { Builder = builder }))
            .WaitAsync(Limit);
    }
}
