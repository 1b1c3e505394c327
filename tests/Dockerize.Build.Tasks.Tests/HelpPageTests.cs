using Microsoft.Build.Framework;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>The log contains the path of the page that explains an error or a warning.</summary>
[TestClass]
public sealed class HelpPageTests
{
    [TestMethod]
    public void Error_is_followed_by_its_help_page_at_normal_verbosity()
    {
        using var project = new TestProject().Set("DockerPorts", "70000");

        var result = project.Generate();

        result.Error("DKZ1005");
        var line = HelpPages(result.Engine).Single();
        StringAssert.StartsWith(line, "  DKZ1005 is explained in ", StringComparison.Ordinal);
        StringAssert.EndsWith(line, Path.Combine("docs", "DKZ1.md#dkz1005"), StringComparison.Ordinal);
        Assert.IsTrue(Path.IsPathFullyQualified(line.Split(" in ", 2)[1]), line);
    }

    [TestMethod]
    public void Help_page_of_a_code_is_logged_once_in_a_project()
    {
        using var engine = new TestBuildEngine();
        using var project = new TestProject().Set("DockerPorts", "70000");
        using var other = new TestProject("Other").Set("DockerPorts", "70000");

        project.Generate(engine);
        project.Generate(engine);
        other.Generate(engine);

        Assert.HasCount(3, engine.Errors);
        Assert.HasCount(2, HelpPages(engine));
    }

    [TestMethod]
    [DataRow("", 1)]
    [DataRow("CS1591;DKZ1022", 0)]
    public void Suppressed_warning_has_no_help_page(string suppressed, int count)
    {
        using var project = new TestProject()
            .Set("ContainerPushNoCache", "true")
            .Set("MSBuildWarningsAsMessages", suppressed);

        var result = project.Generate().Success();

        Assert.AreEqual("DKZ1022", result.Warnings);
        Assert.HasCount(count, HelpPages(result.Engine));
    }

    private static List<string> HelpPages(TestBuildEngine engine) =>
        [
            .. engine
                .Messages.Where(message => message.Importance == MessageImportance.Normal)
                .Select(message => message.Message!)
                .Where(line => line.Contains(" is explained in ", StringComparison.Ordinal)),
        ];
}
