namespace Dockerize.Package.Tests;

/// <summary>Only an app that itself asked for it gets an image; every other publish is what it was before.</summary>
[TestClass]
[TestCategory("AnyEngine")]
public sealed class WhoGetsAnImageTests
{
    // Asked for anything, it would be an error.
    private const string NoEngine = "-p:DockerHost=unix:///nowhere/docker.sock";

    private static string Package =>
        $"""<PackageReference Include="Dockerize.Build" Version="{TestMachine.PackageVersion}" """;

    [TestMethod]
    [DataRow("<TargetFramework>net48</TargetFramework>", DisplayName = "an app of .NET Framework")]
    [DataRow(
        "<TargetFramework>net10.0-windows</TargetFramework><EnableWindowsTargeting>true</EnableWindowsTargeting>"
            + "<DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>",
        DisplayName = "an app of one operating system's desktop"
    )]
    public async Task App_of_one_operating_system_gets_none(string properties)
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject("Other/Other.csproj", properties);

        await GetsNoneAsync(folder, "publish", "Other");
    }

    [TestMethod]
    [DataRow("MSTest 4.5.2", "<EnableMSTestRunner>true</EnableMSTestRunner>")]
    [DataRow("xunit.v3 4.0.2", "")]
    [DataRow("xunit 2.9.3;xunit.runner.visualstudio 3.1.5;Microsoft.NET.Test.Sdk 18.9.0", "")]
    public async Task A_test_project_gets_none(string packages, string properties)
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

        await GetsNoneAsync(folder, "publish", "Tests");
    }

    [TestMethod]
    public async Task An_app_that_references_a_library_with_the_package_gets_none()
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

        await GetsNoneAsync(folder, "publish", "App");
    }

    [TestMethod]
    public async Task An_app_that_uses_a_packed_library_with_the_package_gets_none()
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

        await GetsNoneAsync(folder, "publish", "App");
    }

    [TestMethod]
    public async Task Build_and_pack_make_none()
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject("App/App.csproj");

        await GetsNoneAsync(folder, "build", "App");
        await GetsNoneAsync(folder, "pack", "App");
        await GetsNoneAsync(folder, "pack", "App", "-p:DockerizeOnBuild=true");
    }

    [TestMethod]
    public async Task Where_the_SDK_was_asked_for_its_own_it_makes_it_alone_and_that_is_said()
    {
        await using var folder = new UserFolder();
        folder.Write("Shop/Program.cs", "Microsoft.AspNetCore.Builder.WebApplication.Create().Run();");
        folder.Write(
            "Shop/Shop.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ContainerBaseImage>{TestMachine.BaseRegistry}/dotnet/aspnet:10.0</ContainerBaseImage>
                <ContainerRepository>{folder.Repository}</ContainerRepository>
              </PropertyGroup>
              <ItemGroup>{Package} PrivateAssets="all" /></ItemGroup>
            </Project>
            """
        );

        foreach (var arguments in new[] { "-t:PublishContainer", "-t PublishContainer -m:2 -mt" })
        {
            var log = (await folder.DotnetAsync(["publish", "Shop", .. arguments.Split(' ')])).Succeeded();
            Assert.Contains(
                "The .NET SDK makes the image, as PublishContainer was asked for; Dockerize.Build makes none.",
                log
            );
            Assert.Contains($"Pushed image '{folder.Repository}:latest'", log);
            Assert.IsEmpty(Directory.GetDirectories(folder.Path, "docker", SearchOption.AllDirectories), log);
        }

        await CommandLine.RemoveImagesAsync($"{folder.Repository}:latest");
    }

    [TestMethod]
    public async Task Solution_that_requests_images_of_the_SDK_gets_only_those_from_every_process()
    {
        string[] names = ["One", "Two", "Three", "Four"];
        await using var folder = new UserFolder();
        foreach (var name in names)
        {
            folder.WriteConsoleProject(
                $"{name}/{name}.csproj",
                $"""
                <ContainerBaseImage>{TestMachine.BaseRegistry}/dotnet/runtime:10.0</ContainerBaseImage>
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
    public async Task Central_package_management_gives_every_app_of_a_repository_one_and_its_libraries_none()
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

        await GetsNoneAsync(folder, "publish", "Library");
        var log = (await folder.DotnetAsync("publish", "App", "-p:DockerBuild=false")).Succeeded();

        Assert.IsTrue(
            File.Exists(Path.Combine(folder.Path, "App", "obj", "Release", "net10.0", "docker", "Dockerfile")),
            log
        );
    }

    [TestMethod]
    public async Task What_a_folder_says_before_or_after_the_project_counts()
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

    private static async Task GetsNoneAsync(UserFolder folder, params string[] arguments)
    {
        var log = (await folder.DotnetAsync([.. arguments, NoEngine])).Succeeded();
        Assert.IsEmpty(Directory.GetDirectories(folder.Path, "docker", SearchOption.AllDirectories), log);
    }
}
