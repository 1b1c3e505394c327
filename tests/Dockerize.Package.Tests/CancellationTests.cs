namespace Dockerize.Package.Tests;

/// <summary>
/// A canceled build, pull, push or publish ends soon, and leaves the engine and the registry as they were.
/// </summary>
// These tests do not run in parallel, because the time to cancel depends on the load of the engine.
[TestClass]
[DoNotParallelize]
public sealed class CancellationTests
{
    // A cancellation takes less than a second on an idle machine. Docker does not interrupt a copy, so the library
    // waits up to five seconds for the end of the copy before it removes the steps. With containerd's image store, the
    // library always waits.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    // The time limit for everything before the cancellation. It only ends a test that hangs.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly string id = "cancel-" + Guid.NewGuid().ToString("N")[..12];

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Canceled_build_removes_its_command_and_steps_and_keeps_those_of_earlier_builds()
    {
        using var folder = new Folder();
        using var engine = await DockerEngine.ConnectAsync(Environment.GetEnvironmentVariable("DOCKER_HOST"));
        var earlier =
            $"FROM {TestMachine.BaseRegistry}/dotnet/runtime-deps:10.0\nLABEL test={id}\nRUN echo one > /one\n";
        var built = await BuildAsync(engine, folder, earlier, CancellationToken.None);
        var before = await ImagesAsync();
        using var cancellation = new CancellationTokenSource();
        var progress = new Lines(line =>
        {
            if (line.Contains("the last step", StringComparison.Ordinal))
                cancellation.Cancel();
        });

        await AssertEndsSoonAsync(
            BuildAsync(
                engine,
                folder,
                earlier + "RUN echo two > /two\nENV A=1\nRUN echo the last step; sleep 300\n",
                cancellation.Token,
                progress
            ),
            cancellation.Token
        );

        Assert.AreEqual("", await ContainersAsync());
        // Podman keeps the steps of a canceled build.
        if (!TestMachine.Engine.IsPodman)
            CollectionAssert.AreEquivalent(before, await ImagesAsync());
        Assert.IsNotNull(await engine.InspectAsync(built.Id));
        await RemoveAllAsync();
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Build_canceled_during_a_COPY_leaves_no_images_or_containers()
    {
        using var folder = new Folder();
        using var cancellation = new CancellationTokenSource();
        using var proxy = FaultyEngine.InFrontOf(Host);
        proxy.On(
            "POST /build",
            async exchange =>
            {
                await exchange.PassAsync(answered: ": COPY", then: () => Task.Delay(100));
                await cancellation.CancelAsync();
            }
        );
        using var engine = await DockerEngine.ConnectAsync(proxy.Host);

        await AssertEndsSoonAsync(
            BuildAsync(
                engine,
                folder,
                $"FROM {TestMachine.BaseRegistry}/dotnet/runtime-deps:10.0\nLABEL test={id}\nCOPY app/ /\nENV A=1\n",
                cancellation.Token
            ),
            cancellation.Token
        );

        if (!TestMachine.Engine.IsPodman)
            Assert.IsEmpty(await ImagesAsync());
        Assert.AreEqual("", await ContainersAsync());
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Canceled_pull_ends_in_the_engine()
    {
        using var cancellation = new CancellationTokenSource();
        using var registry = FaultyEngine.InFrontOfRegistry(TestMachine.Registry);
        using var engine = await DockerEngine.ConnectAsync(Environment.GetEnvironmentVariable("DOCKER_HOST"));
        var (reference, image) = await BuildForAsync(registry, engine);
        await engine.Images.PushAsync(reference);
        await CommandLine.DockerAsync("image", "rm", "-f", image.Id);
        // The configuration of the image has fewer than 30,000 bytes, and its layer has more.
        registry.On(
            $"GET /v2/{id}/blobs/",
            exchange =>
                exchange.PassAsync(
                    received: 30_000,
                    then: async () =>
                    {
                        await cancellation.CancelAsync();
                        // Sends data slowly until the engine disconnects. If the registry sent no data, the engine
                        // would not disconnect.
                        while (true)
                        {
                            await exchange.WriteAsync("x");
                            await Task.Delay(50);
                        }
                    }
                )
        );

        await AssertEndsSoonAsync(
            engine.Images.PullAsync(new(reference), cancellationToken: cancellation.Token),
            cancellation.Token
        );

        await WaitUntil(() => registry.Open == 0, "the engine has closed its connections to the registry");
        Assert.IsNull(await engine.InspectAsync(reference.Familiar));
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Canceled_push_ends_in_the_engine_and_creates_no_tag_in_the_registry()
    {
        using var cancellation = new CancellationTokenSource();
        using var registry = FaultyEngine.InFrontOfRegistry(TestMachine.Registry);
        using var engine = await DockerEngine.ConnectAsync(Environment.GetEnvironmentVariable("DOCKER_HOST"));
        var (reference, image) = await BuildForAsync(registry, engine);
        // Docker sends a layer in a PATCH, containerd in a PUT.
        foreach (var method in new[] { "PATCH", "PUT" })
        {
            registry.On(
                $"{method} /v2/{id}/blobs/",
                async exchange =>
                {
                    await cancellation.CancelAsync();
                    await exchange.WaitForClientAsync();
                }
            );
        }

        await AssertEndsSoonAsync(
            engine.Images.PushAsync(reference, cancellationToken: cancellation.Token),
            cancellation.Token
        );

        await WaitUntil(() => registry.Open == 0, "the engine has closed its connections to the registry");
        using var http = new HttpClient();
        Assert.AreEqual(
            System.Net.HttpStatusCode.NotFound,
            (await http.GetAsync(new Uri($"http://{TestMachine.Registry}/v2/{id}/manifests/1"))).StatusCode
        );
        await CommandLine.DockerAsync("image", "rm", "-f", image.Id);
    }

    [TestMethod]
    public async Task Publish_ended_by_Ctrl_C_leaves_nothing_and_the_earlier_image_keeps_its_tag()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        (await folder.PublishAsync("Greeter")).Succeeded();
        var (before, files) = (await folder.ImageIdAsync(), Files());
        await folder.UseConsoleAppAsync(
            items: $"""
            <DockerLabel Include="test" Value="{id}" />
            <DockerEnvironmentVariable Include="TEST" Value="{id}" />
            <DockerRun Include="waits" Command="echo {id} > /waits; sleep 300" Phase="AfterCopy" />
            """
        );
        using var interrupt = new CancellationTokenSource();

        var publish = folder.PublishAsync("Greeter", interrupt.Token);
        while (
            !publish.IsCompleted && !(await CommandsAsync()).Contains($"echo {id} > /waits", StringComparison.Ordinal)
        )
            await Task.Delay(100);
        await interrupt.CancelAsync();
        var result = await publish.WaitAsync(Limit);

        Assert.AreNotEqual(0, result.ExitCode, result.Output);
        Assert.DoesNotContain("error DKZ", result.Output);
        Assert.AreEqual(before, await folder.ImageIdAsync());
        // Podman starts no further step, but completes the running one.
        if (!TestMachine.Engine.IsPodman)
            await WaitUntilAsync(
                async () => !(await CommandsAsync()).Contains(id, StringComparison.Ordinal),
                "no command"
            );
        Assert.AreEqual(files, Files());
        // Other tests can remove images before they are inspected, so the exit code is ignored.
        string[] all = (await CommandLine.DockerAsync("image", "ls", "-aq")).Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );
        if (!TestMachine.Engine.IsPodman)
            Assert.DoesNotContain(
                id,
                (
                    await CommandLine.RunAsync("docker", ["image", "inspect", "-f", "{{.Id}} {{.Config.Env}}", .. all])
                ).StandardOutput
            );

        // BuildKit and Podman do not list the containers of a build. Their commands are processes of this machine.
        static async Task<string> CommandsAsync() => (await CommandLine.RunAsync("ps", ["-eo", "args"])).Succeeded();

        string Files() =>
            string.Join(
                '\n',
                Directory
                    .GetFiles(
                        Path.Combine(folder.Path, "Greeter", "obj", "Release", "net10.0", "docker"),
                        "*",
                        SearchOption.AllDirectories
                    )
                    .Order(StringComparer.Ordinal)
            );
    }

    private static string Host => TestMachine.Engine.Host;

    // Builds an image of 20 MB that the registry does not have.
    private async Task<(ImageReference Reference, ImageInspection Image)> BuildForAsync(
        FaultyEngine registry,
        DockerEngine engine
    )
    {
        using var folder = new Folder();
        var reference = ImageReference.Parse($"{registry.Registry}/{id}:1");
        var image = await BuildAsync(
            engine,
            folder,
            $"FROM scratch\nLABEL test={id}\nCOPY app/ /\n",
            CancellationToken.None
        );
        await engine.TagAsync(image.Id, reference);
        return (reference, image);
    }

    private static async Task<ImageInspection> BuildAsync(
        DockerEngine engine,
        Folder folder,
        string dockerfile,
        CancellationToken cancellationToken,
        IProgress<ProgressMessage>? progress = null
    )
    {
        var context = BuildContext.Create(
            dockerfile,
            [new(folder.File, "app/big", "app", ContextFile.PlainMode)],
            cancellationToken: CancellationToken.None
        );
        var options = new BuildOptions { DockerfilePath = Path.Combine(folder.Path, "Dockerfile") };
        return await new ClassicBuilder(engine.Api)
            .BuildAsync(Dockerfile.Parse(dockerfile), context, options, progress, cancellationToken)
            .WaitAsync(Limit, CancellationToken.None);
    }

    // The time is measured from the cancellation.
    private static async Task AssertEndsSoonAsync(Task work, CancellationToken cancellationToken)
    {
        await Task.WhenAny(work, Task.Delay(Limit, cancellationToken));
        Assert.IsTrue(cancellationToken.IsCancellationRequested, "the work did not reach its cancellation");
        await Assert.ThrowsAsync<OperationCanceledException>(() => work.WaitAsync(Soon, CancellationToken.None));
    }

    private static Task WaitUntil(Func<bool> condition, string what) =>
        WaitUntilAsync(() => Task.FromResult(condition()), what);

    private static async Task WaitUntilAsync(Func<Task<bool>> condition, string what)
    {
        for (var attempt = 0; !await condition(); attempt++)
        {
            Assert.IsLessThan(300, attempt, what);
            await Task.Delay(100);
        }
    }

    // An image can be removed only after its child images. The engine lists images of the same second in any order.
    private async Task RemoveAllAsync()
    {
        for (var left = await ImagesAsync(); left.Length > 0; left = await ImagesAsync())
            await CommandLine.RunAsync("docker", ["image", "rm", "-f", "--no-prune", .. left]);
    }

    private async Task<string[]> ImagesAsync() =>
        (await CommandLine.DockerAsync("image", "ls", "-aq", "--no-trunc", "--filter", $"label=test={id}")).Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );

    private Task<string> ContainersAsync() => CommandLine.DockerAsync("ps", "-aq", "--filter", $"label=test={id}");

    /// <summary>A folder with one random file of 20 MB.</summary>
    private sealed class Folder : IDisposable
    {
        public Folder()
        {
            var content = new byte[20_000_000];
            System.Security.Cryptography.RandomNumberGenerator.Fill(content);
            System.IO.File.WriteAllBytes(File, content);
        }

        public string Path { get; } = Directory.CreateTempSubdirectory("dockerize cancel ").FullName;

        public string File => System.IO.Path.Combine(Path, "big");

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }

    private sealed class Lines(Action<string> report) : IProgress<ProgressMessage>
    {
        public void Report(ProgressMessage value) => report(value.Text);
    }
}
