using CsCheck;

namespace Dockerize.Package.Tests;

/// <summary>An engine builds the images that a program composes with <see cref="ImageBuilder"/>.</summary>
[TestClass]
public sealed class ImageBuilderTests
{
    private static string Base => $"{TestMachine.BaseRegistry}/dotnet/runtime-deps:10.0";

    [TestMethod]
    public async Task Image_contains_the_files_folders_texts_and_commands_of_the_builder()
    {
        using var folder = new SourceFolder();
        folder.Write("conf/shop.conf", "one");
        folder.Write("conf/deep/er.conf", "two");
        string[] names =
        [
            "a[1].txt",
            "a*b.txt",
            "what?.txt",
            "$HOME",
            "two words",
            "it's \"quoted\"",
            "--from=x",
            "#no comment",
            "größe 世界",
        ];
        foreach (var name in names)
            folder.Write(name, name);
        using var image = new ImageBuilder(Base, baseDirectory: folder.Path);
        image.Copy("conf", "/etc/shop/");
        foreach (var (name, index) in names.Select((name, index) => (name, index)))
            image.Copy(name, $"/names/{index}");
        image.WriteText("Größe: \"$HOME\"\n", "/etc/size");
        image.AddLine(
            RunInstruction.FromCommand(["sh", "-c", "cat /etc/size /etc/shop/shop.conf > \"/etc/all of it\""])
        );
        image.AddLines(["ENV STAGE=test", "ENTRYPOINT [\"cat\"]"]);

        var id = await image.BuildAsync();

        Assert.StartsWith("sha256:", id);
        Assert.AreEqual("Größe: \"$HOME\"\none", await RunAsync(id, "/etc/all of it"));
        Assert.AreEqual("two", await RunAsync(id, "/etc/shop/deep/er.conf"));
        Assert.AreEqual(string.Concat(names), await RunAsync(id, [.. names.Select((_, index) => $"/names/{index}")]));
        Assert.Contains("STAGE=test", await InspectAsync(id, "{{json .Config.Env}}"));
        await CommandLine.RemoveImagesAsync(id);
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task RUN_command_receives_its_arguments_unchanged()
    {
        var arguments = new List<string>
        {
            "",
            " ",
            "a b",
            "'",
            "\"",
            "\\",
            "a\\",
            "$HOME",
            "${HOME}",
            "$(id)",
            "`id`",
            "a\nb",
            "\n",
            "a\r\nb",
            "\t",
            "*",
            "?",
            "~",
            "!",
            "#",
            "&",
            "|",
            ";",
            "<",
            ">",
            "(",
            ")",
            "{a,b}",
            "[\"x\"]",
            "<<EOF",
            "--mount=type=secret,id=x",
            "-n",
            "if",
            "A=b",
            "%s",
            "Grüße 世界 \ud83d\ude00",
            new('x', 100_000),
        };
        Gen.String[Gen.OneOf(Gen.Char[' ', '~'], Gen.OneOf('\n', '\r', '\t', 'ä', '文', '\'', '\\', '$')), 0, 60]
            .Sample(arguments.Add, iter: 40, threads: 1);
        using var image = new ImageBuilder(Base);
        image.WriteText("for argument in \"$@\"; do printf '%s\\001' \"$argument\"; done >> /arguments\n", "/print.sh");
        // The first command has all arguments, some of which require the exec form. The second command has only
        // arguments that the shell form supports.
        image.AddLine(RunInstruction.FromCommand(["sh", "/print.sh", .. arguments]));
        string[] plain =
        [
            .. arguments.Where(argument =>
                !argument.Contains('\n', StringComparison.Ordinal)
                && !argument.Contains('\r', StringComparison.Ordinal)
                && !argument.Contains("<<", StringComparison.Ordinal)
            ),
        ];
        image.AddLine(RunInstruction.FromCommand(["sh", "/print.sh", .. plain]));
        // The output is base64, because the log of a container changes some characters.
        image.AddLine("ENTRYPOINT [\"base64\", \"-w0\", \"/arguments\"]");

        var id = await image.BuildAsync();

        Assert.StartsWith("RUN sh", image.Lines[^2]);
        var output = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(await RunAsync(id)));
        CollectionAssert.AreEqual(arguments.Concat(plain).ToArray(), output.Split('\u0001')[..^1]);
        await CommandLine.RemoveImagesAsync(id);
    }

    [TestMethod]
    public async Task Progress_lines_are_reported_during_the_build()
    {
        using var image = new ImageBuilder(Base);
        image.AddLine($"RUN echo {Guid.NewGuid():N} said early");
        image.AddLine($"RUN sleep 2; echo {Guid.NewGuid():N}");
        var early = DateTime.MaxValue;
        using var writer = new Lines(line =>
        {
            if (
                line.Contains("said early", StringComparison.Ordinal) && !line.Contains("RUN", StringComparison.Ordinal)
            )
                early = DateTime.UtcNow;
        });

        var id = await image.BuildAsync(progress: new TextProgress(writer));

        // The first line was reported while the second command slept.
        Assert.IsGreaterThan(TimeSpan.FromSeconds(1), DateTime.UtcNow - early);
        Assert.Contains("] FROM", writer.ToString());
        await CommandLine.RemoveImagesAsync(id);
    }

    [TestMethod]
    public async Task Failed_build_reports_the_cause_and_leaves_no_files_in_the_folder()
    {
        using var folder = new SourceFolder();
        folder.Write("shop.conf", "one");
        string context;
        using (var image = new ImageBuilder(Base))
        {
            context = image.Context;
            image.AddLine("RUN echo what is wrong; exit 7");
            var failure = await Assert.ThrowsExactlyAsync<ImageBuildException>(() => image.BuildAsync());
            Assert.Contains("what is wrong", failure.Message);
            Assert.Contains("7", failure.EngineMessage);
            Assert.AreEqual(2, failure.Diagnostic().Line);
        }

        Assert.IsFalse(Directory.Exists(context));
        using (var image = new ImageBuilder(Base, context: folder.Path))
        {
            image.AddLine("NONSENSE");
            var failure = await Assert.ThrowsExactlyAsync<ImageBuildException>(() => image.BuildAsync());
            // Podman reports an invalid line in the same way as a failed step.
            Assert.AreEqual(
                TestMachine.Engine.IsPodman ? "DKZ2008" : "DKZ2015",
                failure.Diagnostic().Code,
                failure.Message
            );
        }

        Assert.AreEqual("shop.conf", folder.Names);
    }

    [TestMethod]
    public async Task Canceled_build_leaves_no_files_in_the_folder()
    {
        using var folder = new SourceFolder();
        folder.Write("shop.conf", "one");
        using var cancellation = new CancellationTokenSource();
        var (context, before) = ("", Temporary());
        using (var image = new ImageBuilder(Base, context: folder.Path))
        {
            context = image.Context;
            image.WriteText("text", "/text");
            image.AddLine($"RUN echo {Guid.NewGuid():N} runs; sleep 20");
            using var writer = new Lines(line =>
            {
                if (line.EndsWith(" runs", StringComparison.Ordinal))
                    cancellation.Cancel();
            });

            await Assert.ThrowsAsync<OperationCanceledException>(() =>
                image
                    .BuildAsync(progress: new TextProgress(writer), cancellationToken: cancellation.Token)
                    .WaitAsync(TimeSpan.FromSeconds(30))
            );
            before =
            [
                .. before,
                .. Temporary().Where(path => File.Exists(Path.Combine(path, image.Lines[1].Split(' ')[1]))),
            ];
        }

        Assert.AreEqual(folder.Path, context);
        Assert.AreEqual("shop.conf", folder.Names);
        Assert.IsFalse(Directory.Exists(before[^1]), "the temporary folder of the text is deleted");

        static string[] Temporary() => Directory.GetDirectories(Path.GetTempPath(), "dockerize-context-*");
    }

    [TestMethod]
    public async Task Second_build_reuses_the_cache_and_adds_later_lines()
    {
        using var image = new ImageBuilder(Base);
        image.WriteText($"{Guid.NewGuid():N}", "/text");
        image.AddLine("ENTRYPOINT [\"cat\", \"/text\"]");
        var first = await image.BuildAsync();
        image.AddLine("ENV LATER=1");
        var second = await image.BuildAsync();

        Assert.AreNotEqual(first, second);
        Assert.AreEqual(await RunAsync(first), await RunAsync(second));
        Assert.Contains("LATER=1", await InspectAsync(second, "{{json .Config.Env}}"));
        Assert.AreEqual(
            await InspectAsync(first, "{{json .RootFS.Layers}}"),
            await InspectAsync(second, "{{json .RootFS.Layers}}")
        );
        await CommandLine.RemoveImagesAsync(second, first);
    }

    [TestMethod]
    public async Task Parallel_builds_can_share_one_engine_connection()
    {
        using var engine = await DockerEngine.ConnectAsync(TestMachine.Engine.Host);
        var outputs = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async number =>
                {
                    using var image = new ImageBuilder(Base) { Engine = engine };
                    image.WriteText($"text {number}", "/text");
                    image.AddLine("ENTRYPOINT [\"cat\", \"/text\"]");
                    var id = await image.BuildAsync();
                    return await RunAsync(id);
                })
        );

        CollectionAssert.AreEqual(new[] { "text 0", "text 1", "text 2", "text 3" }, outputs);
    }

    [TestMethod]
    public async Task Newer_base_image_is_pulled_only_if_requested()
    {
        var name = $"{TestMachine.Registry}/newer-{Guid.NewGuid():N}:1";
        async Task<string> MakeBaseAsync(string text)
        {
            using var image = new ImageBuilder(Base);
            image.WriteText(text, "/text");
            image.AddLine("ENTRYPOINT [\"cat\", \"/text\"]");
            var id = await image.BuildAsync();
            await CommandLine.DockerAsync("tag", id, name);
            return id;
        }

        var newer = await MakeBaseAsync("newer");
        await CommandLine.DockerAsync("push", "-q", name);
        var older = await MakeBaseAsync("older");
        using var image = new ImageBuilder(name);

        var (onOlder, onNewer) = (await image.BuildAsync(), await image.BuildAsync(PullPolicy.Always));

        Assert.AreEqual("older newer", $"{await RunAsync(onOlder)} {await RunAsync(onNewer)}");
        // An image can be removed only after its child images.
        await CommandLine.RemoveImagesAsync(onOlder, onNewer);
        await CommandLine.RemoveImagesAsync(name, older, newer);
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Platform_that_the_base_image_does_not_support_is_an_error()
    {
        using var image = new ImageBuilder(Base, platform: Platform.Parse("linux/s390x"));
        var failure = await Assert.ThrowsAsync<Exception>(() => image.BuildAsync());
        Assert.IsTrue(failure.Diagnostic().Code is "DKZ2018" or "DKZ2007", failure.Message);
    }

    [TestMethod]
    public async Task Image_builder_uses_its_options_and_its_engine()
    {
        using var engine = await DockerEngine.ConnectAsync(TestMachine.Engine.Host);
        var options = new BuildOptions
        {
            Arguments = new Dictionary<string, string> { ["STAGE"] = "test" },
            Labels = new Dictionary<string, string> { ["team"] = "shop" },
            Target = "first",
        };
        using var image = new ImageBuilder($"{Base} AS first") { Engine = engine, Options = options };
        image.AddLines(["ARG STAGE", "ENV STAGE=$STAGE", $"FROM {Base}", "ENV STAGE=last"]);
        var id = await image.BuildAsync();

        Assert.Contains("STAGE=test", await InspectAsync(id, "{{json .Config.Env}}"));
        Assert.AreEqual("shop", await InspectAsync(id, "{{index .Config.Labels \"team\"}}"));
        Assert.AreEqual(
            DockerImages.Labels["build.dockerize.version"],
            await InspectAsync(id, "{{index .Config.Labels \"build.dockerize.version\"}}")
        );
        Assert.AreEqual(
            EngineVersion.Parse(await CommandLine.DockerAsync("version", "--format", "{{.Server.Version}}")),
            await engine.GetVersionAsync()
        );
    }

    private static Task<string> RunAsync(string image, params string[] arguments) =>
        CommandLine.DockerAsync(["run", "--rm", image, .. arguments]);

    private static Task<string> InspectAsync(string image, string format) =>
        CommandLine.DockerAsync("image", "inspect", "-f", format, image);
}
