namespace Dockerize.Package.Tests;

/// <summary>One call builds an image from a folder, and one call pushes an image to a registry.</summary>
[TestClass]
public sealed class DockerImagesTests
{
    private readonly string repository = "images-" + Guid.NewGuid().ToString("N")[..12];

    private static string Base => $"{TestMachine.BaseRegistry}/dotnet/runtime-deps:10.0";

    [TestMethod]
    public async Task Folder_with_a_Dockerfile_becomes_an_image_with_a_tag_and_the_version_label()
    {
        using var folder = new SourceFolder();
        folder.Write("text", "one");
        folder.Write("Dockerfile", $"FROM {Base}\nCOPY text /text\nENTRYPOINT [\"cat\", \"/text\"]\n");

        var id = await DockerImages.BuildAsync(folder.Path, tag: $"{repository}:1");

        Assert.AreEqual(id, await IdAsync($"{repository}:1"));
        Assert.AreEqual("one", await CommandLine.DockerAsync("run", "--rm", $"{repository}:1"));
        Assert.AreEqual(
            DockerImages.Labels["build.dockerize.version"],
            await InspectAsync($"{repository}:1", "{{index .Config.Labels \"build.dockerize.version\"}}")
        );
        Assert.AreEqual("Dockerfile text", folder.Names);
        await CommandLine.RemoveImagesAsync($"{repository}:1");
    }

    [TestMethod]
    public async Task Build_uses_the_Dockerfile_path_and_options_and_keeps_the_version_label()
    {
        using var folder = new SourceFolder();
        folder.Write("docker/My.Dockerfile", $"ARG BASE\nFROM $BASE AS first\nENV A=1\nFROM first\nENV A=2\n");

        var id = await DockerImages.BuildAsync(
            new ImageBuildRequest(folder.Path)
            {
                Dockerfile = "docker/My.Dockerfile",
                Options =
                {
                    Arguments = new Dictionary<string, string> { ["BASE"] = Base },
                    Labels = new Dictionary<string, string> { ["build.dockerize.version"] = "mine", ["team"] = "shop" },
                    Target = "first",
                },
            }
        );

        Assert.Contains("A=1", await InspectAsync(id, "{{json .Config.Env}}"));
        Assert.AreEqual("shop", await InspectAsync(id, "{{index .Config.Labels \"team\"}}"));
        Assert.AreEqual(
            DockerImages.Labels["build.dockerize.version"],
            await InspectAsync(id, "{{index .Config.Labels \"build.dockerize.version\"}}")
        );
    }

    [TestMethod]
    public async Task Build_uses_the_pull_policy_platform_and_progress_of_the_request()
    {
        using var folder = new SourceFolder();
        // The image has a unique name, so that the pull does not affect tests that run in parallel.
        var image = $"{TestMachine.Registry}/{repository}:base";
        await UserFolder.TagBaseAsync(image);
        await CommandLine.DockerAsync("push", "-q", image);
        folder.Write("Dockerfile", $"FROM {image}\nENV A=1\n");
        using var writer = new Lines(_ => { });

        await DockerImages.BuildAsync(
            new ImageBuildRequest(folder.Path) { Pull = PullPolicy.Always },
            new TextProgress(writer)
        );

        Assert.Contains($"Pulling {image}", writer.ToString());
        Assert.Contains("FROM", writer.ToString());
        var failure = await Assert.ThrowsAsync<Exception>(() =>
            DockerImages.BuildAsync(
                new ImageBuildRequest(folder.Path) { Options = { Platform = Platform.Parse("linux/s390x") } }
            )
        );
        Assert.IsTrue(failure.Diagnostic().Code is "DKZ2018" or "DKZ2007", failure.Message);
        await CommandLine.RemoveImagesAsync(image);
    }

    [TestMethod]
    public async Task Failed_build_does_not_move_the_tag()
    {
        using var folder = new SourceFolder();
        folder.Write("Dockerfile", $"FROM {Base}\nENV A=1\n");
        var id = await DockerImages.BuildAsync(folder.Path, tag: $"{repository}:1");
        folder.Write("Dockerfile", $"FROM {Base}\nRUN exit 3\n");

        var failure = await Assert.ThrowsExactlyAsync<ImageBuildException>(() =>
            DockerImages.BuildAsync(folder.Path, tag: $"{repository}:1")
        );

        Assert.AreEqual(
            ("DKZ2008", 2, Path.Combine(folder.Path, "Dockerfile")),
            (failure.Diagnostic().Code, failure.Diagnostic().Line, failure.Diagnostic().File)
        );
        Assert.AreEqual(await InspectAsync(id, "{{.Id}}"), await InspectAsync($"{repository}:1", "{{.Id}}"));
        await CommandLine.RemoveImagesAsync($"{repository}:1");
    }

    [TestMethod]
    public async Task Pushed_image_is_in_the_registry_and_gets_no_local_registry_tag()
    {
        var id = await BuildAsync();
        await CommandLine.DockerAsync("tag", id, $"{repository}:here");
        using var writer = new Lines(_ => { });

        var request = new ImagePushRequest(id, $"http://{TestMachine.Registry}/", repository, "1.4");
        var name = (await DockerImages.PushAsync(request, new TextProgress(writer))).Name.Canonical;

        Assert.AreEqual($"{TestMachine.Registry}/{repository}:1.4", name);
        Assert.Contains($"Pushed {name}", writer.ToString());
        Assert.AreEqual("", await CommandLine.DockerAsync("image", "ls", "-q", name));
        Assert.AreEqual(id, await IdAsync($"{repository}:here"));
        await CommandLine.DockerAsync("pull", "-q", name);
        Assert.AreEqual(repository, await CommandLine.DockerAsync("run", "--rm", name));
        await CommandLine.RemoveImagesAsync(name, $"{repository}:here");
    }

    [TestMethod]
    public async Task Untagged_image_still_exists_after_a_push()
    {
        var id = await BuildAsync();
        var name = await DockerImages.PushAsync(id, TestMachine.Registry, repository, "1");

        Assert.AreEqual(repository, await CommandLine.DockerAsync("run", "--rm", id));
        await CommandLine.RemoveImagesAsync(name);
    }

    [TestMethod]
    public async Task Untagged_image_keeps_one_tag_after_parallel_pushes()
    {
        var id = await BuildAsync();
        using var engine = await DockerEngine.ConnectAsync(TestMachine.Engine.Host);
        var names = await Task.WhenAll(
            Enumerable
                .Range(1, 4)
                .Select(number => engine.PushAsync(new(id, TestMachine.Registry, repository, $"{number}")))
        );

        Assert.AreEqual(repository, await CommandLine.DockerAsync("run", "--rm", id));
        var kept = await CommandLine.DockerAsync(
            "image",
            "ls",
            "--format",
            "{{.Repository}}:{{.Tag}}",
            "--filter",
            $"reference={TestMachine.Registry}/{repository}"
        );
        CollectionAssert.Contains(names.Select(image => image.Name.Canonical).ToArray(), kept);
        await CommandLine.RemoveImagesAsync(kept);
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Local_tag_of_another_image_is_restored_after_a_push_or_a_failed_push()
    {
        var (older, newer) = (await BuildAsync("older"), await BuildAsync("newer"));
        var name = $"{TestMachine.Registry}/{repository}:1";
        var rejected = $"{TestMachine.AuthRegistry}/{repository}:1";
        await CommandLine.DockerAsync("tag", newer, $"{repository}:here");
        await CommandLine.DockerAsync("tag", older, name);
        await CommandLine.DockerAsync("tag", older, rejected);

        await DockerImages.PushAsync(newer, TestMachine.Registry, repository, "1");
        var failure = await Assert.ThrowsExactlyAsync<ImagePushException>(() =>
            DockerImages.PushAsync(newer, TestMachine.AuthRegistry, repository, "1")
        );

        Assert.Contains("docker login", failure.Diagnostic().Message);
        Assert.AreEqual(older, await IdAsync(name));
        Assert.AreEqual(older, await IdAsync(rejected));
        await CommandLine.RemoveImagesAsync(name, rejected, $"{repository}:here");
    }

    [TestMethod]
    public async Task Canceled_push_restores_the_local_tag()
    {
        var (older, newer) = (await BuildAsync("older"), await BuildAsync("newer"));
        using var registry = FaultyEngine.InFrontOfRegistry(TestMachine.Registry);
        var name = $"{registry.Registry}/{repository}:1";
        await CommandLine.DockerAsync("tag", newer, $"{repository}:here");
        await CommandLine.DockerAsync("tag", older, name);
        using var cancellation = new CancellationTokenSource();
        registry.On(
            "GET /v2/",
            async exchange =>
            {
                await cancellation.CancelAsync();
                await exchange.WaitForClientAsync();
            }
        );

        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            DockerImages
                .PushAsync(newer, registry.Registry, repository, "1", cancellationToken: cancellation.Token)
                .WaitAsync(TimeSpan.FromSeconds(30))
        );

        Assert.AreEqual(older, await IdAsync(name));
        await CommandLine.RemoveImagesAsync(name, $"{repository}:here");
    }

    [TestMethod]
    public async Task Parallel_pushes_of_different_images_to_one_name_run_in_sequence()
    {
        string[] texts = ["one", "two", "three"];
        var ids = new List<string>();
        foreach (var text in texts)
        {
            ids.Add(await BuildAsync(text));
            await CommandLine.DockerAsync("tag", ids[^1], $"{repository}:{text}");
        }

        // If the pushes overlapped, the registry would have another digest after one of them, which is an error
        // (DKZ3005).
        using var engine = await DockerEngine.ConnectAsync(TestMachine.Engine.Host);
        var images = await Task.WhenAll(
            ids.Select(id => engine.PushAsync(new(id, TestMachine.Registry, repository, "same")))
        );

        string[] names = [.. images.Select(image => image.Name.Canonical)];
        Assert.HasCount(1, names.Distinct(StringComparer.Ordinal).ToList());
        await CommandLine.DockerAsync("pull", "-q", names[0]);
        CollectionAssert.Contains(texts, await CommandLine.DockerAsync("run", "--rm", names[0]));
        await CommandLine.RemoveImagesAsync(names[0]);
        await CommandLine.RemoveImagesAsync([.. texts.Select(text => $"{repository}:{text}")]);
    }

    private async Task<string> BuildAsync(string? text = null)
    {
        using var image = new ImageBuilder(Base);
        image.WriteText(text ?? repository, "/text");
        image.AddLine($"LABEL test={repository}");
        image.AddLine("ENTRYPOINT [\"cat\", \"/text\"]");
        return await image.BuildAsync();
    }

    private static async Task<string> IdAsync(string image)
    {
        var id = await InspectAsync(image, "{{.Id}}");
        return id.StartsWith("sha256:", StringComparison.Ordinal) ? id : "sha256:" + id;
    }

    private static Task<string> InspectAsync(string image, string format) =>
        CommandLine.DockerAsync("image", "inspect", "-f", format, image);
}
