namespace Dockerize.Build.Tests;

/// <summary>
/// The targets on MSBuild's command line are found in each form that MSBuild and the .NET CLI accept.
/// </summary>
[TestClass]
public sealed class RequestedTargetsTests
{
    [TestMethod]
    [DataRow("-t:PublishContainer", true)]
    [DataRow("--target:publishcontainer", true)]
    [DataRow("/T:Build;PublishContainer", true)]
    [DataRow("-target:\"Build,PublishContainer\"", true)]
    [DataRow("-t PublishContainer -m:2 -mt", true)]
    [DataRow("--target PublishContainer", true)]
    [DataRow("-t:Publish PublishContainer", false)]
    [DataRow("-t:PublishContainerAll", false)]
    [DataRow("PublishContainer", false)]
    [DataRow("-p:t=PublishContainer", false)]
    [DataRow("-t", false)]
    [DataRow("", false)]
    public void Requested_target_is_found_in_the_MSBuild_command_line(string commandLine, bool expected) =>
        Assert.AreEqual(
            expected,
            RequestedTargets.Include(["dotnet", "msbuild", .. commandLine.Split(' ')], "PublishContainer")
        );
}
