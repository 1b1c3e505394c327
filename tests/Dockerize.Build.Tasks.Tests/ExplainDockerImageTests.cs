using Microsoft.Build.Framework;
using Newtonsoft.Json.Linq;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>The explanation of an image names each part and its source, without a publish.</summary>
[TestClass]
public sealed class ExplainDockerImageTests
{
    [TestMethod]
    [DataRow("", "yes: the project is an app and references Dockerize.Build")]
    [DataRow("Dockerize=true OutputType=Library DockerEntrypoint=run", "yes: Dockerize is 'true'")]
    [DataRow("DockerBuild=false", "only its Dockerfile: DockerBuild is 'false'")]
    [DataRow("Dockerize=false", "no: Dockerize is 'false'")]
    [DataRow("OutputType=Library", "no: its OutputType is 'Library'")]
    [DataRow("PackAsTool=true", "no: it is packed as a .NET tool (PackAsTool)")]
    [DataRow("TargetFrameworkIdentifier=.NETFramework", "no: it targets .NETFramework")]
    [DataRow("TargetPlatformIdentifier=windows", "no: it targets one operating system, 'windows'")]
    [DataRow("RuntimeIdentifier=browser-wasm", "no: it runs in a browser")]
    [DataRow("IsTestProject=true", "no: it is a test project")]
    [DataRow("IsPublishable=false", "no: IsPublishable is 'false'")]
    [DataRow("PublishProfile=DefaultContainer", "no: the .NET SDK's PublishContainer builds the image")]
    public void Explanation_says_whether_and_why_a_project_gets_an_image(string arguments, string expected)
    {
        using var engine = new FaultyEngine().HasBase();
        using var project = new TargetsProject("");

        project.Run("ExplainDockerImage", $"DockerHost={engine.Host} {arguments}");

        var lines = project.Log.OfType<BuildMessageEventArgs>().Select(message => message.Message!.Trim()).ToList();
        Assert.DoesNotContain("DKZ1041", string.Join('\n', lines));
        Assert.Contains(expected, lines.First(line => line.StartsWith("Image ", StringComparison.Ordinal)));
        Assert.IsEmpty(project.Log.OfType<BuildErrorEventArgs>());
        Assert.IsNull(project.Dockerfile);
        Assert.AreEqual(0, engine.Count("POST "));
    }

    [TestMethod]
    public void Each_part_of_the_name_has_its_source()
    {
        var page = Explain(
            """
            <DockerRegistry>r.io</DockerRegistry><ContainerRegistry>r.io</ContainerRegistry>
            <DockerTags>{version} latest</DockerTags>
            """
        );

        Assert.AreEqual("r.io/greeter:1.0.0|r.io/greeter:latest", page["name"]);
        Assert.AreEqual(
            "registry: ContainerRegistry|repository: the name of the assembly, Greeter"
                + "|tags: DockerTags, '{version} latest'",
            page["nameFrom"]
        );
        Assert.AreEqual("no: DockerPush is not 'true'", page["push"]);
    }

    [TestMethod]
    public void Base_image_container_and_next_publish_are_described()
    {
        var page = Explain(
            """
            <FrameworkReference Include="Microsoft.AspNetCore.App" />
            <DockerBaseVariant>alpine</DockerBaseVariant>
            <DockerEnvironmentVariable Include="TOKEN" Value="hidden" />
            """
        );

        Assert.AreEqual(
            "mcr.microsoft.com/dotnet/aspnet:10.0-alpine-extra (DockerBaseVariant)"
                + "|Greeter targets .NET 10.0 and requires the ASP.NET Core runtime",
            page["baseImage"]
        );
        Assert.StartsWith($"{EngineAnswers.BaseId}|linux/amd64", page["baseInEngine"]);
        Assert.AreEqual(
            "entry point: dotnet /app/Greeter.dll|user: the user of the base image, app|ports: none"
                + "|environment variables: TOKEN",
            page["container"]
        );
        Assert.AreEqual("none was built from this folder in this configuration", page["lastImage"]);
        Assert.AreEqual("builds the image for the first time", page["nextPublish"]);
    }

    [TestMethod]
    [DataRow("", "|unless the registry already has this image")]
    [DataRow("<DockerArchive>image.tar</DockerArchive>", "")]
    [DataRow("<DockerForceBuild>true</DockerForceBuild>", "")]
    [DataRow("<DockerSmokeTest>true</DockerSmokeTest>", "")]
    public void Next_publish_is_described_with_the_check_of_the_registry(string properties, string expected)
    {
        var page = Explain($"<DockerRegistry>r.io</DockerRegistry><DockerPush>true</DockerPush>{properties}");

        Assert.AreEqual("builds the image for the first time" + expected, page["nextPublish"]);
    }

    [TestMethod]
    public void Invalid_setting_is_described_in_its_place()
    {
        var page = Explain("<DockerTags>no/slash</DockerTags><DockerPullPolicy>Always</DockerPullPolicy>");

        Assert.StartsWith("DKZ1027: ", page["name"]);
        Assert.Contains("DKZ1041: ", page["settings"]);
        Assert.Contains("mcr.microsoft.com/dotnet/runtime:10.0", page["baseImage"]);
    }

    [TestMethod]
    public void Engine_that_is_not_running_is_described_with_the_places_that_were_checked()
    {
        using var project = new TestProject().Set("DockerBuild", "true").Set("DockerHost", "unix:///nowhere.sock");

        var page = Read(project);

        Assert.Contains("DKZ2001: ", page["engine"]);
        Assert.Contains("nowhere.sock", page["engine"]);
    }

    [TestMethod]
    public void Image_of_the_last_publish_is_described()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TestProject().Use(engine);
        project.Build().Success();

        var page = Read(project);

        Assert.StartsWith(EngineAnswers.BuiltId, page["lastImage"]);
        Assert.AreEqual("builds the image only if a file or a setting has changed", page["nextPublish"]);

        engine.HasBase(id: EngineAnswers.BaseId.Replace("ba5e", "ba5f", StringComparison.Ordinal));
        Assert.StartsWith("builds the image: base image mcr.microsoft.com/dotnet/", Read(project)["nextPublish"]);
    }

    [TestMethod]
    public void Own_Dockerfile_is_described_with_the_settings_that_it_ignores()
    {
        using var engine = new FaultyEngine().HasBase();
        using var project = new TestProject()
            .Use(engine)
            .Read("<DockerBuildFile>Dockerfile</DockerBuildFile><DockerImageUser>app</DockerImageUser>");
        project.Write("Dockerfile", "FROM scratch\n");

        var page = Read(project);

        Assert.AreEqual(
            $"{project.PathOf("Dockerfile")} (DockerBuildFile)|build context: {Path.GetDirectoryName(project.File)}",
            page["dockerfile"]
        );
        Assert.Contains("DockerImageUser", page["settings"]);
        Assert.IsFalse(page.ContainsKey("baseImage"));
    }

    private static Dictionary<string, string> Explain(string xml)
    {
        using var engine = new FaultyEngine().HasBase();
        using var project = new TestProject().Use(engine).Read(xml);
        return Read(project);
    }

    // The lines of each topic in the JSON file, separated by vertical bars.
    private static Dictionary<string, string> Read(TestProject project)
    {
        project.Set("DockerExplainFile", "explain.json").Explain().Success();
        return JObject
            .Parse(File.ReadAllText(project.PathOf("explain.json")))
            .Properties()
            .Where(property => property.Value is JArray)
            .ToDictionary(
                property => property.Name,
                property => string.Join('|', property.Value),
                StringComparer.Ordinal
            );
    }
}
