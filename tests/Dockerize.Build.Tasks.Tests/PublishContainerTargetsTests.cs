using Microsoft.Build.Execution;
using Microsoft.Build.Framework;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>
/// The outputs of the SDK's PublishContainer, and DockerizePublishContainer, which replaces its image.
/// </summary>
[TestClass]
public sealed class PublishContainerTargetsTests
{
    private const string Replaced = "DockerizePublishContainer=true";

    // The target of the SDK, with a target of the user that reads the outputs.
    private const string Sdk = """
        <PropertyGroup>
          <EnableSdkContainerSupport Condition="'$(EnableSdkContainerSupport)' == ''">true</EnableSdkContainerSupport>
        </PropertyGroup>
        <Target Name="ReadOutputs" AfterTargets="PublishContainer">
          <Message Importance="High" Text="Read @(GeneratedContainerName, ' ') $(GeneratedContainerDigest)" />
        </Target>
        <Target Name="Deploy" DependsOnTargets="Publish;PublishContainer" />
        <Target Name="PublishContainer" Condition="'$(EnableSdkContainerSupport)' == 'true'">
          <Message Importance="High" Text="The SDK creates its image" />
          <PropertyGroup><GeneratedContainerDigest>sha256:5dc</GeneratedContainerDigest></PropertyGroup>
          <ItemGroup><GeneratedContainerName Include="sdk:latest" /><GeneratedContainer Include="GeneratedContainer" /></ItemGroup>
        </Target>
        """;

    [TestMethod]
    [DataRow("Dockerize", "true", "PublishProfile=DefaultContainer")]
    [DataRow("Dockerize", "true", "WebPublishMethod=Container")]
    [DataRow("Dockerize", "false", "WebPublishMethod=Container Dockerize=false")]
    [DataRow("Dockerize", "false", "PublishProfile=DefaultContainer OutputType=Library")]
    [DataRow("EnableSdkContainerSupport", "false", "")]
    [DataRow("EnableSdkContainerSupport", "false", "EnableSdkContainerSupport=true")]
    [DataRow("EnableSdkContainerSupport", "true", "Dockerize=false")]
    [DataRow("EnableSdkContainerSupport", "true", "IsTestProject=true")]
    [DataRow("DockerPush", "false", "ContainerRegistry=a")]
    [DataRow("DockerPush", "false", "PublishProfile=DefaultContainer")]
    [DataRow("DockerPush", "true", "PublishProfile=DefaultContainer ContainerRegistry=a")]
    [DataRow("DockerPush", "true", "PublishProfile=DefaultContainer RegistryUrl=a")]
    [DataRow("DockerPush", "false", "PublishProfile=DefaultContainer ContainerRegistry=a DockerPush=false")]
    [DataRow("DockerPush", "false", "PublishProfile=DefaultContainer ContainerRegistry=a ContainerArchiveOutputPath=b")]
    [DataRow("DockerRegistry", "project.example", "")]
    [DataRow("DockerRegistry", "a", "ContainerRegistry=a")]
    [DataRow("DockerRegistry", "", "ContainerRepository=a")]
    [DataRow("DockerRegistry", "b", "ContainerRegistry=a DockerRegistry=b")]
    [DataRow("DockerRepository", "project", "ContainerRegistry=a")]
    [DataRow("DockerRepository", "a", "ContainerRepository=a")]
    [DataRow("DockerRepository", "a", "ContainerImageName=a")]
    [DataRow("DockerTags", "{version}", "ContainerRegistry=a")]
    [DataRow("DockerTags", "", "ContainerRepository=a")]
    [DataRow("DockerTags", "a", "ContainerImageTag=a")]
    [DataRow("DockerTags", "a", "ContainerImageTags=a")]
    public void Properties_passed_by_a_caller_of_PublishContainer_apply(
        string property,
        string expected,
        string arguments
    )
    {
        using var project = new TargetsProject(
            Sdk
                + """
                <PropertyGroup>
                  <DockerRegistry>project.example</DockerRegistry>
                  <DockerRepository>project</DockerRepository>
                  <DockerTags>{version}</DockerTags>
                </PropertyGroup>
                """
        );

        var result = project.Run("ResolveDockerProperties", $"{Replaced} {Without(arguments)}");

        Assert.AreEqual(expected, result.GetPropertyValue(property));

        // The registry of the project would also cause a push.
        string Without(string passed) =>
            property == "DockerPush" && !passed.Contains("Container=a", StringComparison.Ordinal)
                ? $"DockerRegistry= {passed}"
                : passed;
    }

    [TestMethod]
    [DataRow("PublishContainer", 1, DisplayName = "PublishContainer alone")]
    [DataRow("Deploy", 1, DisplayName = "a target of the project")]
    [DataRow("Publish", 0, DisplayName = "Publish alone")]
    public void Call_of_PublishContainer_publishes_and_pushes_once(string target, int pushes)
    {
        using var engine = new FaultyEngine().HasBase().Builds().Pushes("r.io/app");
        using var project = new TargetsProject(Sdk);

        var result = project.Run(target, $"{Replaced} DockerHost={engine.Host} ContainerRegistry=r.io");

        Assert.IsEmpty(project.Log.OfType<BuildErrorEventArgs>());
        Assert.DoesNotContain("The SDK creates its image", High(project));
        Assert.AreEqual(pushes, engine.Count("POST /images/r.io/app/push"));
        if (pushes == 0)
            return;

        Assert.Contains($"Read r.io/app:latest {EngineAnswers.PushedDigest}", High(project));
        var image = result.GetItems("GeneratedDockerImage").Single();
        Assert.AreEqual(EngineAnswers.PushedDigest, image.GetMetadataValue("Digest"));
        Assert.AreEqual(EngineAnswers.PushedDigest, Container(result).GetMetadataValue("ManifestDigest"));
    }

    [TestMethod]
    public void Publish_sets_the_outputs_of_PublishContainer()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TargetsProject();

        var result = project.Run("Publish", $"DockerHost={engine.Host} DockerTags=1,2");

        const string Configuration =
            """{"architecture":"amd64","os":"linux","config":{"ExposedPorts":{"8080/tcp":{}}},"""
            + """ "rootfs":{"type":"layers","diff_ids":[]}}""";
        var expected = Configuration.Replace(" ", "", StringComparison.Ordinal);
        Assert.AreEqual(expected, result.GetPropertyValue("GeneratedContainerConfiguration"));
        Assert.AreEqual(expected, Container(result).GetMetadataValue("Configuration"));
        Assert.AreEqual(
            "app:1 app:2",
            string.Join(' ', result.GetItems("GeneratedContainerName").Select(name => name.EvaluatedInclude))
        );
        Assert.AreEqual("", result.GetPropertyValue("GeneratedContainerDigest"));
        Assert.AreEqual("", result.GetPropertyValue("GeneratedContainerManifest"));
    }

    [TestMethod]
    [DataRow("", DisplayName = "the SDK's image is created last")]
    [DataRow(
        """<Target Name="Early" AfterTargets="Build" DependsOnTargets="PublishContainer" />""",
        DisplayName = "the SDK's image is created first"
    )]
    public void Outputs_of_the_SDK_are_kept_if_both_images_are_created(string body)
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TargetsProject(Sdk + body);

        var result = project.Run("Deploy", $"DockerHost={engine.Host} Dockerize=true");

        Assert.AreEqual("sha256:5dc", result.GetPropertyValue("GeneratedContainerDigest"));
        Assert.AreEqual("", Container(result).GetMetadataValue("Configuration"));
        Assert.AreEqual("sdk:latest", result.GetItems("GeneratedContainerName").Single().EvaluatedInclude);
    }

    [TestMethod]
    public void Project_without_a_direct_package_reference_keeps_the_image_of_the_SDK()
    {
        using var project = new TargetsProject(
            Sdk + """<ItemGroup><PackageReference Remove="Dockerize.Build" /></ItemGroup>"""
        );

        project.Run("Deploy", Replaced);

        Assert.Contains("The SDK creates its image", High(project));
        Assert.Contains("Read sdk:latest sha256:5dc", High(project));
    }

    [TestMethod]
    public void Call_of_PublishContainer_in_a_container_requires_an_engine()
    {
        using var project = new TargetsProject(Sdk);

        var result = project.Run(
            "ResolveDockerProperties",
            $"{Replaced} DOTNET_RUNNING_IN_CONTAINER=true PublishProfile=DefaultContainer"
        );

        Assert.AreEqual("", result.GetPropertyValue("_DockerBuildIsDefault"));
    }

    private static ProjectItemInstance Container(ProjectInstance project) =>
        project.GetItems("GeneratedContainer").Single();

    private static List<string?> High(TargetsProject project) =>
        [
            .. project
                .Log.OfType<BuildMessageEventArgs>()
                .Where(message => message.Importance == MessageImportance.High)
                .Select(message => message.Message),
        ];
}
