namespace Dockerize.Package.Tests;

/// <summary>
/// Whatever is going on, a publish that is cancelled ends soon, and leaves the engine and the registry as they were.
/// </summary>
// By itself: how soon an engine is done with what was cancelled depends on what else it does.
[TestClass]
[DoNotParallelize]
public sealed class CancellationTests
{
    // Cancelling takes less than a second on a machine that has nothing else to do. A copy, which Docker does not
    // interrupt, is waited for up to five, and with containerd's image store always is; then its steps are removed.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    // For what comes before, only there to end a test that hangs.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly string id = "cancel-" + Guid.NewGuid().ToString("N")[..12];

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task A_command_is_killed_and_the_steps_before_it_go_but_not_those_of_earlier_builds()
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

        await EndsSoonAsync(
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
        // Podman keeps the steps of a build that was cancelled.
        if (!TestMachine.Engine.IsPodman)
            CollectionAssert.AreEquivalent(before, await ImagesAsync());
        Assert.IsNotNull(await engine.InspectAsync(built.Id));
        await RemoveAllAsync();
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task A_copy_that_no_engine_interrupts_leaves_nothing_either()
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

        await EndsSoonAsync(
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
    public async Task A_pull_ends_in_the_engine_too()
    {
        using var cancellation = new CancellationTokenSource();
        using var registry = FaultyEngine.InFrontOfRegistry(TestMachine.Registry);
        using var engine = await DockerEngine.ConnectAsync(Environment.GetEnvironmentVariable("DOCKER_HOST"));
        var (reference, image) = await BuildForAsync(registry, engine);
        await engine.Images.PushAsync(reference);
        await CommandLine.DockerAsync("image", "rm", "-f", image.Id);
        // The image's configuration has fewer, and its layer more.
        registry.On(
            $"GET /v2/{id}/blobs/",
            exchange =>
                exchange.PassAsync(
                    received: 30_000,
                    then: async () =>
                    {
                        await cancellation.CancelAsync();
                        // Slowly, until the engine has gone; of a registry that says nothing at all it would not let
                        // go.
                        while (true)
                        {
                            await exchange.WriteAsync("x");
                            await Task.Delay(50);
                        }
                    }
                )
        );

        await EndsSoonAsync(
            engine.Images.PullAsync(new(reference), cancellationToken: cancellation.Token),
            cancellation.Token
        );

        await Eventually(() => registry.Open == 0, "the engine asks the registry for nothing more");
        Assert.IsNull(await engine.InspectAsync(reference.Familiar));
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task A_push_ends_in_the_engine_too_and_the_registry_has_no_such_tag()
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

        await EndsSoonAsync(
            engine.Images.PushAsync(reference, cancellationToken: cancellation.Token),
            cancellation.Token
        );

        await Eventually(() => registry.Open == 0, "the engine sends the registry nothing more");
        using var http = new HttpClient();
        Assert.AreEqual(
            System.Net.HttpStatusCode.NotFound,
            (await http.GetAsync(new Uri($"http://{TestMachine.Registry}/v2/{id}/manifests/1"))).StatusCode
        );
        await CommandLine.DockerAsync("image", "rm", "-f", image.Id);
    }

    [TestMethod]
    public async Task After_Ctrl_C_nothing_is_left_of_a_publish_and_the_earlier_image_keeps_its_name()
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
        // Podman begins no further step, and lets the one that runs come to its end.
        if (!TestMachine.Engine.IsPodman)
            Assert.DoesNotContain(id, await CommandsAsync());
        Assert.AreEqual(files, Files());
        // Other tests remove images meanwhile, of which inspecting then complains.
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

        // Podman does not list the containers that build; what runs in them is seen among the machine's processes.
        static async Task<string> CommandsAsync() =>
            TestMachine.Engine.IsPodman
                ? (await CommandLine.RunAsync("ps", ["-eo", "args"])).Succeeded()
                : await CommandLine.DockerAsync("ps", "-a", "--no-trunc", "--format", "{{.Command}}");

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

    // Of some megabytes that the registry does not have.
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

    // From the moment of the cancellation.
    private static async Task EndsSoonAsync(Task work, CancellationToken cancellationToken)
    {
        await Task.WhenAny(work, Task.Delay(Limit, cancellationToken));
        Assert.IsTrue(cancellationToken.IsCancellationRequested, "it came to be cancelled");
        await Assert.ThrowsAsync<OperationCanceledException>(() => work.WaitAsync(Soon, CancellationToken.None));
    }

    private static async Task Eventually(Func<bool> condition, string what)
    {
        for (var attempt = 0; !condition(); attempt++)
        {
            Assert.IsLessThan(300, attempt, what);
            await Task.Delay(100);
        }
    }

    // An image goes only after those that were made of it, and the engine lists those of one second in any order.
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

    /// <summary>A folder with one file of some megabytes that no other test has.</summary>
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
