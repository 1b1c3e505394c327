namespace Dockerize.Package.Tests;

/// <summary>Each way to publish a project builds one image from the files of that publish.</summary>
[TestClass]
[TestCategory("AnyEngine")]
public sealed class WaysToPublishTests
{
    [TestMethod]
    [DataRow("publish Greeter -f net10.0")]
    [DataRow("publish Greeter -r linux-x64")]
    [DataRow("publish Greeter -o out")]
    [DataRow("publish Greeter -c Debug")]
    [DataRow("publish Greeter/Greeter.csproj --no-restore -v quiet")]
    [DataRow("build Greeter -t:Publish")]
    [DataRow("msbuild Greeter -t:Build;Publish -p:Configuration=Release")]
    [DataRow("msbuild Greeter -t:PublishDockerImage;Publish -p:Configuration=Release", false)]
    [DataRow("publish Greeter -p:PublishProfile=Folder")]
    public async Task Each_publish_command_builds_the_image(string command, bool works = true)
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        folder.Write(
            "Greeter/Properties/PublishProfiles/Folder.pubxml",
            "<Project><PropertyGroup><PublishDir>published\\here\\</PublishDir></PropertyGroup></Project>"
        );

        var result = await RunAsync(folder, command.Split(' '));

        if (!works)
        {
            // The image cannot be built before the publish.
            Assert.Contains("error DKZ1001", result.Output);
            return;
        }

        result.Succeeded();
        Assert.AreEqual("Hello from the image", await folder.RunAsync());
    }

    [TestMethod]
    public async Task File_based_program_gets_an_image()
    {
        await using var folder = new UserFolder();
        folder.Write(
            "greeter.cs",
            $"""
            #:package Dockerize.Build@{TestMachine.PackageVersion}
            #:property PublishAot=false
            System.Console.WriteLine("Hello from the image");
            """
        );

        (await RunAsync(folder, "publish", "greeter.cs")).Succeeded();

        Assert.AreEqual("Hello from the image", await folder.RunAsync());
    }

    [TestMethod]
    public async Task Tasks_run_in_process_in_a_multithreaded_build()
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject("Greeter/Greeter.csproj");

        // At this verbosity, MSBuild logs which tasks run in a separate process.
        var log = (await RunAsync(folder, "publish", "Greeter", "-m:2", "-mt", "-v:diag")).Succeeded();

        Assert.DoesNotMatchRegex(@"(GenerateDockerfile|BuildDockerImage)[^\n]*external task host", log);
        Assert.AreEqual("Hello from the image", await folder.RunAsync());
    }

    [TestMethod]
    public async Task Web_project_published_with_DeployOnBuild_gets_an_image()
    {
        await using var folder = new UserFolder();
        folder.Write(
            "Shop/Program.cs",
            "var app = Microsoft.AspNetCore.Builder.WebApplication.Create(); "
                + "app.MapGet(\"/\", () => \"open\"); app.Run();"
        );
        folder.Write(
            "Shop/Properties/PublishProfiles/Folder.pubxml",
            "<Project><PropertyGroup><WebPublishMethod>FileSystem</WebPublishMethod>"
                + "<PublishUrl>published</PublishUrl></PropertyGroup></Project>"
        );
        folder.Write(
            "Shop/Shop.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
              <ItemGroup><PackageReference Include="Dockerize.Build" Version="{TestMachine.PackageVersion}" PrivateAssets="all" /></ItemGroup>
            </Project>
            """
        );

        (
            await RunAsync(
                folder,
                "build",
                "Shop",
                "-c",
                "Release",
                "-p:DeployOnBuild=true",
                "-p:PublishProfile=Folder"
            )
        ).Succeeded();

        await using var container = await Container.StartAsync(folder.Image);
        Assert.AreEqual("open", await container.GetAsync(""));
    }

    [TestMethod]
    public async Task Image_of_a_multi_targeted_project_is_for_the_published_framework()
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject(
            "Greeter/Greeter.csproj",
            "<TargetFramework></TargetFramework><TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks><OutputType "
                + "Condition=\"'$(TargetFramework)' == 'netstandard2.0'\">Library</OutputType>"
        );

        (await RunAsync(folder, "publish", "Greeter", "-f", "net10.0")).Succeeded();

        Assert.AreEqual("Hello from the image", await folder.RunAsync());
        Assert.Contains("NETSDK1129", (await RunAsync(folder, "publish", "Greeter")).Output, "an error of the SDK");
    }

    [TestMethod]
    [TestCategory("Nightly")]
    public async Task Image_of_a_Blazor_app_contains_its_static_files()
    {
        await using var folder = new UserFolder();
        (
            await folder.DotnetAsync(
                "new",
                "blazor",
                "-n",
                "Shop",
                "--no-restore",
                "--interactivity",
                "Server",
                "--empty"
            )
        ).Succeeded();
        (
            await folder.DotnetAsync(
                "add",
                "Shop",
                "package",
                "Dockerize.Build",
                "--version",
                TestMachine.PackageVersion
            )
        ).Succeeded();

        (await RunAsync(folder, "publish", "Shop")).Succeeded();

        await using var container = await Container.StartAsync(folder.Image);
        Assert.Contains("Hello, world!", await container.GetAsync(""));
        Assert.Contains("Blazor", await container.GetAsync("_framework/blazor.web.js"));
        Assert.Contains("{", await container.GetAsync("app.css"));
    }

    [TestMethod]
    [DataRow("publish App")]
    [DataRow("build App -c Release -t:Publish")]
    [DataRow("publish App.slnx")]
    [DataRow("publish App", "Microsoft.NET.Sdk")]
    public async Task First_image_contains_files_that_targets_after_the_publish_write(
        string command,
        string sdk = "Microsoft.NET.Sdk.Web"
    )
    {
        await using var folder = new UserFolder();
        folder.Write("App/Program.cs", "System.Console.WriteLine(1);");
        folder.Write("App/wwwroot/site.css", "");
        folder.Write("App/client/main.js", "");
        folder.Write("App.slnx", """<Solution><Project Path="App/App.csproj" /></Solution>""");
        folder.Write(
            "App/App.csproj",
            $"""
            <Project Sdk="{sdk}">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><PackageReference Include="Dockerize.Build" Version="{TestMachine.PackageVersion}" PrivateAssets="all" /></ItemGroup>
            </Project>
            """
        );
        // Like a target that copies the output of a JavaScript build.
        folder.Write(
            "Directory.Build.targets",
            """
            <Project>
              <Target Name="CopyClient" AfterTargets="Publish">
                <Copy SourceFiles="client/main.js" DestinationFolder="$(PublishDir)wwwroot" />
              </Target>
              <Target Name="Late" AfterTargets="AfterSdkPublish">
                <WriteLinesToFile File="$(PublishDir)late.txt" Lines="late" Overwrite="true" />
              </Target>
            </Project>
            """
        );

        var first = (await RunAsync(folder, command.Split(' '))).Succeeded();
        var image = await folder.ImageIdAsync();
        var second = (await RunAsync(folder, command.Split(' '))).Succeeded();

        Assert.DoesNotContain("Skipped static web assets", first + second);
        Assert.AreEqual(image, await folder.ImageIdAsync(), second);
        await folder.RunAsync("ls", "/app/late.txt", "/app/wwwroot/main.js");
    }

    private static Task<CommandResult> RunAsync(UserFolder folder, params string[] arguments) =>
        folder.DotnetAsync([
            .. arguments,
            $"-p:DockerBaseRegistry={TestMachine.BaseRegistry}",
            $"-p:DockerRegistry={TestMachine.Registry}",
            $"-p:DockerRepository={folder.Repository}",
        ]);
}
