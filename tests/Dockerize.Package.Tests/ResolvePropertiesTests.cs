using System.Text.Json;

namespace Dockerize.Package.Tests;

/// <summary>What each property falls back to, in the SDK's own order of precedence.</summary>
[TestClass]
[TestCategory("AnyEngine")]
public sealed class ResolvePropertiesTests
{
    private static UserFolder folder = null!;

    [ClassInitialize]
    public static async Task RestoreAsync(TestContext _)
    {
        folder = new UserFolder();
        folder.WriteConsoleProject("Greeter/Greeter.csproj");
        (await folder.DotnetAsync("restore", "Greeter")).Succeeded();
    }

    [ClassCleanup]
    public static async Task CleanUpAsync() => await folder.DisposeAsync();

    [TestMethod]
    [DataRow("Dockerize", "true", "")]
    [DataRow("Dockerize", "false", "-p:PublishProfile=DefaultContainer")]
    [DataRow("Dockerize", "false", "-p:WebPublishMethod=Container")]
    [DataRow("Dockerize", "false", "-p:RuntimeIdentifier=browser-wasm")]
    [DataRow("DockerBuild", "true", "")]
    [DataRow("DockerPush", "false", "")]
    [DataRow("DockerRegistry", "", "")]
    [DataRow("DockerRegistry", "a", "-p:ContainerRegistry=a")]
    [DataRow("DockerRegistry", "b", "-p:ContainerRegistry=a -p:RegistryUrl=b")]
    [DataRow("DockerRegistry", "c", "-p:ContainerRegistry=a -p:RegistryUrl=b -p:DockerRegistry=c")]
    [DataRow("DockerRepository", "a", "-p:ContainerRepository=a")]
    [DataRow("DockerRepository", "b", "-p:ContainerRepository=a -p:ContainerImageName=b")]
    [DataRow("DockerRepository", "c", "-p:ContainerRepository=a -p:ContainerImageName=b -p:DockerRepository=c")]
    [DataRow("DockerTags", "a", "-p:ContainerImageTag=a")]
    [DataRow("DockerTags", "b", "-p:ContainerImageTags=b")]
    [DataRow("DockerTags", "c", "-p:ContainerImageTag=a -p:PublishImageTag=c")]
    [DataRow("DockerTags", "d", "-p:ContainerImageTag=a -p:PublishImageTag=c -p:DockerTags=d")]
    [DataRow("DockerTags", "", "-p:DockerImage=x -p:ContainerImageTag=a")]
    [DataRow("DockerRepository", "c", "-p:DockerImage=x -p:ContainerRepository=a -p:DockerRepository=c")]
    [DataRow("DockerBaseImage", "a", "-p:ContainerBaseImage=a")]
    [DataRow("DockerBaseVariant", "a", "-p:ContainerFamily=a")]
    [DataRow("DockerImageUser", "a", "-p:ContainerUser=a")]
    [DataRow("DockerWorkingDirectory", "/app", "")]
    [DataRow("DockerWorkingDirectory", "/a", "-p:ContainerWorkingDirectory=/a")]
    [DataRow("DockerBuildFile", "a", "-p:DockerfileFile=a")]
    [DataRow("DockerBuildContext", "a", "-p:DockerfileContext=a")]
    [DataRow("DockerPruneRuntimes", "true", "")]
    [DataRow("DockerBuildNoCache", "false", "")]
    public async Task A_property_falls_back_as_the_reference_says(string property, string expected, string arguments)
    {
        var json = (await folder.DotnetAsync(
            ["msbuild", "Greeter", "-t:ResolveDockerProperties", $"-getProperty:{property}", "-getProperty:MSBuildProjectName", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)])).Succeeded();

        Assert.AreEqual(expected, JsonDocument.Parse(json).RootElement.GetProperty("Properties").GetProperty(property).GetString());
    }

    [TestMethod]
    public async Task A_tag_that_Visual_Studio_generates_is_the_time() => Assert.AreEqual(
        "{timestamp}",
        (await folder.DotnetAsync("msbuild", "Greeter", "-t:ResolveDockerProperties", "-getProperty:DockerTags", "-p:AutoGenerateImageTag=true")).Succeeded());
}
