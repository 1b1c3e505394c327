using CsCheck;

namespace Dockerize.Package.Tests;

/// <summary>What a program composes with <see cref="ImageBuilder"/>, a real engine builds.</summary>
[TestClass]
public sealed class ImageBuilderTests
{
    private static string Base => $"{TestMachine.BaseRegistry}/dotnet/runtime-deps:10.0";

    [TestMethod]
    public async Task Files_folders_texts_and_commands_are_in_the_image()
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
    public async Task A_command_gets_its_arguments_as_they_are()
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
        // All at once, and those that fit into a line of the shell's without the others, which make it an array.
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
        // The log of a container is text, in which not all of these are what they were.
        image.AddLine("ENTRYPOINT [\"base64\", \"-w0\", \"/arguments\"]");

        var id = await image.BuildAsync();

        Assert.StartsWith("RUN sh", image.Lines[^2]);
        var output = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(await RunAsync(id)));
        CollectionAssert.AreEqual(arguments.Concat(plain).ToArray(), output.Split('\u0001')[..^1]);
        await CommandLine.RemoveImagesAsync(id);
    }

    [TestMethod]
    public async Task Lines_of_progress_arrive_while_it_builds()
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

        // The first line came while the second command was waiting.
        Assert.IsGreaterThan(TimeSpan.FromSeconds(1), DateTime.UtcNow - early);
        Assert.Contains("] FROM", writer.ToString());
        await CommandLine.RemoveImagesAsync(id);
    }

    [TestMethod]
    public async Task A_failing_build_says_why_and_leaves_nothing_in_the_folder()
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
            // Podman tells such a line from a step only by its words.
            Assert.AreEqual(
                TestMachine.Engine.IsPodman ? "DKZ2008" : "DKZ2015",
                failure.Diagnostic().Code,
                failure.Message
            );
        }

        Assert.AreEqual("shop.conf", folder.Names);
    }

    [TestMethod]
    public async Task A_cancelled_build_leaves_nothing_in_the_folder()
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
        Assert.IsFalse(Directory.Exists(before[^1]), "where the text was");

        static string[] Temporary() => Directory.GetDirectories(Path.GetTempPath(), "dockerize-context-*");
    }

    [TestMethod]
    public async Task Built_again_it_comes_from_the_cache_and_a_later_line_is_added()
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
    public async Task Several_build_at_once_with_one_connection()
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
    public async Task A_newer_base_image_is_asked_for_only_if_that_is_wanted()
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
        // An image goes only after those that were made of it.
        await CommandLine.RemoveImagesAsync(onOlder, onNewer);
        await CommandLine.RemoveImagesAsync(name, older, newer);
    }

    [TestMethod]
    public async Task A_platform_that_the_base_image_is_not_for_is_an_error()
    {
        using var image = new ImageBuilder(Base, platform: Platform.Parse("linux/s390x"));
        var failure = await Assert.ThrowsAsync<Exception>(() => image.BuildAsync());
        Assert.IsTrue(failure.Diagnostic().Code is "DKZ2018" or "DKZ2007", failure.Message);
    }

    [TestMethod]
    public async Task It_is_built_as_its_options_and_its_engine_say()
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
