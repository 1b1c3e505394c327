using Microsoft.Build.Framework;
using static Dockerize.Build.Tasks.Tests.EngineAnswers;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>
/// BuildDockerImage passes the settings to the engine, reports the progress, and tags the image only after a complete
/// build.
/// </summary>
[TestClass]
public sealed class BuildDockerImageTests
{
    // The time limit for a task. Faults are detected immediately, so a task that takes longer hangs.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [TestMethod]
    public void Engine_with_Windows_containers_is_an_error_before_any_other_request()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        engine.On(
            "GET /_ping",
            exchange => exchange.AnswerAsync("200 OK", "OK", "Api-Version: 1.41\r\nOSType: windows\r\n")
        );
        using var project = new TestProject().Use(engine);

        var error = project.Generate().Error("DKZ2022");

        Assert.Contains("Switch to Linux containers", error);
        Assert.IsTrue(
            engine.Requests.All(request => request.StartsWith("GET /_ping", StringComparison.Ordinal)),
            string.Join('\n', engine.Requests)
        );
    }

    [TestMethod]
    public void Built_image_has_one_item_per_tag_with_id_size_and_platform()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TestProject().Use(engine).Set("DockerTags", "1.0 latest");

        var task = project.Build().Success().Task;

        Assert.AreEqual(BuiltId, task.ImageId);
        Assert.AreEqual(
            $"greeter:1.0 {BuiltId} 1234 linux/amd64 false|greeter:latest {BuiltId} 1234 linux/amd64 false",
            string.Join(
                '|',
                task.Images.Select(image =>
                    $"{image.ItemSpec} {image.GetMetadata("ImageId")} {image.GetMetadata("Size")} "
                    + $"{image.GetMetadata("Platform")} {image.GetMetadata("Pushed")}"
                )
            )
        );
        Assert.AreEqual(1, engine.Count($"POST /images/{BuiltId}/tag?repo=greeter&tag=1.0"));
        Assert.AreEqual(1, engine.Count($"POST /images/{BuiltId}/tag?repo=greeter&tag=latest"));
    }

    [TestMethod]
    [DataRow("<DockerBuildNoCache>true</DockerBuildNoCache>", "nocache=1")]
    [DataRow(
        "<DockerBuildTarget>wanted</DockerBuildTarget><DockerBuildFile>My.Dockerfile</DockerBuildFile>",
        "target=wanted"
    )]
    [DataRow("<DockerBuildNetwork>none</DockerBuildNetwork>", "networkmode=none")]
    [DataRow("<DockerPlatform>linux/amd64</DockerPlatform>", "platform=linux/amd64")]
    [DataRow("<ContainerRuntimeIdentifier>linux-x64</ContainerRuntimeIdentifier>", "platform=linux/amd64")]
    [DataRow("""<DockerBuildArg Include="WHO" Value="Ada" />""", "buildargs={\"WHO\":\"Ada\"}")]
    [DataRow("""<DockerBuildCacheFrom Include="r.io/shop:latest" />""", "cachefrom=[\"r.io/shop:latest\"]")]
    [DataRow("<DockerBuildCacheTo>inline</DockerBuildCacheTo>", "buildargs={\"BUILDKIT_INLINE_CACHE\":\"1\"}")]
    [DataRow("<DockerBuildCacheTo>type=inline</DockerBuildCacheTo>", "version=2")]
    [DataRow(
        "<DockerBuildFile>My.Dockerfile</DockerBuildFile><DockerBuilder>classic</DockerBuilder>",
        "dockerfile=My.Dockerfile"
    )]
    [DataRow("<DockerBuildFile>My.Dockerfile</DockerBuildFile>", "version=2")]
    [DataRow("<DockerBuilder>buildkit</DockerBuilder>", "version=2")]
    public void Build_options_reach_the_engine(string xml, string parameter)
    {
        using var engine = new FaultyEngine().HasBase();
        using var project = new TestProject().Use(engine).Read(xml);
        project.Write("My.Dockerfile", "FROM base AS wanted\nARG WHO\n");

        // The engine rejects the build, because each builder expects different responses. Only the request matters.
        Assert.IsFalse(project.Build().Succeeded);

        var request = engine.Requests.First(line => line.StartsWith("POST /build?", StringComparison.Ordinal));
        Assert.Contains(parameter, Uri.UnescapeDataString(request.Split(' ')[1])[1..].Split('?', '&'));
    }

    [TestMethod]
    [DataRow("true", true)]
    [DataRow("false", false)]
    public void Label_with_the_digest_of_the_inputs_follows_ContainerGenerateLabels(string value, bool isLabeled)
    {
        using var engine = new FaultyEngine().HasBase();
        using var project = new TestProject()
            .Use(engine)
            .Set("DockerBuilder", "buildkit")
            .Set("ContainerGenerateLabels", value);

        // The engine rejects the build. Only the request matters.
        Assert.IsFalse(project.Build().Succeeded);

        var request = engine.Requests.First(line => line.StartsWith("POST /build?", StringComparison.Ordinal));
        Assert.AreEqual(isLabeled, Uri.UnescapeDataString(request).Contains("\"build.dockerize.inputs\":\"sha"));
    }

    [TestMethod]
    public void Log_contains_no_control_characters_or_CI_commands_from_the_engine()
    {
        const string Hostile = @"\u001b]0;owned\u0007\u202e ##vso[task.complete]\r\n::error::evil";
        using var engine = new FaultyEngine().HasBase();
        engine.Answer(
            "POST /build",
            $$"""
            {"stream":"Step 1/1 : RUN {{Hostile}}\n"}
            {"stream":" ---\u003e Running in 0123456789ab\n"}
            {"stream":"{{Hostile}}\n"}
            {"status":"{{Hostile}}","id":"{{Hostile}}"}
            {"error":"{{Hostile}}"}
            """
        );
        using var project = new TestProject().Use(engine);

        var result = project.Build();

        var error = result.Error("DKZ2008");
        var lines = result.Engine.Messages.Select(message => message.Message!).Append(error);
        foreach (var line in lines.SelectMany(text => text.Split('\n')))
            Assert.DoesNotMatchRegex(@"[\p{Cc}\u202E]|##vso\[|\A\s*::", line);
        Assert.Contains(@"\x1b]0;owned\x07\u202e \x23#vso[task.complete] ::error::evil", error);
    }

    [TestMethod]
    [DataRow("kaniko")]
    [DataRow("classic,buildkit")]
    public void Invalid_builder_is_an_error_before_the_build_request(string builder)
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TestProject().Use(engine).Set("DockerBuilder", builder);

        var result = project.Build();

        Assert.Contains("auto, classic or buildkit", result.Error("DKZ1011"));
        Assert.AreEqual(project.File, result.Engine.Errors[0].File);
        Assert.AreEqual(0, engine.Count("POST /build"));
    }

    [TestMethod]
    [DataRow("while the files are sent", "DKZ2003")]
    [DataRow("between two messages", "DKZ2003")]
    [DataRow("inside a message", "DKZ2003")]
    [DataRow("before the tag", "DKZ2003")]
    [DataRow("answers with HTML", "DKZ2004")]
    public async Task No_image_is_tagged_when_the_engine_fails(string when, string code)
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        engine.On(
            when == "before the tag" ? $"POST /images/{BuiltId}/tag" : "POST /build",
            async exchange =>
            {
                if (when == "answers with HTML")
                    await exchange.AnswerAsync(
                        "500 Internal Server Error",
                        "<html><body><h1>Oops</h1></body></html>",
                        "Content-Type: text/html\r\n"
                    );
                else if (when is "between two messages" or "inside a message")
                {
                    await exchange.ReadBodyAsync();
                    await exchange.BeginAsync();
                    await exchange.SayAsync(
                        """{"stream":"Step 1/1 : FROM base\n"}"""
                            + "\n"
                            + (when == "inside a message" ? """{"stream":"St""" : "")
                    );
                }
                else if (when == "while the files are sent")
                    await exchange.ReadBodyAsync(1000);
            }
        );
        using var project = new TestProject().Use(engine);

        var result = await Task.Run(project.Build).WaitAsync(Limit);

        Assert.DoesNotContain("<html>", result.Error(code));
        Assert.IsEmpty(result.Task.Images);
        Assert.AreEqual(when == "before the tag" ? 1 : 0, engine.Count($"POST /images/{BuiltId}/tag"));
        Assert.IsFalse(File.Exists(project.PathOf("obj/Release/net10.0/docker/image.json")));
        Assert.DoesNotContain(
            message => message.Message!.Contains("   at ", StringComparison.Ordinal),
            result.Engine.Messages
        );
    }

    [TestMethod]
    [DataRow(true, "")]
    [DataRow(false, "DKZ2013")]
    public async Task Silent_build_fails_only_when_the_engine_does_not_answer_pings(bool answersPings, string code)
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        engine.On(
            "POST /build",
            async exchange =>
            {
                await exchange.ReadBodyAsync();
                await exchange.BeginAsync();
                if (!answersPings)
                    engine.On("", other => other.FallSilentAsync());
                await Task.Delay(2500);
                await exchange.SayAsync($$$"""{"aux":{"ID":"{{{BuiltId}}}"}}""");
                await exchange.EndAsync();
            }
        );
        using var project = new TestProject().Use(engine).Set("DockerTimeout", "1");

        var result = await Task.Run(project.Build).WaitAsync(Limit);

        Assert.AreEqual(code, string.Join(' ', result.Engine.Errors.Select(error => error.Code)));
        Assert.AreEqual(answersPings, result.Succeeded);
    }

    [TestMethod]
    [DataRow("arm64", "DKZ2031", "for linux/arm64")]
    [DataRow("amd64", "DKZ2008", "exec format error")]
    public void Program_for_another_processor_requires_emulation(string architecture, string code, string part)
    {
        using var engine = new FaultyEngine().HasBase(architecture: architecture);
        engine.Answer(
            "POST /build",
            """
            {"stream":"Step 1/2 : FROM base\n"}
            {"stream":"Step 2/2 : RUN make\n"}
            {"stream":"exec /bin/sh: exec format error\n"}
            {"error":"The command '/bin/sh -c make' returned a non-zero code: 255"}

            """
        );
        using var project = new TestProject()
            .Use(engine)
            .Set("DockerBuildFile", "Dockerfile")
            .Set("DockerBuilder", "classic")
            .Set("DockerPlatform", $"linux/{architecture}");
        project.Write("Dockerfile", "FROM base\nRUN make\n");

        Assert.Contains(part, project.Build().Error(code));
    }

    [TestMethod]
    public void Failed_step_is_an_error_at_its_line_in_the_Dockerfile()
    {
        using var engine = new FaultyEngine().HasBase();
        engine.Answer(
            "POST /build",
            """
            {"stream":"Step 1/2 : FROM base\n"}
            {"stream":"Step 2/2 : RUN echo the disk is full; exit 7\n"}
            {"stream":"the disk is full\n"}
            {"errorDetail":{"code":7,"message":"The command '/bin/sh -c echo' returned a non-zero code: 7"},"error":"The command '/bin/sh -c echo' returned a non-zero code: 7"}

            """
        );
        using var project = new TestProject()
            .Use(engine)
            .Set("DockerBuildFile", "Dockerfile")
            .Set("DockerBuilder", "classic");
        var dockerfile = project.Write("Dockerfile", "# Mine\nFROM base\nRUN echo the disk is full; exit 7\n");

        var result = project.Build();

        Assert.Contains("the disk is full", result.Error("DKZ2008"));
        var error = result.Engine.Errors[0];
        Assert.AreEqual($"{dockerfile}(3,1)", $"{error.File}({error.LineNumber},{error.ColumnNumber})");
    }

    [TestMethod]
    public void Failed_step_of_a_generated_Dockerfile_is_an_error_with_its_project_item()
    {
        using var engine = new FaultyEngine().HasBase();
        using var project = new TestProject()
            .Use(engine)
            .Set("DockerBuilder", "classic")
            .Add("DockerRun", "make locale", ("Command", "locale-gen --all"));
        var plan = project.Generate().Success().Task;
        var dockerfile = Dockerfile.Load(plan.DockerfilePath);
        var step = dockerfile.Instructions.ToList().FindIndex(each => each.Keyword == "RUN") + 1;
        engine.Answer(
            "POST /build",
            $$"""
            {"stream":"Step {{step}}/9 : RUN locale-gen --all\n"}
            {"error":"The command '/bin/sh -c locale-gen --all' returned a non-zero code: 2"}

            """
        );

        var result = project.Build(plan);

        StringAssert.StartsWith(
            result.Error("DKZ2008"),
            "DockerRun 'make locale' failed: The command '/bin/sh -c locale-gen --all' returned",
            StringComparison.Ordinal
        );
        Assert.Contains("Correct DockerRun 'make locale' in the project", result.Engine.Errors[0].Message!);
        Assert.AreEqual(plan.DockerfilePath, result.Engine.Errors[0].File);
        Assert.AreEqual(dockerfile.LineOfStep(step), result.Engine.Errors[0].LineNumber);
    }

    [TestMethod]
    public void Engine_warning_is_logged_with_a_code_and_the_path_of_the_Dockerfile()
    {
        using var engine = new FaultyEngine().HasBase();
        engine.Answer(
            "POST /build",
            """{"stream":"[Warning] One or more build-args [NOBODY] were not consumed\n"}"""
                + "\n"
                + $$$"""{"aux":{"ID":"{{{BuiltId}}}"}}"""
        );
        engine.On($"POST /images/{BuiltId}/tag", exchange => exchange.AnswerAsync("201 Created", ""));
        using var project = new TestProject()
            .Use(engine)
            .Read(
                """
                <DockerBuildFile>Dockerfile</DockerBuildFile><DockerBuilder>classic</DockerBuilder><DockerBuildArg Include="NOBODY" Value="1" />
                """
            );
        var dockerfile = project.Write("Dockerfile", "FROM base\n");

        var warning = project.Build().Success().Engine.Warnings.Single();

        Assert.AreEqual("DKZ2014", warning.Code);
        Assert.AreEqual(dockerfile, warning.File);
        Assert.Contains("[NOBODY]", warning.Message!);
    }

    [TestMethod]
    public void Build_steps_are_shown_by_default_and_their_output_at_normal_verbosity()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TestProject().Use(engine).Set("DockerPorts", "8080").Set("DockerBuilder", "classic");

        var result = project.Build().Success();

        var shown = string.Join('\n', result.Information);
        Assert.Contains("Sending ", shown);
        Assert.Contains("[1/2] FROM base", shown);
        Assert.Contains("Run it: docker run --rm -p 8080:8080 greeter:latest", shown);
        Assert.Contains("  output of the command", result.Messages(MessageImportance.Normal));
    }

    [TestMethod]
    [DataRow("true", "greeter ")]
    [DataRow("", "")]
    public void Lines_begin_with_the_name_of_the_image_only_if_several_projects_are_published(
        string isOneOfSeveral,
        string prefix
    )
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TestProject()
            .Use(engine)
            .Set("_DockerIsOneOfSeveral", isOneOfSeveral)
            .Set("DockerBuilder", "classic");

        var result = project.Build().Success();

        var shown = string.Join('\n', result.Information);
        StringAssert.StartsWith(shown, $"{prefix}Sending ", StringComparison.Ordinal);
        Assert.Contains($"\n{prefix}[1/2] FROM base", shown);
        Assert.Contains("\nRun it: docker run --rm ", shown);
        Assert.Contains($"{prefix}  output of the command", result.Messages(MessageImportance.Normal));
    }

    [TestMethod]
    [DataRow("", "docker run --rm greeter:latest")]
    [DataRow(
        "<DockerPorts>9090;8000-8010;5353/udp</DockerPorts>",
        "docker run --rm -p 9090:9090 -p 8000-8010:8000-8010 -p 5353:5353/udp greeter:latest"
    )]
    [DataRow("<DockerBuildFile>Dockerfile</DockerBuildFile>", "docker run --rm -p 8080:8080 greeter:latest")]
    public void Suggested_docker_run_command_publishes_only_the_ports_of_the_app(string xml, string expected)
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TestProject().Use(engine).Read(xml).Set("DockerBuilder", "classic");
        project.Write("Dockerfile", "FROM base\n");

        Assert.Contains($"Run it: {expected}", project.Build().Success().Information);
    }

    [TestMethod]
    public async Task Canceled_build_logs_no_error_and_tags_no_image()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TestProject().Use(engine);
        using var task = TestProject.BuildTask(project.Generate().Success().Task);
        engine.On(
            "POST /build",
            async exchange =>
            {
                await exchange.BeginAsync();
                task.Cancel();
                await exchange.WaitForClientAsync();
            }
        );

        var result = await Task.Run(() => project.Run(task)).WaitAsync(Limit);

        Assert.IsFalse(result.Succeeded);
        Assert.IsEmpty(result.Engine.Errors);
        Assert.Contains("BuildDockerImage was canceled.", result.Information);
        Assert.AreEqual(0, engine.Count($"POST /images/{BuiltId}/tag"));
    }

    [TestMethod]
    public void DockerContext_property_selects_the_engine()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        TestEnvironment.CreateContext("builds", engine.Host);
        using var project = new TestProject().Set("DockerBuild", "true").Set("DockerContext", "builds");

        project.Build().Success();

        Assert.AreEqual(1, engine.Count("POST /build"));
    }
}
