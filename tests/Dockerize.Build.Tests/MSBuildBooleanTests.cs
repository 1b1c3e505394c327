using Dockerize.Build.Settings;

namespace Dockerize.Build.Tests;

[TestClass]
public sealed class MSBuildBooleanTests
{
    [TestMethod]
    [DataRow("true", true)]
    [DataRow("True", true)]
    [DataRow("yes", true)]
    [DataRow("!off", true)]
    [DataRow("false", false)]
    [DataRow("No", false)]
    [DataRow("!true", false)]
    [DataRow(" true", null)]
    [DataRow("1", null)]
    [DataRow("", null)]
    [DataRow(null, null)]
    public void Boolean_value_is_parsed_as_in_MSBuild_conditions(string? word, bool? expected) =>
        Assert.AreEqual(expected, MSBuildBoolean.Parse(word));
}
