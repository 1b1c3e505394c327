using System.Text.RegularExpressions;

namespace Dockerize.Package.Tests;

/// <summary>The smoke test of a publish: <c>DockerSmokeTest</c>.</summary>
[TestClass]
public sealed class SmokeTestTests
{
    [TestMethod]
    public async Task Web_app_that_responds_is_tagged_and_its_container_is_removed()
    {
        await using var folder = new UserFolder();
        await folder.UseHelloWebAsync();

        var output = (
            await folder.PublishAsync(Sample.HelloWebProject, "-p:DockerSmokeTest=/hello/Ada", LabelOf(folder))
        ).Succeeded();

        StringAssert.Matches(output, new Regex($@"Tested {folder.Image}:latest: GET /hello/Ada returned 200 after"));
        Assert.AreNotEqual("", await folder.ImageIdAsync());
        Assert.AreEqual("", await ContainersAsync(folder));
    }

    [TestMethod]
    public async Task App_that_fails_at_its_start_is_an_error_with_its_log_and_nothing_is_pushed_or_left()
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject("Greeter/Greeter.csproj");
        folder.Write(
            "Greeter/Program.cs",
            """throw new System.InvalidOperationException("The connection string 'Shop' is missing.");"""
        );

        var result = await folder.PublishAsync(
            "Greeter",
            "-p:DockerSmokeTest=true",
            "-p:DockerPush=true",
            LabelOf(folder)
        );

        Assert.AreEqual(1, result.ExitCode, result.Output);
        StringAssert.Matches(
            result.Output,
            new Regex(@"error DKZ2034: The smoke test failed: the container exited with code \d+ after")
        );
        Assert.Contains("The connection string 'Shop' is missing.", result.Output);
        Assert.IsNull(await new RegistryClient(TestMachine.Registry, folder.Repository).FindDigestAsync("latest"));
        Assert.AreEqual("", await ContainersAsync(folder));
        Assert.AreEqual(
            "",
            await CommandLine.DockerAsync("image", "ls", "-q", "--filter", $"label=test={folder.Repository}")
        );
    }

    // A container has the labels of its image.
    private static string LabelOf(UserFolder folder) => $"-p:DockerLabels=test={folder.Repository}";

    private static Task<string> ContainersAsync(UserFolder folder) =>
        CommandLine.DockerAsync("ps", "-a", "-q", "--filter", $"label=test={folder.Repository}");
}
