using System.Net;
using System.Text.RegularExpressions;

namespace Dockerize.Package.Tests;

/// <summary>
/// With DockerizeOnBuild, an ordinary build also builds the image, as in an IDE. Nothing else changes.
/// </summary>
[TestClass]
[TestCategory("AnyEngine")]
public sealed class DockerizeOnBuildTests
{
    [TestMethod]
    public async Task Build_updates_the_image_after_a_change_and_never_pushes_it()
    {
        await using var folder = new UserFolder();
        Write(folder, "<DockerPush>true</DockerPush>");

        (await BuildAsync(folder, "build", "Greeter")).Succeeded();
        Assert.AreEqual("Hello from the image", await folder.RunAsync());

        Assert.Contains(
            $"{folder.Image}:latest is up to date",
            (await BuildAsync(folder, "build", "Greeter")).Succeeded()
        );
        folder.Write("Greeter/Program.cs", "System.Console.WriteLine(\"Hello again\");");
        (await BuildAsync(folder, "build", "Greeter", "-t:Rebuild")).Succeeded();
        Assert.AreEqual("Hello again", await folder.RunAsync());

        using var http = new HttpClient();
        Assert.AreEqual(
            HttpStatusCode.NotFound,
            (
                await http.GetAsync(new Uri($"http://{TestMachine.Registry}/v2/{folder.Repository}/manifests/latest"))
            ).StatusCode
        );
    }

    // These options require a runtime identifier. `dotnet publish` selects one, and a build does not.
    [TestMethod]
    [DataRow(
        "<PublishSingleFile>true</PublishSingleFile><PublishTrimmed>true</PublishTrimmed>"
            + "<PublishReadyToRun>true</PublishReadyToRun>"
    )]
    [DataRow("<PublishAot>true</PublishAot>")]
    public async Task Image_of_a_build_contains_the_build_output_without_publish_compilation(string properties)
    {
        await using var folder = new UserFolder();
        Write(folder, properties);

        (await BuildAsync(folder, "build", "Greeter")).Succeeded();

        Assert.AreEqual("Hello from the image", await folder.RunAsync());
    }

    [TestMethod]
    [DataRow("publish", "")]
    [DataRow("build", "-t:Publish")]
    [DataRow("build", "-p:DeployOnBuild=true")]
    public async Task Publish_with_DockerizeOnBuild_builds_the_image_once(string command, string argument)
    {
        await using var folder = new UserFolder();
        // Only the web SDK supports DeployOnBuild.
        folder.Write("Shop/Program.cs", "Microsoft.AspNetCore.Builder.WebApplication.Create().Run();");
        folder.Write(
            "Shop/Shop.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><DockerizeOnBuild>true</DockerizeOnBuild></PropertyGroup>
              <ItemGroup><PackageReference Include="Dockerize.Build" Version="{TestMachine.PackageVersion}" PrivateAssets="all" /></ItemGroup>
            </Project>
            """
        );

        var log = (
            await BuildAsync(folder, [command, "Shop", .. argument.Length > 0 ? [argument] : Array.Empty<string>()])
        ).Succeeded();

        Assert.AreNotEqual("", await folder.ImageIdAsync(), log);
        Assert.HasCount(1 + Regex.Count(log, "Building again"), Regex.Matches(log, @"\] FROM "), log);
    }

    [TestMethod]
    [DataRow("Build", "-p:DesignTimeBuild=true")]
    [DataRow(
        "Compile",
        "-p:DesignTimeBuild=true -p:SkipCompilerExecution=true -p:ProvideCommandLineArgs=true "
            + "-p:BuildingInsideVisualStudio=true -p:BuildProjectReferences=false"
    )]
    [DataRow(
        "ResolveAssemblyReferences;GenerateAssemblyInfo;ResolvePackageAssets",
        "-p:DesignTimeBuild=true -p:BuildingInsideVisualStudio=true"
    )]
    [DataRow("GetTargetPath;GetCopyToOutputDirectoryItems", "")]
    public async Task Design_time_build_never_contacts_an_engine(string targets, string properties)
    {
        await using var folder = new UserFolder();
        Write(folder);
        (await folder.DotnetAsync("restore", "Greeter")).Succeeded();

        var log = (
            await folder.DotnetAsync([
                "msbuild",
                "Greeter",
                $"-t:{targets}",
                "-p:DockerHost=unix:///nowhere/docker.sock",
                .. properties.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            ])
        ).Succeeded();

        Assert.IsEmpty(Directory.GetDirectories(folder.Path, "docker", SearchOption.AllDirectories), log);
    }

    [TestMethod]
    public async Task Dotnet_run_builds_the_image_and_runs_the_app_locally()
    {
        await using var folder = new UserFolder();
        WriteWithImageSettings(folder);

        Assert.EndsWith("Hello from the image", (await folder.DotnetAsync("run", "--project", "Greeter")).Succeeded());
        Assert.AreEqual("Hello from the image", await folder.RunAsync());

        var before = await folder.ImageIdAsync();
        (await folder.DotnetAsync("run", "--project", "Greeter", "--no-build")).Succeeded();
        Assert.AreEqual(before, await folder.ImageIdAsync());
    }

    [TestMethod]
    [TestCategory("Nightly")]
    public async Task Dotnet_watch_updates_the_image_after_each_change()
    {
        await using var folder = new UserFolder();
        WriteWithImageSettings(folder);
        folder.SetEnvironment("NO_COLOR", "1");
        using var interrupt = new CancellationTokenSource();

        var watch = folder.DotnetAsync(
            interrupt.Token,
            "watch",
            "--project",
            "Greeter",
            "--no-hot-reload",
            "--non-interactive",
            "run"
        );
        await PrintsAsync("Hello from the image");
        folder.Write("Greeter/Program.cs", "System.Console.WriteLine(\"Hello again\");");
        await PrintsAsync("Hello again");
        await interrupt.CancelAsync();
        await watch.WaitAsync(TimeSpan.FromMinutes(1));

        async Task PrintsAsync(string text)
        {
            for (
                var end = DateTime.UtcNow.AddMinutes(3);
                (await folder.ImageIdAsync()).Length == 0 || await folder.RunAsync() != text;
                await Task.Delay(500)
            )
            {
                if (watch.IsCompleted || DateTime.UtcNow > end)
                {
                    await interrupt.CancelAsync();
                    Assert.Fail((await watch).Output);
                }
            }
        }
    }

    private static void Write(UserFolder folder, string properties = "") =>
        folder.WriteConsoleProject("Greeter/Greeter.csproj", "<DockerizeOnBuild>true</DockerizeOnBuild>" + properties);

    // For commands that are run without properties.
    private static void WriteWithImageSettings(UserFolder folder) =>
        Write(
            folder,
            $"""
            <DockerBaseRegistry>{TestMachine.BaseRegistry}</DockerBaseRegistry><DockerRegistry>{TestMachine.Registry}</DockerRegistry><DockerRepository>{folder.Repository}</DockerRepository>
            """
        );

    private static Task<CommandResult> BuildAsync(UserFolder folder, params string[] arguments) =>
        folder.DotnetAsync([
            .. arguments,
            $"-p:DockerBaseRegistry={TestMachine.BaseRegistry}",
            $"-p:DockerRegistry={TestMachine.Registry}",
            $"-p:DockerRepository={folder.Repository}",
        ]);
}
