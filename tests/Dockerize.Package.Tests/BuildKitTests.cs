using System.Text.RegularExpressions;

namespace Dockerize.Package.Tests;

/// <summary>
/// The classic builder and BuildKit, over the API of the engine. Tests that require BuildKit are skipped if the engine
/// does not provide it (Podman).
/// </summary>
[TestClass]
public sealed class BuildKitTests
{
    /// <summary>The empty layer that BuildKit creates for a WORKDIR that already exists.</summary>
    internal const string EmptyLayer = "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef";

    private static readonly string Base = $"{TestMachine.BaseRegistry}/dotnet/runtime-deps:10.0";

    [TestMethod]
    public async Task Custom_Dockerfile_can_use_BuildKit_syntax()
    {
        await RequireBuildKitAsync();
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync(
            "<DockerBuildFile>Dockerfile</DockerBuildFile><DockerBuildContext>Published</DockerBuildContext>"
        );
        folder.Write(
            "Greeter/Dockerfile",
            $"""
            FROM --platform=$BUILDPLATFORM {TestMachine.BaseRegistry}/dotnet/runtime:10.0 AS tools
            ARG TARGETARCH
            RUN --mount=type=cache,target=/cache echo "for $TARGETARCH" | tee /cache/x > /what

            FROM {TestMachine.BaseRegistry}/dotnet/runtime:10.0 AS unused
            RUN exit 1

            FROM {TestMachine.BaseRegistry}/dotnet/runtime:10.0
            COPY --from=tools --chmod=0440 /what /
            COPY app/ /
            ENTRYPOINT ["dotnet", "/app/Greeter.dll"]
            """
        );

        var log = (await folder.PublishAsync("Greeter")).Succeeded();

        Assert.AreEqual("Hello from the image", await folder.RunAsync());
        StringAssert.Matches(await folder.RunAsync("cat", "/what"), new Regex("^for (amd64|arm64)$"));
        StringAssert.Contains(log, "[stage-2 2/3] COPY --from=tools --chmod=0440 /what /", StringComparison.Ordinal);
        StringAssert.Matches(
            (await folder.PublishAsync("Greeter", "-p:DockerForceBuild=true")).Succeeded(),
            new Regex(@"\[stage-2 3/3\] COPY app/ / \(cached\)")
        );
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Failed_BuildKit_step_is_an_error_with_its_line_exit_code_and_last_output()
    {
        await RequireBuildKitAsync();
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync("<DockerBuildFile>Dockerfile</DockerBuildFile>");
        folder.Write(
            "Greeter/Dockerfile",
            $"# of ours\n\nFROM {Base} AS tools\nWORKDIR /x\nRUN echo fine\n\nFROM {Base}\nENV A=1\n"
                + "COPY --from=tools /x /x\nRUN echo first; \\\n  seq 20; echo the disk is full; \\\n  exit 7\n"
        );

        var result = await folder.PublishAsync("Greeter");

        Assert.AreEqual(1, result.ExitCode, result.Output);
        StringAssert.Matches(result.Output, new Regex(@"Greeter/Dockerfile\(10,1\): error DKZ2008: .*exit code: 7\."));
        StringAssert.Contains(result.Output, "the disk is full", StringComparison.Ordinal);
        Assert.DoesNotContain(
            "\n  8\n",
            result.Output[result.Output.IndexOf("error DKZ2008", StringComparison.Ordinal)..],
            "only the last twelve lines are shown"
        );
        Assert.IsFalse(Regex.IsMatch(result.Output, @"^\s+at \w+\.", RegexOptions.Multiline), result.Output);
        Assert.AreEqual("", await folder.ImageIdAsync());
    }

    [TestMethod]
    public async Task Both_builders_create_the_same_layers_of_an_app_and_BuildKit_is_the_default()
    {
        await RequireBuildKitAsync();
        await using var folder = new UserFolder();
        await folder.UseHelloWebAsync();

        var buildKit = (await folder.PublishAsync(Sample.HelloWebProject)).Succeeded();
        var classic = (
            await folder.PublishAsync(
                Sample.HelloWebProject,
                "-p:DockerBuilder=classic",
                "-p:DockerTags=classic",
                "-p:DockerForceBuild=true"
            )
        ).Succeeded();

        Assert.DoesNotContain("] EXPOSE ", buildKit, "only the classic builder shows steps without a layer");
        Assert.Contains("] EXPOSE ", classic);
        Assert.DoesNotContain("warning", buildKit, "the generated Dockerfile passes the checks of BuildKit");
        CollectionAssert.AreEqual(
            await folder.LayersAsync("classic"),
            (await folder.LayersAsync()).Where(layer => layer != EmptyLayer).ToArray()
        );
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Layers_are_the_same_with_each_builder_and_transfer_after_each_change()
    {
        using var engine = await RequireBuildKitAsync();
        using var folder = new TemporaryFolder();
        IEngineBuilder[] builders =
        [
            new ClassicBuilder(engine.Api),
            new BuildKitBuilder(engine.Api) { SmallestSynchronized = long.MaxValue },
            new BuildKitBuilder(engine.Api) { SmallestSynchronized = 0 },
        ];
        var dockerfile = Dockerfile.Parse($"FROM {Base}\nCOPY packages/ /\nCOPY app/ /\n");
        var id = $"{Guid.NewGuid()}";
        Dictionary<string, string> files = new()
        {
            ["packages/app/lib.dll"] = id,
            ["packages/app/de/lib.resources.dll"] = id,
            ["app/app/run.sh"] = "#!/bin/sh",
            ["app/app/wwwroot/site.css"] = "a",
        };
        Action[] changes =
        [
            () => { },
            () => files["app/app/wwwroot/site.css"] = "b",
            () => files["packages/app/new/lib.dll"] = "c",
            () => files.Remove("packages/app/de/lib.resources.dll"),
        ];

        foreach (var change in changes)
        {
            change();
            var context = BuildContext.Create(
                dockerfile.Text,
                files.Select(file => new ContextFile(
                    folder.Write(file.Key, file.Value),
                    file.Key,
                    Folder: file.Key.Split('/')[0]
                ))
            );
            var layers = new List<string>();
            foreach (var builder in builders)
            {
                // Without the cache, layers of an earlier build are not used. A synchronization still sends only
                // changes.
                var options = new BuildOptions
                {
                    DockerfilePath = Path.Combine(folder.Path, "Dockerfile"),
                    NoCache = true,
                };
                var image = await builder.BuildAsync(dockerfile, context, options);
                layers.Add(string.Join('\n', image.Layers));
                await engine.Api.RemoveImageAsync(image.Id, false, false, CancellationToken.None);
            }

            Assert.AreEqual(layers[0], layers[1], "archive");
            Assert.AreEqual(layers[0], layers[2], "synchronization");
        }
    }

    [TestMethod]
    public async Task Step_that_requires_a_missing_secret_is_an_error_with_both_builders()
    {
        using var engine = await RequireBuildKitAsync();
        foreach (var kind in new[] { "secret,id=key,required=true", "ssh,required=true" })
        {
            foreach (var builder in Builders(engine))
            {
                var diagnostic = await FailAsync(builder, $"FROM {Base}\nENV A=1\nRUN --mount=type={kind} true\n");

                // The classic builder cannot pass secrets to a step.
                Assert.AreEqual(builder is ClassicBuilder ? "DKZ2016" : "DKZ1051", diagnostic.Code, diagnostic.Message);
                Assert.AreEqual(3, diagnostic.Line);
            }
        }
    }

    [TestMethod]
    public async Task Dockerfile_errors_have_their_line_with_both_builders()
    {
        using var engine = await RequireBuildKitAsync();
        foreach (var builder in Builders(engine))
        {
            foreach (
                var (text, code, line, words) in new[]
                {
                    ($"FROM {Base}\n\nFOO bar\n", "DKZ2015", 3, "FOO"),
                    ("# nothing\n", "DKZ2015", 0, "no instructions"),
                    ($"FROM {Base}\nENV A=1\nCOPY nothing /x\n", "DKZ2008", 3, "nothing"),
                    ($"FROM {Base}\nRUN [\"/nothing\"]\n", "DKZ2008", 2, "/nothing"),
                    (
                        $"FROM {Base}\nCOPY --from={TestMachine.BaseRegistry}/no/such:1 /a /b\n",
                        "DKZ2008",
                        2,
                        "no/such:1"
                    ),
                    (
                        $"ARG A=1\nFROM {Base} AS one\nFROM {TestMachine.BaseRegistry}/no/such:1\n",
                        "DKZ2008",
                        3,
                        "no/such:1"
                    ),
                }
            )
            {
                var diagnostic = await FailAsync(builder, text);

                Assert.AreEqual($"{code} {line}", $"{diagnostic.Code} {diagnostic.Line}", diagnostic.Message);
                StringAssert.Contains(diagnostic.Message, words, StringComparison.Ordinal);
            }

            Assert.StartsWith(
                "Stage 'three' of DockerBuildTarget not found.",
                (
                    await FailAsync(
                        builder,
                        $"FROM {Base} AS one\nFROM one AS two\n",
                        new() { DockerfilePath = "/Dockerfile", Target = "three" }
                    )
                ).Message
            );
        }
    }

    [TestMethod]
    public async Task Unused_build_arguments_are_a_warning_of_the_classic_builder()
    {
        using var engine = await DockerEngine.ConnectAsync();
        var dockerfile = Dockerfile.Parse($"FROM {Base}\nLABEL a=b\n");
        var lines = new Lines();

        await new ClassicBuilder(engine.Api).BuildAsync(
            dockerfile,
            BuildContext.Create(dockerfile.Text, []),
            new()
            {
                DockerfilePath = "/Dockerfile",
                Arguments = new Dictionary<string, string> { ["NOBODYS"] = "1" },
            },
            lines
        );

        var warning = lines.OfType<WarningMessage>().Single().Warning.Diagnostic();
        Assert.AreEqual("DKZ2014 /Dockerfile", $"{warning.Code} {warning.File}");
        StringAssert.Contains(warning.Message, "NOBODYS", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Rejection_before_the_end_of_a_large_build_context_is_reported()
    {
        using var engine = await RequireBuildKitAsync();
        var large = Path.GetTempFileName();
        try
        {
            using (var file = File.OpenWrite(large))
                file.SetLength(64 << 20);
            ContextFile[] files = [new(large, "large", null, ContextFile.PlainMode)];
            var buildKit = new BuildKitBuilder(engine.Api) { SmallestSynchronized = long.MaxValue };
            foreach (var builder in new IEngineBuilder[] { new ClassicBuilder(engine.Api), buildKit })
                Assert.AreEqual("DKZ2015", (await FailAsync(builder, $"FROM {Base}\nFOO\n", files: files)).Code);
            var dockerfile = Dockerfile.Parse($"FROM {Base}\n");
            var context = BuildContext.Create(dockerfile.Text, files);

            var error = await Assert.ThrowsExactlyAsync<ImageBuildException>(() =>
                buildKit.BuildAsync(dockerfile, context, new() { DockerfilePath = "/Dockerfile", Network = "mine" })
            );
            Assert.StartsWith("Invalid value 'mine' of DockerBuildNetwork", error.Diagnostic().Message);

            error = await Assert.ThrowsExactlyAsync<ImageBuildException>(() =>
                buildKit.BuildAsync(
                    dockerfile,
                    context,
                    new() { DockerfilePath = "/Dockerfile", Platform = new Platform("no", "such", "!") }
                )
            );
            Assert.AreEqual("DKZ2004", error.Diagnostic().Code);
            StringAssert.Contains(error.Diagnostic().Message, "platform", StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(large);
        }
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Canceled_BuildKit_build_ends_in_the_engine()
    {
        using var engine = await RequireBuildKitAsync();
        var dockerfile = Dockerfile.Parse(
            $"ARG COMMAND\nFROM {Base}\nARG COMMAND\nRUN --mount=type=cache,sharing=locked,id={Guid.NewGuid():N},"
                + "target=/x echo running && $COMMAND\n"
        );
        using var cancellation = new CancellationTokenSource();
        var lines = new Lines(line =>
        {
            if (line.Text == "  running")
                cancellation.Cancel();
        });

        await Assert.ThrowsAsync<OperationCanceledException>(() => BuildAsync("sleep 600", lines, cancellation.Token));

        // This build waits for the locked cache until the canceled build has ended.
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await BuildAsync("true", new Lines(), timeout.Token);

        Task BuildAsync(string command, Lines lines, CancellationToken cancellationToken) =>
            new BuildKitBuilder(engine.Api).BuildAsync(
                dockerfile,
                BuildContext.Create(dockerfile.Text, [], cancellationToken: cancellationToken),
                new()
                {
                    DockerfilePath = "/Dockerfile",
                    Arguments = new Dictionary<string, string> { ["COMMAND"] = command },
                },
                lines,
                cancellationToken
            );
    }

    [TestMethod]
    [DoNotParallelize]
    public async Task Layers_of_a_pushed_image_are_reused_on_a_machine_without_a_build_cache()
    {
        using var engine = await RequireBuildKitAsync();
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync(
            "<DockerBuildFile>My.Dockerfile</DockerBuildFile><DockerBuilder>buildkit</DockerBuilder>",
            $"""<DockerBuildCacheFrom Include="{folder.Image}:latest" />"""
        );
        folder.Write("Greeter/.dockerignore", "bin\nobj\n");
        folder.Write(
            "Greeter/My.Dockerfile",
            $"FROM {TestMachine.BaseRegistry}/dotnet/runtime:10.0\n"
                + $"RUN cat /proc/sys/kernel/random/uuid > /random # {folder.Repository}\n"
        );
        (await folder.PublishAsync("Greeter", "-p:DockerPush=true")).Succeeded();
        var random = await folder.RunAsync("cat", "/random");
        await CommandLine.RemoveImagesAsync(folder.Image);
        await CommandLine.DockerAsync("builder", "prune", "-af");

        var result = await folder.PublishAsync("Greeter");

        result.Succeeded();
        Assert.AreEqual(random, await folder.RunAsync("cat", "/random"), result.Output);
    }

    private static async Task<DockerEngine> RequireBuildKitAsync()
    {
        var engine = await DockerEngine.ConnectAsync();
        if (!engine.Info.HasBuildKit)
            Assert.Inconclusive($"The engine at {engine.Endpoint} has no BuildKit.");
        return engine;
    }

    private static IEngineBuilder[] Builders(DockerEngine engine) =>
        [new ClassicBuilder(engine.Api), new BuildKitBuilder(engine.Api)];

    private static async Task<Diagnostic> FailAsync(
        IEngineBuilder builder,
        string text,
        BuildOptions? options = null,
        IEnumerable<ContextFile>? files = null
    )
    {
        var dockerfile = Dockerfile.Parse(text);
        return (
            await Assert.ThrowsExactlyAsync<ImageBuildException>(
                () =>
                    builder.BuildAsync(
                        dockerfile,
                        BuildContext.Create(text, files ?? []),
                        options ?? new() { DockerfilePath = "/Dockerfile" }
                    ),
                $"{builder.GetType().Name}: {text}"
            )
        ).Diagnostic();
    }

    private sealed class Lines(Action<ProgressMessage>? read = null) : List<ProgressMessage>, IProgress<ProgressMessage>
    {
        public void Report(ProgressMessage value)
        {
            Add(value);
            read?.Invoke(value);
        }
    }
}
