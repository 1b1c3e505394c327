using Microsoft.Build.Logging.StructuredLogger;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Package.Tests;

/// <summary>How an image is named and built.</summary>
[TestClass]
public sealed class BuildOptionTests
{
    [TestMethod]
    public async Task A_base_image_is_asked_for_its_package_manager()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync(items: """<DockerSystemPackage Include="curl" />""");
        using var archive = new MemoryStream(new byte[1024]);
        (await CommandLine.RunAsync("docker", ["import", "-", $"{folder.Image}:empty"], input: archive)).Succeeded();

        var result = await folder.PublishAsync("Greeter", $"-p:DockerBaseImage={folder.Image}:empty");

        Assert.AreEqual(1, result.ExitCode);
        StringAssert.Contains(result.Output, "error DKZ1014", StringComparison.Ordinal);
        Assert.AreEqual(
            "",
            await CommandLine.DockerAsync("ps", "-aq", "--filter", $"ancestor={folder.Image}:empty"),
            "the container that was looked into is gone"
        );
    }

    [TestMethod]
    public async Task Source_and_revision_are_labels_where_the_project_publishes_its_address()
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject("Greeter/Greeter.csproj", "<PublishRepositoryUrl>true</PublishRepositoryUrl>");
        foreach (
            var command in new[]
            {
                "init -q -b main",
                "remote add origin https://git.example.com/contoso/shop.git",
                "add -A",
                "-c user.name=Ada -c user.email=ada@example.com commit -q -m First",
            }
        )
            (await CommandLine.RunAsync("git", command.Split(' '), folder.Path)).Succeeded();
        var revision = (await CommandLine.RunAsync("git", ["rev-parse", "HEAD"], folder.Path)).Succeeded();
        const string Labels =
            """{{index .Config.Labels "org.opencontainers.image.source"}} {{index .Config.Labels "org.opencontainers.image.revision"}}""";

        (await folder.PublishAsync("Greeter")).Succeeded();
        Assert.AreEqual($"https://git.example.com/contoso/shop {revision}", await folder.InspectAsync(Labels));

        (await folder.PublishAsync("Greeter", "--no-build", "-p:DockerBuildNoCache=true")).Succeeded();
        Assert.AreEqual(
            $"https://git.example.com/contoso/shop {revision}",
            await folder.InspectAsync(Labels),
            "without a build too"
        );
    }
}
