namespace Dockerize.Build.Tests;

/// <summary>A publish inside a container without an engine is recognized by its settings and its environment.</summary>
[TestClass]
public sealed class SettingsCheckTests
{
    private const string InContainer = "_DockerBuildIsDefault=true DOTNET_RUNNING_IN_CONTAINER=true";

    [TestMethod]
    [DataRow(InContainer, "", false, true)]
    [DataRow("_DockerBuildIsDefault=true DOTNET_RUNNING_IN_CONTAINER=TRUE", "", false, true)]
    [DataRow("_DockerBuildIsDefault=true", "", false, false, DisplayName = "not in a container")]
    [DataRow(
        "_DockerBuildIsDefault=true DOTNET_RUNNING_IN_CONTAINER=false",
        "",
        false,
        false,
        DisplayName = "DOTNET_RUNNING_IN_CONTAINER=false"
    )]
    [DataRow("DOTNET_RUNNING_IN_CONTAINER=true", "", false, false, DisplayName = "DockerBuild is set")]
    [DataRow(InContainer + " DockerPush=true", "", false, false, DisplayName = "a push")]
    [DataRow(InContainer + " DockerArchive=a.tar", "", false, false, DisplayName = "an archive")]
    [DataRow(InContainer + " DockerHost=tcp://h:1", "", false, false, DisplayName = "DockerHost")]
    [DataRow(InContainer + " DockerContext=c", "", false, false, DisplayName = "DockerContext")]
    [DataRow(InContainer, "DOCKER_HOST=tcp://h:1", false, false, DisplayName = "DOCKER_HOST")]
    [DataRow(InContainer, "DOCKER_CONTEXT=c", false, false, DisplayName = "DOCKER_CONTEXT")]
    [DataRow(InContainer, "DOCKER_HOST=", false, true, DisplayName = "empty DOCKER_HOST")]
    [DataRow(InContainer, "", true, false, DisplayName = "a default socket")]
    public void Missing_engine_in_a_container_is_recognized(
        string properties,
        string environment,
        bool hasDefaultSocket,
        bool expected
    )
    {
        var settings = new ProjectSettings(new ProjectProperties(Pairs(properties)), []);
        var variables = Pairs(environment).ToDictionary(pair => pair.Key, pair => pair.Value);

        Assert.AreEqual(
            expected,
            SettingsCheck.IsEngineMissing(settings, name => variables.GetValueOrDefault(name), hasDefaultSocket)
        );
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(string text) =>
        text.Split([' '], StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('='))
            .Select(pair => new KeyValuePair<string, string>(pair[0], pair[1]));
}
