namespace Dockerize.Package.Tests;

/// <summary>Only an app that references the package itself gets an image. Every other publish is unchanged.</summary>
[TestClass]
[TestCategory("AnyEngine")]
public sealed class ProjectSelectionTests
{
    // No engine listens here, so a request to the engine would be an error.
    private const string NoEngine = "-p:DockerHost=unix:///nowhere/docker.sock";

    private static string Package =>
        $"""<PackageReference Include="Dockerize.Build" Version="{TestMachine.PackageVersion}" """;

    [TestMethod]
    public async Task Explanation_of_a_project_with_several_frameworks_describes_each_framework()
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject(
            "App/App.csproj",
            "<TargetFramework /><TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>"
        );

        var log = (await folder.DotnetAsync("build", "App", "-t:ExplainDockerImage")).Succeeded();

        StringAssert.Contains(log, "App targets .NET 10.0", StringComparison.Ordinal);
        StringAssert.Contains(log, "no: it targets .NETStandard", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("<TargetFramework>net48</TargetFramework>", DisplayName = ".NET Framework")]
    [DataRow(
        "<TargetFramework>net10.0-windows</TargetFramework><EnableWindowsTargeting>true</EnableWindowsTargeting>"
            + "<DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>",
        DisplayName = "Windows desktop"
    )]
    public async Task App_that_runs_only_on_Windows_gets_no_image(string properties)
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject("Other/Other.csproj", properties);

        await AssertNoImageAsync(folder, "publish", "Other");
    }

    [TestMethod]
    [DataRow("MSTest 4.5.2", "<EnableMSTestRunner>true</EnableMSTestRunner>")]
    [DataRow("xunit.v3 4.0.2", "")]
    [DataRow("xunit 2.9.3;xunit.runner.visualstudio 3.1.5;Microsoft.NET.Test.Sdk 18.9.0", "")]
    public async Task Test_project_gets_no_image(string packages, string properties)
    {
        await using var folder = new UserFolder();
        var references = packages
            .Split(';')
            .Select(package => package.Split(' '))
            .Select(package => $"""<PackageReference Include="{package[0]}" Version="{package[1]}" />""");
        folder.Write(
            "Tests/Tests.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType>{properties}</PropertyGroup>
              <ItemGroup>{string.Concat(references)}{Package} PrivateAssets="all" /></ItemGroup>
            </Project>
            """
        );

        await AssertNoImageAsync(folder, "publish", "Tests");
    }

    [TestMethod]
    public async Task App_that_references_a_project_with_the_package_gets_no_image()
    {
        await using var folder = new UserFolder();
        folder.Write(
            "Library/Library.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup>{Package} /></ItemGroup>
            </Project>
            """
        );
        WriteApp(folder, """<ProjectReference Include="../Library/Library.csproj" />""");

        await AssertNoImageAsync(folder, "publish", "App");
    }

    [TestMethod]
    public async Task App_that_references_a_packed_library_with_the_package_gets_no_image()
    {
        await using var folder = new UserFolder();
        folder.Write(
            "Library/Library.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><PackageId>{folder.Repository}</PackageId></PropertyGroup>
              <ItemGroup>{Package} /></ItemGroup>
            </Project>
            """
        );
        (await folder.DotnetAsync("pack", "Library", "-o", "packed")).Succeeded();
        (
            await folder.DotnetAsync(
                "nuget",
                "add",
                "source",
                Path.Combine(folder.Path, "packed"),
                "--name",
                "packed",
                "--configfile",
                "nuget.config"
            )
        ).Succeeded();
        WriteApp(folder, $"""<PackageReference Include="{folder.Repository}" Version="1.0.0" />""");

        await AssertNoImageAsync(folder, "publish", "App");
    }

    [TestMethod]
    public async Task Build_and_pack_create_no_image()
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject("App/App.csproj");

        await AssertNoImageAsync(folder, "build", "App");
        await AssertNoImageAsync(folder, "pack", "App");
        await AssertNoImageAsync(folder, "pack", "App", "-p:DockerizeOnBuild=true");
    }

    [TestMethod]
    public async Task PublishContainer_creates_only_the_image_of_the_SDK_and_logs_it()
    {
        await using var folder = new UserFolder();
        folder.Write("Shop/Program.cs", "Microsoft.AspNetCore.Builder.WebApplication.Create().Run();");
        folder.Write(
            "Shop/Shop.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ContainerBaseImage>{await folder.PushSmallBaseAsync()}</ContainerBaseImage>
                <ContainerRepository>{folder.Repository}</ContainerRepository>
              </PropertyGroup>
              <ItemGroup>{Package} PrivateAssets="all" /></ItemGroup>
            </Project>
            """
        );

        foreach (var arguments in new[] { "-t:PublishContainer", "-t PublishContainer -m:2 -mt" })
        {
            var log = (await folder.DotnetAsync(["publish", "Shop", .. arguments.Split(' ')])).Succeeded();
            Assert.Contains("Skipped the image of Dockerize.Build, because PublishContainer was requested.", log);
            Assert.Contains($"Pushed image '{folder.Repository}:latest'", log);
            Assert.IsEmpty(Directory.GetDirectories(folder.Path, "docker", SearchOption.AllDirectories), log);
        }

        await CommandLine.RemoveImagesAsync($"{folder.Repository}:latest");
    }

    [TestMethod]
    public async Task Solution_with_PublishContainer_gets_only_images_of_the_SDK()
    {
        string[] names = ["One", "Two"];
        await using var folder = new UserFolder();
        var baseImage = await folder.PushSmallBaseAsync();
        foreach (var name in names)
        {
            folder.WriteConsoleProject(
                $"{name}/{name}.csproj",
                $"""
                <ContainerBaseImage>{baseImage}</ContainerBaseImage>
                <ContainerRepository>{folder.Repository}</ContainerRepository>
                <ContainerImageTag>{name}</ContainerImageTag>
                """
            );
        }

        var projects = names.Select(name => $"""<Project Path="{name}/{name}.csproj" />""");
        folder.Write("Shop.slnx", $"<Solution>{string.Concat(projects)}</Solution>");

        var log = (await folder.DotnetAsync("publish", "Shop.slnx", "-t:PublishContainer", "-m:2")).Succeeded();

        foreach (var name in names)
            Assert.Contains($"Pushed image '{folder.Repository}:{name}'", log);
        Assert.IsEmpty(Directory.GetDirectories(folder.Path, "docker", SearchOption.AllDirectories), log);
        await CommandLine.RemoveImagesAsync([.. names.Select(name => $"{folder.Repository}:{name}")]);
    }

    [TestMethod]
    public async Task GlobalPackageReference_creates_images_for_apps_only()
    {
        await using var folder = new UserFolder();
        folder.Write(
            "Directory.Packages.props",
            $"""
            <Project>
              <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
              <ItemGroup><GlobalPackageReference Include="Dockerize.Build" Version="{TestMachine.PackageVersion}" /></ItemGroup>
            </Project>
            """
        );
        folder.Write(
            "Library/Library.csproj",
            """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework>"""
                + """</PropertyGroup></Project>"""
        );
        WriteApp(folder, """<ProjectReference Include="../Library/Library.csproj" />""");

        await AssertNoImageAsync(folder, "publish", "Library");
        var log = (await folder.DotnetAsync("publish", "App", "-p:DockerBuild=false")).Succeeded();

        Assert.IsTrue(
            File.Exists(Path.Combine(folder.Path, "App", "obj", "Release", "net10.0", "docker", "Dockerfile")),
            log
        );
    }

    [TestMethod]
    public async Task Settings_in_Directory_Build_props_and_targets_apply()
    {
        await using var folder = new UserFolder();
        folder.Write(
            "Directory.Build.props",
            "<Project><PropertyGroup><DockerWorkingDirectory>/srv/before</DockerWorkingDirectory></PropertyGroup>"
                + "</Project>"
        );
        folder.Write(
            "Directory.Build.targets",
            "<Project><PropertyGroup><DockerImageUser>1234</DockerImageUser></PropertyGroup><ItemGroup><DockerPort "
                + "Include=\"4321\" /></ItemGroup></Project>"
        );
        folder.WriteConsoleProject("App/App.csproj");

        (await folder.DotnetAsync("publish", "App", "-p:DockerBuild=false")).Succeeded();

        var dockerfile = Dockerfile.Load(
            Path.Combine(folder.Path, "App", "obj", "Release", "net10.0", "docker", "Dockerfile")
        );
        dockerfile.HasLine("WORKDIR /srv/before");
        dockerfile.HasLine("USER 1234");
        dockerfile.HasLine("EXPOSE 4321");
    }

    private static void WriteApp(UserFolder folder, string items)
    {
        folder.Write("App/Program.cs", "System.Console.WriteLine();");
        folder.Write(
            "App/App.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup>{items}</ItemGroup>
            </Project>
            """
        );
    }

    private static async Task AssertNoImageAsync(UserFolder folder, params string[] arguments)
    {
        var log = (await folder.DotnetAsync([.. arguments, NoEngine])).Succeeded();
        Assert.IsEmpty(Directory.GetDirectories(folder.Path, "docker", SearchOption.AllDirectories), log);
    }
}
