namespace Dockerize.Build.Tasks.Tests;

/// <summary>Tasks that read the targets of the running project, in a process that cannot access the project.</summary>
[TestClass]
public sealed class RunningProjectTests
{
    [TestMethod]
    public void SDK_container_targets_that_cannot_be_read_are_a_warning()
    {
        using var project = new TestProject();
        using var task = new FindHookedTargets { Targets = ["ComputeContainerBaseImage", "ComputeContainerConfig"] };

        var warning = project.Run(task).Success().Engine.Warnings.Single();

        Assert.AreEqual("DKZ1036", warning.Code);
        Assert.Contains("ComputeContainerBaseImage and ComputeContainerConfig", warning.Message!);
        Assert.IsEmpty(task.HookedTargets);
    }

    [TestMethod]
    [DataRow("", 1)]
    [DataRow("DKZ1036", 0)]
    public void Help_page_is_not_logged_for_a_suppressed_warning_about_hooked_targets(string suppressed, int count)
    {
        using var project = new TestProject().Set("MSBuildWarningsAsMessages", suppressed);
        using var task = new FindHookedTargets { Targets = ["ComputeContainerConfig"] };

        var messages = project.Run(task).Success().Engine.Messages;

        Assert.AreEqual(
            count,
            messages.Count(message => message.Message!.Contains("DKZ1036 is explained in", StringComparison.Ordinal))
        );
    }

    [TestMethod]
    public void Check_before_the_compilation_is_skipped_if_the_requested_targets_are_unknown()
    {
        using var project = new TestProject().Set("DockerBuild", "true").Set("DockerTags", "not/ok");
        using var task = new CheckDockerSettings { BuildId = "x" };

        project.Run(task).Success();
    }
}
