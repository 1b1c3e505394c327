namespace Dockerize.Package.Tests;

/// <summary>However a project is published, its image is made, once, of what that publish wrote.</summary>
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
    public async Task It_gets_its_image(string command, bool works = true)
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
            // What was not published yet cannot be in an image.
            Assert.Contains("error DKZ1001", result.Output);
            return;
        }

        result.Succeeded();
        Assert.AreEqual("Hello from the image", await folder.RunAsync());
    }

    [TestMethod]
    public async Task A_program_of_one_file_gets_its_image()
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
    public async Task In_a_build_of_threads_the_tasks_run_in_them()
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject("Greeter/Greeter.csproj");

        // MSBuild says at this verbosity which tasks it gives to a process of their own.
        var log = (await RunAsync(folder, "publish", "Greeter", "-m:2", "-mt", "-v:diag")).Succeeded();

        Assert.DoesNotMatchRegex(@"(GenerateDockerfile|BuildDockerImage)[^\n]*external task host", log);
        Assert.AreEqual("Hello from the image", await folder.RunAsync());
    }

    [TestMethod]
    public async Task Visual_Studio_publishes_a_web_project_through_a_build()
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
    public async Task Of_several_frameworks_the_one_that_is_published_has_the_image()
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject(
            "Greeter/Greeter.csproj",
            "<TargetFramework></TargetFramework><TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks><OutputType "
                + "Condition=\"'$(TargetFramework)' == 'netstandard2.0'\">Library</OutputType>"
        );

        (await RunAsync(folder, "publish", "Greeter", "-f", "net10.0")).Succeeded();

        Assert.AreEqual("Hello from the image", await folder.RunAsync());
        Assert.Contains(
            "NETSDK1129",
            (await RunAsync(folder, "publish", "Greeter")).Output,
            "the SDK's own error, and not one of ours"
        );
    }

    [TestMethod]
    public async Task A_Blazor_app_has_its_static_files()
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
    public async Task First_image_has_the_files_that_targets_after_the_publish_write(
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
        // As for the output of a JavaScript build.
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

        Assert.DoesNotContain("Left out", first + second);
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
