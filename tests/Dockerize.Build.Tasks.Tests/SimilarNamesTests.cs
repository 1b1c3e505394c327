using Microsoft.Build.Framework;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>
/// Misspelled properties, items and metadata are warnings with the correct name. Names of other products and of the
/// project are not reported.
/// </summary>
[TestClass]
public sealed class SimilarNamesTests
{
    [TestMethod]
    [DataRow("DockerRepo=team/shop", "DockerRepository")]
    [DataRow("DockerRepositroy=shop", "DockerRepository")]
    [DataRow("DockerImageTag=1", "DockerTags")]
    [DataRow("DockerTagss=1", "DockerTags")]
    [DataRow("DokerPush=true", "DockerPush")]
    [DataRow("DockerPuhs=true", "DockerPush")]
    [DataRow("Dockerise=true", "Dockerize")]
    [DataRow("DockerRegistries=r.io", "DockerRegistry")]
    [DataRow("dockerbaseimages=x", "DockerBaseImage")]
    [DataRow("DockerEnvVar=A", "DockerEnvironmentVariables")]
    [DataRow("DockerFile=Dockerfile", "DockerBuildFile")]
    [DataRow("DockerVolume=/data", "<DockerVolume Include=")]
    [DataRow("DockerBuildArgs=A", "<DockerBuildArg Include=")]
    [DataRow("DockerBuildSsh=default", "<DockerBuildSsh Include=")]
    [DataRow("DockerCacheTo=inline", "DockerBuildCacheTo")]
    public void Misspelled_property_on_the_command_line_is_a_warning(string argument, string meant)
    {
        using var project = new TargetsProject();

        project.Run("Publish", "DockerBuild=false " + argument);

        Assert.Contains(meant, Warnings(project).Single());
        Assert.Contains(argument.Split('=')[0], Warnings(project).Single());
    }

    [TestMethod]
    [DataRow("<PropertyGroup><DockerRepo>shop</DockerRepo></PropertyGroup>", "DockerRepository")]
    [DataRow("<PropertyGroup><DockerRepositry>shop</DockerRepositry></PropertyGroup>", "DockerRepository")]
    [DataRow("<PropertyGroup><DokerPush>true</DokerPush></PropertyGroup>", "DockerPush")]
    [DataRow("<PropertyGroup><DockerEnvVar>A=1</DockerEnvVar></PropertyGroup>", "DockerEnvironmentVariables")]
    [DataRow("<PropertyGroup><DockerVolume>/data</DockerVolume></PropertyGroup>", "<DockerVolume Include=")]
    [DataRow("""<ItemGroup><DockerEnvVar Include="A" Value="1" /></ItemGroup>""", "DockerEnvironmentVariable?")]
    [DataRow("""<ItemGroup><DockerSystemPackages Include="curl" /></ItemGroup>""", "DockerSystemPackage?")]
    [DataRow("""<ItemGroup><DockerPorts Include="1" /><DockerPorts Include="2" /></ItemGroup>""", "DockerPort?")]
    [DataRow("""<ItemGroup><DockerCopy Include="App.proj" Destination="/x" /></ItemGroup>""", "Did you mean To?")]
    [DataRow("""<ItemGroup><DockerLabel Include="a" Vlaue="1" /></ItemGroup>""", "Did you mean Value?")]
    [DataRow("""<ItemGroup><DockerSecrets Include="a" /></ItemGroup>""", "Did you mean DockerBuildSecret?")]
    [DataRow("""<ItemGroup><DockerSsh Include="default" /></ItemGroup>""", "Did you mean DockerBuildSsh?")]
    [DataRow("""<ItemGroup><DockerPort Include="1" Protocl="udp" /></ItemGroup>""", "Did you mean Protocol?")]
    [DataRow(
        """<ItemGroup><DockerSystemPackage Include="curl" Version="8" /></ItemGroup>""",
        "Did you mean Include=\"NAME=VERSION\"?"
    )]
    public void Misspelled_name_in_the_project_is_a_warning(string body, string meant)
    {
        using var project = new TargetsProject(body);

        project.Run("Publish", "DockerBuild=false");

        Assert.Contains(meant, Warnings(project).Single());
    }

    [TestMethod]
    [DataRow("DockerPort=9090", "EXPOSE 9090")]
    [DataRow("DockerLabel=team=shop", "team=\"shop\"")]
    [DataRow("DockerEnvironmentVariable=A=1", "ENV A=\"1\"")]
    public void Singular_form_of_a_property_name_is_accepted(string argument, string expected)
    {
        using var project = new TargetsProject();

        project.Run("Publish", "DockerBuild=false " + argument);

        Assert.Contains(expected, project.Dockerfile!);
        Assert.IsEmpty(Warnings(project));
    }

    [TestMethod]
    [DataRow("<DockerTags>$(DockerTag) latest</DockerTags>", "DockerTag=1.2.3")]
    [DataRow("<DockerTags>$(DockerImageTag)</DockerTags>", "DockerImageTag=1.2.3")]
    [DataRow("<DockerImage>acme/shop:v$(DockerTag)</DockerImage>", "DockerTag=1.2.3")]
    [DataRow("<DockerRepo>acme/shop</DockerRepo><DockerImage>r.io/$(DockerRepo):1</DockerImage>", "")]
    [DataRow("<DockerBaseTag>10.0</DockerBaseTag><DockerBaseImage>aspnet:$(DockerBaseTag)</DockerBaseImage>", "")]
    public void Property_that_a_setting_references_is_not_reported_as_misspelled(string properties, string arguments)
    {
        using var project = new TargetsProject($"<PropertyGroup>{properties}</PropertyGroup>");

        project.Run("Publish", $"DockerBuild=false {arguments}");

        Assert.IsEmpty(Warnings(project));
        Assert.IsEmpty(project.Log.OfType<BuildErrorEventArgs>());
    }

    [TestMethod]
    [DataRow("DockerTag=2 DockerImage=shop:1", "DockerTag has no effect, because DockerImage is set")]
    [DataRow("DockerTag=2 DockerTags=1", "DockerTag has no effect, because DockerTags is set")]
    [DataRow("DockerPort=2 DockerPorts=1", "DockerPort has no effect, because DockerPorts is set")]
    public void Singular_form_of_a_property_name_is_a_warning_if_it_has_no_effect(string arguments, string part)
    {
        using var project = new TargetsProject();

        project.Run("Publish", "DockerBuild=false " + arguments);

        Assert.Contains(part, Warnings(project).Single());
    }

    [TestMethod]
    [DataRow("", "DockerPublishLocally=true")]
    [DataRow("", "DockerDefaultTargetOS=Linux DockerTargetOS=Linux")]
    [DataRow("", "DockerDebuggeeProgram=x DockerLabelBuiltImages=false DockerImageLabels=a")]
    [DataRow("", "DockerfileTag=x DockerfileRepository=x DockerComposeProjectPath=x DockerLaunchAction=x")]
    [DataRow("", "DockerOrganization=x DockerRoot=/x DockerTask=x DockerizeVersion=1.0 DockerMirror=x")]
    [DataRow(
        "<PropertyGroup><DockerRepo>a</DockerRepo><DockerRepository>$(DockerRepo)/b</DockerRepository></PropertyGroup>",
        "",
        DisplayName = "a property of the project"
    )]
    [DataRow(
        "<PropertyGroup><DockerImages>x</DockerImages><Note>$(DockerImages)</Note></PropertyGroup>",
        "",
        DisplayName = "a property that the project references"
    )]
    [DataRow("<PropertyGroup><_DockerCommands>x</_DockerCommands></PropertyGroup>", "_DockerPushed=true")]
    [DataRow(
        """<ItemGroup><DockerCopy Include="App.proj" Link="a" TargetPath="a" CopyToPublishDirectory="Never" /></ItemGroup>""",
        "",
        DisplayName = "metadata of other items"
    )]
    [DataRow(
        """<ItemGroup><DockerPort Include="1" Type="tcp" /><Dockerfile Include="x" /></ItemGroup>""",
        "DockerTags=1 DockerizeOnBuild=false",
        DisplayName = "settings"
    )]
    public void Valid_settings_and_names_of_other_products_are_not_reported_as_misspelled(string body, string arguments)
    {
        using var project = new TargetsProject(body);

        project.Run("Publish", "DockerBuild=false " + arguments);

        Assert.IsEmpty(Warnings(project));
        Assert.IsEmpty(project.Log.OfType<BuildErrorEventArgs>());
    }

    private static List<string> Warnings(TargetsProject project)
    {
        var warnings = project.Log.OfType<BuildWarningEventArgs>().Where(warning => warning.Code == "DKZ1041").ToList();
        foreach (var warning in warnings)
            Assert.AreEqual(project.File, warning.File);
        return [.. warnings.Select(warning => warning.Message!)];
    }
}
