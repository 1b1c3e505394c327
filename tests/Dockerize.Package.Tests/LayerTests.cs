namespace Dockerize.Package.Tests;

/// <summary>Two builds of the same content have the same layers, on any machine and without any cache.</summary>
[TestClass]
public sealed class LayerTests
{
    // The sample's layers above those of its base image, in order.
    private const int Packages = 0;
    private const int Assets = 1;
    private const int Projects = 2;
    private const int App = 3;

    // The sample, published of a commit and of the next one, which changes a line.
    private static readonly Lazy<Task<Commits>> TwoCommits = new(PublishTwoCommitsAsync);

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Unchanged_content_built_again_without_a_cache_has_every_layer_again()
    {
        await using var folder = new UserFolder();
        await folder.UseHelloWebAsync();

        (
            await folder.PublishAsync(Sample.HelloWebProject, "-p:DockerTags=first", "-p:DockerBuildNoCache=true")
        ).Succeeded();
        await Task.Delay(TimeSpan.FromSeconds(1.1)); // a layer that has the time of day in it would differ now
        (
            await folder.PublishAsync(Sample.HelloWebProject, "-p:DockerTags=second", "-p:DockerBuildNoCache=true")
        ).Succeeded();

        Assert.AreNotEqual(
            await folder.ImageIdAsync("first"),
            await folder.ImageIdAsync("second"),
            "the second was built, not taken from the cache"
        );
        CollectionAssert.AreEqual(await folder.LayersAsync("first"), await folder.LayersAsync("second"));
    }

    [TestMethod]
    public async Task One_line_commit_changes_only_the_layers_of_projects_and_app()
    {
        var commits = await TwoCommits.Value;
        var (before, after) = (commits.FirstLayers, commits.SecondLayers);

        Assert.HasCount(before.Length, after);
        CollectionAssert.AreEqual(before[..^4], after[..^4], "the base image");
        Assert.AreEqual(before[^4..][Packages], after[^4..][Packages]);
        Assert.AreEqual(before[^4..][Assets], after[^4..][Assets]);
        Assert.AreNotEqual(
            before[^4..][Projects],
            after[^4..][Projects],
            "a commit is part of each assembly's version"
        );
        Assert.AreNotEqual(before[^4..][App], after[^4..][App]);
    }

    [TestMethod]
    public async Task One_line_commit_pushes_less_than_a_hundredth_of_the_first_push()
    {
        var commits = await TwoCommits.Value;

        Assert.IsGreaterThan(
            10_000_000,
            commits.FirstBytes,
            "the first push sends the base image too, which came from elsewhere"
        );
        Assert.IsLessThan(commits.FirstBytes / 100, commits.SecondBytes);
        Assert.IsLessThan(300_000, commits.SecondBytes);
    }

    [TestMethod]
    public async Task One_line_change_of_a_Blazor_WebAssembly_app_pushes_neither_the_debug_proxy_nor_the_runtime()
    {
        using var registry = FaultyEngine.InFrontOfRegistry(TestMachine.Registry);
        await using var folder = new UserFolder();
        RefuseMounts(registry, folder);
        WriteBlazorApp(folder, version: 1);
        var first = await PushAsync(folder, registry, "Server/Server.csproj", "first");
        var firstBytes = registry.Received;

        WriteBlazorApp(folder, version: 2);
        var second = await PushAsync(folder, registry, "Server/Server.csproj", "second");
        var secondBytes = registry.Received - firstBytes;

        Assert.Contains(
            "BrowserDebugHost.dll",
            await ListAsync($"{registry.Registry}/{folder.Repository}:second", "/app/BlazorDebugProxy")
        );
        Assert.AreEqual(first[^4..][Packages], second[^4..][Packages]);
        Assert.AreEqual(first[^4..][Assets], second[^4..][Assets]);
        Assert.AreNotEqual(first[^4..][Projects], second[^4..][Projects]);
        Assert.AreNotEqual(first[^4..][App], second[^4..][App]);
        Assert.IsGreaterThan(5_000_000, firstBytes);
        Assert.IsLessThan(600_000, secondBytes);
    }

    [TestMethod]
    public async Task A_file_of_wwwroot_that_was_deleted_is_not_in_the_next_image()
    {
        await using var folder = new UserFolder();
        Sample.CopyTo(Sample.HelloWeb, folder.Path);
        folder.Write("Web/wwwroot/old.css", "p { color: red; }");

        (await folder.PublishAsync(Sample.HelloWebProject)).Succeeded();
        Assert.Contains("old.css", await ListAsync(folder.Image, "/app/wwwroot"));

        File.Delete(Path.Combine(folder.Path, "Web", "wwwroot", "old.css"));
        var log = (await folder.PublishAsync(Sample.HelloWebProject)).Succeeded();

        Assert.DoesNotContain("old.css", await ListAsync(folder.Image, "/app/wwwroot"));
        StringAssert.Contains(log, "wwwroot/old.css", StringComparison.Ordinal, "it says what it leaves out");
        Assert.IsTrue(
            File.Exists(Path.Combine(folder.Path, "Web", "bin", "Release", "net10.0", "publish", "wwwroot", "old.css")),
            "or the test shows nothing"
        );
    }

    // Published and pushed from two clones, without what the engine remembers of builds. The app references a project
    // that references another one.
    private static async Task<Commits> PublishTwoCommitsAsync()
    {
        using var registry = FaultyEngine.InFrontOfRegistry(TestMachine.Registry);
        await using var folder = new UserFolder();
        RefuseMounts(registry, folder);

        var first = Path.Combine(folder.Path, "first");
        Sample.CopyTo(Sample.HelloWeb, first);
        folder.Write("first/.gitignore", "bin/\nobj/\n");
        AddTransitiveProject(folder, "first/Greetings/Greetings.csproj");
        await GitAsync(first, "init", "-q", "-b", "main");
        await CommitAsync(first, "First");
        var firstLayers = await PushCloneAsync("first");
        var firstBytes = registry.Received;

        var program = Path.Combine(first, "Web", "Program.cs");
        await File.WriteAllTextAsync(
            program,
            (await File.ReadAllTextAsync(program)).Replace(
                "Say who you are",
                "Tell who you are",
                StringComparison.Ordinal
            )
        );
        await CommitAsync(first, "Change one line");
        await GitAsync(folder.Path, "clone", "-q", "first", "second");
        var secondLayers = await PushCloneAsync("second");
        return new(firstLayers, firstBytes, secondLayers, registry.Received - firstBytes);

        Task<string[]> PushCloneAsync(string clone) =>
            PushAsync(folder, registry, $"{clone}/{Sample.HelloWebProject}", clone);
    }

    // With containerd's image store an engine offers the base image's layers from wherever on this host it has pushed
    // them: a registry may refuse.
    private static void RefuseMounts(FaultyEngine registry, UserFolder folder) =>
        registry.On(
            $"POST /v2/{folder.Repository}/blobs/uploads/?mount=",
            exchange => exchange.AnswerAsync("401 Unauthorized", "{}")
        );

    private static async Task<string[]> PushAsync(UserFolder folder, FaultyEngine registry, string project, string tag)
    {
        (
            await folder.PublishAsync(
                project,
                $"-p:DockerTags={tag}",
                "-p:DockerBuildNoCache=true",
                "-p:DockerPush=true",
                $"-p:DockerRegistry={registry.Registry}"
            )
        ).Succeeded();
        var layers = await CommandLine.DockerAsync(
            "image",
            "inspect",
            "-f",
            "{{range .RootFS.Layers}}{{.}} {{end}}",
            $"{registry.Registry}/{folder.Repository}:{tag}"
        );
        return layers.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static void AddTransitiveProject(UserFolder folder, string referencingProject)
    {
        const string Reference =
            """<ItemGroup><ProjectReference Include="../Words/Words.csproj" /></ItemGroup></Project>""";
        const string Library = """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
            </Project>
            """;
        var path = Path.Combine(folder.Path, referencingProject);
        File.WriteAllText(path, File.ReadAllText(path).Replace("</Project>", Reference, StringComparison.Ordinal));
        var words = Path.GetRelativePath(folder.Path, Path.Combine(path, "..", "..", "Words"));
        folder.Write($"{words}/Words.csproj", Library);
        folder.Write($"{words}/Words.cs", "public static class Words { }");
    }

    // A server that has the client's files in its image. A version changes one line of both.
    private static void WriteBlazorApp(UserFolder folder, int version)
    {
        folder.Write(
            "Client/Client.csproj",
            """
            <Project Sdk="Microsoft.NET.Sdk.BlazorWebAssembly">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Microsoft.AspNetCore.Components.WebAssembly" Version="10.0.12" />
              </ItemGroup>
            </Project>
            """
        );
        folder.Write(
            "Client/Program.cs",
            $"""
            var builder = Microsoft.AspNetCore.Components.WebAssembly.Hosting.WebAssemblyHostBuilder.CreateDefault(args);
            System.Console.WriteLine("Client {version}");
            await builder.Build().RunAsync();
            """
        );
        folder.Write(
            "Server/Server.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
              <ItemGroup>
                <ProjectReference Include="../Client/Client.csproj" />
                <PackageReference Include="Microsoft.AspNetCore.Components.WebAssembly.Server" Version="10.0.12" />
                <PackageReference Include="Dockerize.Build" Version="{TestMachine.PackageVersion}" PrivateAssets="all" />
              </ItemGroup>
            </Project>
            """
        );
        folder.Write(
            "Server/Program.cs",
            $"""
            System.Console.WriteLine("Server {version}");
            Microsoft.AspNetCore.Builder.WebApplication.Create().Run();
            """
        );
    }

    private static Task<string> ListAsync(string image, string directory) =>
        CommandLine.DockerAsync("run", "--rm", "--entrypoint", "/bin/ls", image, directory);

    private static async Task CommitAsync(string repository, string message)
    {
        await GitAsync(repository, "add", "-A");
        await GitAsync(
            repository,
            "-c",
            "user.name=Ada",
            "-c",
            "user.email=ada@example.com",
            "commit",
            "-q",
            "-m",
            message
        );
    }

    private static async Task GitAsync(string repository, params string[] arguments) =>
        (await CommandLine.RunAsync("git", arguments, repository)).Succeeded();

    private sealed record Commits(string[] FirstLayers, long FirstBytes, string[] SecondLayers, long SecondBytes);
}
