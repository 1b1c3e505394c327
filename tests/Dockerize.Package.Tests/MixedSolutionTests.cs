namespace Dockerize.Package.Tests;

/// <summary>
/// A solution with features of typical solutions: a Blazor WebAssembly client, an Azure Functions worker, a transitive
/// project reference, and targets that copy files after the publish. The first image is complete, and the next
/// publish sends only what the SDK rewrites.
/// </summary>
[TestClass]
[TestCategory("AnyEngine")]
[TestCategory("Nightly")]
public sealed class MixedSolutionTests
{
    // The base image that the SDK of Azure Functions sets for .NET 10.
    private const string FunctionsBase = "mcr.microsoft.com/azure-functions/dotnet-isolated:4-dotnet-isolated10.0";

    private static readonly string[] Images = ["func", "web"];

    private static readonly Lazy<Task<Publishes>> TwoPublishes = new(PublishAsync);

    [TestMethod]
    public async Task Second_publish_of_a_solution_sends_only_files_that_the_SDK_rewrites()
    {
        var publishes = await TwoPublishes.Value;

        Assert.AreEqual(publishes.First.Layers["func"], publishes.Again.Layers["func"]);
        Assert.Contains("func:latest is up to date", publishes.Again.Log);
        // The SDK writes the files of the client again. The list of assets, which is in the last layer, contains their
        // new times.
        Assert.AreEqual(WithoutLast(publishes.First.Layers["web"]), WithoutLast(publishes.Again.Layers["web"]));
        Assert.IsLessThan(300_000, publishes.Again.Bytes);

        // The empty layer of WORKDIR is not counted.
        static string WithoutLast(string layers)
        {
            var copied = layers.Replace(" " + BuildKitTests.EmptyLayer, "", StringComparison.Ordinal);
            return copied[..copied.LastIndexOf(' ')];
        }
    }

    [TestMethod]
    public async Task Files_copied_by_targets_after_the_publish_are_in_the_first_image()
    {
        var files = (await TwoPublishes.Value).WebFiles;

        Assert.Contains("/app/version.txt", files);
        Assert.Contains("/app/wwwroot/main.js", files);
        Assert.Contains("/app/wwwroot/index.html", files);
        Assert.Contains("/app/wwwroot/_framework/blazor.webassembly.js", files);
        Assert.Contains("/app/BlazorDebugProxy/BrowserDebugHost.dll", files);
        Assert.Contains("/app/Common.dll", files);
    }

    [TestMethod]
    public async Task Functions_worker_has_the_base_image_and_settings_of_the_Functions_SDK()
    {
        var inspection = (await TwoPublishes.Value).FunctionsInspection;

        Assert.Contains("AzureWebJobsScriptRoot=/home/site/wwwroot", inspection);
        Assert.Contains("\"WorkingDir\": \"/home/site/wwwroot\"", inspection);
        Assert.Contains("/opt/startup/start_nonappservice.sh", inspection);
        Assert.Contains(FunctionsBase, inspection);
    }

    private static async Task<Publishes> PublishAsync()
    {
        using var registry = FaultyEngine.InFrontOfRegistry(TestMachine.Registry);
        await using var folder = new UserFolder();
        foreach (var name in Images)
            // With containerd's image store, the engine tries to mount layers of other repositories. It uploads them
            // after the rejection.
            registry.On(
                $"POST /v2/{folder.Repository}/{name}/blobs/uploads/?mount=",
                exchange => exchange.AnswerAsync("401 Unauthorized", "{}")
            );
        await UserFolder.TagBaseAsync(FunctionsBase);
        try
        {
            MixedSolution.WriteTo(folder, "first");
            await GitRepository.CreateAsync(Path.Combine(folder.Path, "first"));
            var first = await PublishAsync(folder, registry, "first");
            var again = await PublishAsync(folder, registry, "first");
            return new(
                first,
                again,
                await CommandLine.DockerAsync([
                    "run",
                    "--rm",
                    "--entrypoint",
                    "/usr/bin/find",
                    Image("web"),
                    "/app",
                    "-type",
                    "f",
                ]),
                await CommandLine.DockerAsync("image", "inspect", Image("func"))
            );
        }
        finally
        {
            await CommandLine.RemoveImagesAsync([FunctionsBase, .. Images.Select(Image)]);
        }

        string Image(string name) => $"{registry.Registry}/{folder.Repository}/{name}:latest";
    }

    private static async Task<Publish> PublishAsync(UserFolder folder, FaultyEngine registry, string clone)
    {
        var before = registry.Received;
        var log = (
            await folder.DotnetAsync(
                "publish",
                $"{clone}/Shop.slnx",
                $"-p:DockerBaseRegistry={TestMachine.BaseRegistry}",
                $"-p:DockerRegistry={registry.Registry}",
                $"-p:DockerRepositoryPrefix={folder.Repository}",
                "-p:DockerPush=true"
            )
        ).Succeeded();
        var layers = new Dictionary<string, string>();
        foreach (var name in Images)
            layers[name] = await CommandLine.DockerAsync(
                "image",
                "inspect",
                "-f",
                "{{.RootFS.Layers}}",
                $"{registry.Registry}/{folder.Repository}/{name}:latest"
            );
        return new(log, registry.Received - before, layers);
    }

    private sealed record Publish(string Log, long Bytes, IReadOnlyDictionary<string, string> Layers);

    private sealed record Publishes(Publish First, Publish Again, string WebFiles, string FunctionsInspection);
}
