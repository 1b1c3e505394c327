using System.Text.Json.Nodes;

namespace Dockerize.Package.Tests;

/// <summary>
/// With DockerizePublishContainer=true, the commands of tools that call PublishContainer create the image of this
/// package, under the name that they pass, with the outputs that they read.
/// </summary>
[TestClass]
[TestCategory("AnyEngine")]
public sealed class PublishContainerCallTests
{
    // Prints the outputs. Deploy calls PublishContainer, so the command line does not contain it.
    private const string Targets = """
        <Target Name="Deploy" DependsOnTargets="Publish;PublishContainer" />
        <Target Name="ReadOutputs" AfterTargets="PublishContainer">
          <Message Importance="High" Text="NAMES [@(GeneratedContainerName)]" />
          <Message Importance="High" Text="DIGEST [$(GeneratedContainerDigest)] [%(GeneratedContainer.ManifestDigest)]" />
          <Message Importance="High" Text="CONFIG [@(GeneratedContainer->'%(Configuration)')]" />
        </Target>
        """;

    // The caller passes other names than those of the project.
    private const string Names =
        "<DockerizePublishContainer>true</DockerizePublishContainer><DockerRegistry>project.example</DockerRegistry>"
        + "<DockerRepository>project</DockerRepository><DockerTags>{version}</DockerTags>";

    [TestMethod]
    public async Task Azd_command_pushes_with_its_credentials_and_returns_the_configuration()
    {
        await using var folder = Create();
        foreach (var variable in new[] { "DOTNET_CONTAINER_REGISTRY", "SDK_CONTAINER_REGISTRY" })
        {
            folder.SetEnvironment($"{variable}_UNAME", TestMachine.Username);
            folder.SetEnvironment($"{variable}_PWORD", TestMachine.Password);
        }

        var output = await PublishAsync(
            folder,
            "-r linux-x64 -c Release /t:PublishContainer -p:ContainerRepository={0} -p:ContainerImageTag=azd-1 "
                + $"-p:ContainerRegistry={TestMachine.AuthRegistry} --getProperty:GeneratedContainerConfiguration"
        );

        var configuration = JsonNode.Parse(output)!;
        Assert.IsNotNull(configuration["config"]!["ExposedPorts"]!["8080/tcp"]);
        Assert.AreEqual("linux", configuration["os"]!.GetValue<string>());
        var image = $"{TestMachine.AuthRegistry}/{folder.Repository}:azd-1";
        await CommandLine.DockerAsync("--config", folder.LogIn(TestMachine.Password), "pull", "-q", image);
        Assert.AreEqual("Dockerize", await LabelAsync(image));
    }

    [TestMethod]
    [DataRow(
        "-r linux-x64 -c Release /t:PublishContainer -p:ContainerRepository={0} -p:ContainerImageTag=azd-1 "
            + "-p:PublishProfile=DefaultContainer",
        "azd-1",
        DisplayName = "azd without a registry"
    )]
    [DataRow(
        "--configuration=Release /t:PublishContainer /p:ContainerRepository={0} /p:ContainerImageTag=latest "
            + "/p:RuntimeIdentifier=linux-x64 /p:ContainerRuntimeIdentifier=linux-x64",
        "latest",
        DisplayName = "Aspire"
    )]
    [DataRow(
        "-p:PublishProfile=DefaultContainer -p:ContainerRepository={0}",
        "latest",
        DisplayName = "publish profile"
    )]
    public async Task Call_without_a_registry_creates_a_local_image_with_outputs(string arguments, string tag)
    {
        await using var folder = Create();

        var log = await PublishAsync(folder, arguments);

        var image = $"{folder.Repository}:{tag}";
        Assert.Contains($"NAMES [{image}]", log);
        Assert.Contains("CONFIG [{\"created\":", log);
        Assert.DoesNotContain("Pushing", log);
        Assert.DoesNotContain("Pushed image", log);
        Assert.AreEqual("Dockerize", await LabelAsync(image));
        await CommandLine.RemoveImagesAsync(image);
    }

    [TestMethod]
    [DataRow("publish Shop -p:PublishProfile=DefaultContainer")]
    [DataRow("build Shop -c Release -t:Deploy")]
    public async Task Call_with_a_registry_pushes_and_returns_the_digest(string command)
    {
        await using var folder = Create();

        var log = (
            await folder.DotnetAsync([
                .. command.Split(' '),
                $"-p:ContainerRegistry={TestMachine.Registry}",
                $"-p:ContainerRepository={folder.Repository}",
            ])
        ).Succeeded();

        var digests = await CommandLine.DockerAsync("image", "inspect", "-f", "{{json .RepoDigests}}", folder.Image);
        var digest = JsonNode.Parse(digests)![0]!.GetValue<string>().Split('@')[1];
        Assert.Contains($"NAMES [{folder.Image}:latest]", log);
        Assert.Contains($"DIGEST [{digest}] [{digest}]", log);
    }

    [TestMethod]
    public async Task Solution_with_PublishContainer_gets_only_images_of_this_package()
    {
        string[] names = ["one", "two"];
        await using var folder = new UserFolder();
        foreach (var name in names)
        {
            folder.WriteConsoleProject(
                $"{name}/{name}.csproj",
                $"""
                <DockerizePublishContainer>true</DockerizePublishContainer>
                <ContainerBaseImage>{TestMachine.BaseRegistry}/dotnet/runtime:10.0</ContainerBaseImage>
                <ContainerRepository>{folder.Repository}</ContainerRepository>
                <DockerTags>{name}</DockerTags>
                """
            );
        }

        var projects = names.Select(name => $"""<Project Path="{name}/{name}.csproj" />""");
        folder.Write("Shop.slnx", $"<Solution>{string.Concat(projects)}</Solution>");

        var log = (
            await folder.DotnetAsync(
                "publish",
                "Shop.slnx",
                "-t:PublishContainer",
                "-m:2",
                $"-p:ContainerRegistry={TestMachine.Registry}"
            )
        ).Succeeded();

        Assert.DoesNotContain("Pushed image", log);
        foreach (var name in names)
            await CommandLine.DockerAsync("pull", "-q", $"{folder.Image}:{name}");
    }

    [TestMethod]
    public async Task Outputs_are_those_of_the_SDK_if_it_creates_its_image_too()
    {
        await using var folder = Create("<Dockerize>true</Dockerize>");

        var log = await PublishAsync(folder, "-t:PublishContainer -p:ContainerRepository={0}");

        Assert.Contains($"Pushed image '{folder.Repository}:latest'", log);
        Assert.Contains("CONFIG [{\"config\":", log);
        Assert.DoesNotContain("CONFIG [{\"created\":", log);
        await CommandLine.RemoveImagesAsync($"{folder.Repository}:latest");
    }

    private static UserFolder Create(string properties = Names)
    {
        var folder = new UserFolder();
        folder.Write("Shop/Program.cs", "Microsoft.AspNetCore.Builder.WebApplication.Create().Run();");
        folder.Write(
            "Shop/Shop.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ContainerBaseImage>{TestMachine.BaseRegistry}/dotnet/aspnet:10.0</ContainerBaseImage>
                <DockerLabels>made-by=Dockerize</DockerLabels>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Dockerize.Build" Version="{TestMachine.PackageVersion}" PrivateAssets="all" />
              </ItemGroup>
              {Targets}
            </Project>
            """
        );
        return folder;
    }

    private static async Task<string> PublishAsync(UserFolder folder, string arguments) =>
        (
            await folder.DotnetAsync([
                "publish",
                "Shop",
                .. arguments.Replace("{0}", folder.Repository, StringComparison.Ordinal).Split(' '),
            ])
        ).Succeeded();

    // Only the image of this package has the label.
    private static Task<string> LabelAsync(string image) =>
        CommandLine.DockerAsync("image", "inspect", "-f", "{{index .Config.Labels \"made-by\"}}", image);
}
