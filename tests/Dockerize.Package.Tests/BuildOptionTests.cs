using Microsoft.Build.Logging.StructuredLogger;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Package.Tests;

/// <summary>How an image is named and built.</summary>
[TestClass]
public sealed class BuildOptionTests
{
    [TestMethod]
    public async Task A_whole_reference_wins_over_what_is_written_for_the_SDK_and_the_engine_can_be_named()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        folder.SetEnvironment("DOCKER_HOST", "unix:///nowhere/docker.sock");

        (await folder.PublishAsync("Greeter", $"-p:DockerImage={TestMachine.Registry}/{folder.Repository}:whole", "-p:ContainerImageTag=part", "-p:ContainerRegistry=nowhere.example.com", $"-p:DockerHost={TestMachine.Engine.Host}")).Succeeded();

        Assert.AreNotEqual("", await folder.ImageIdAsync("whole"));
        Assert.AreEqual("", await folder.ImageIdAsync("part"));
    }

    [TestMethod]
    public async Task A_variant_chooses_another_tag_of_the_inferred_image()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        var variant = $"{TestMachine.BaseRegistry}/dotnet/runtime:10.0-{folder.Repository}";
        await UserFolder.TagBaseAsync(variant);
        try
        {
            (await folder.PublishAsync("Greeter", $"-p:DockerBaseVariant={folder.Repository}")).Succeeded();

            Assert.AreEqual(variant, await folder.InspectAsync("""{{index .Config.Labels "org.opencontainers.image.base.name"}}"""));
        }
        finally
        {
            await CommandLine.RemoveImagesAsync(variant);
        }
    }

    [TestMethod]
    public async Task What_other_platforms_load_can_be_kept()
    {
        await using var folder = new UserFolder();
        await folder.UseHelloWebAsync();

        (await folder.PublishAsync(Sample.HelloWebProject, "-p:DockerPruneRuntimes=false")).Succeeded();

        StringAssert.Contains(await folder.RunAsync("ls", "/app/runtimes"), "win-x64", StringComparison.Ordinal);
    }

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
        Assert.AreEqual("", await CommandLine.DockerAsync("ps", "-aq", "--filter", $"ancestor={folder.Image}:empty"), "the container that was looked into is gone");
    }

    [TestMethod]
    public async Task Source_and_revision_are_labels_where_the_project_publishes_its_address()
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject("Greeter/Greeter.csproj", "<PublishRepositoryUrl>true</PublishRepositoryUrl>");
        foreach (var command in new[] { "init -q -b main", "remote add origin https://git.example.com/contoso/shop.git", "add -A", "-c user.name=Ada -c user.email=ada@example.com commit -q -m First" })
            (await CommandLine.RunAsync("git", command.Split(' '), folder.Path)).Succeeded();
        var revision = (await CommandLine.RunAsync("git", ["rev-parse", "HEAD"], folder.Path)).Succeeded();
        const string Labels = """{{index .Config.Labels "org.opencontainers.image.source"}} {{index .Config.Labels "org.opencontainers.image.revision"}}""";

        (await folder.PublishAsync("Greeter")).Succeeded();
        Assert.AreEqual($"https://git.example.com/contoso/shop {revision}", await folder.InspectAsync(Labels));

        (await folder.PublishAsync("Greeter", "--no-build", "-p:DockerBuildNoCache=true")).Succeeded();
        Assert.AreEqual($"https://git.example.com/contoso/shop {revision}", await folder.InspectAsync(Labels), "without a build too");
    }

    [TestMethod]
    public async Task The_time_of_creation_is_a_label_only_where_SOURCE_DATE_EPOCH_fixes_it()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync("<Description>Several\n  lines</Description>");
        folder.SetEnvironment("SOURCE_DATE_EPOCH", "946684800");

        (await folder.PublishAsync("Greeter")).Succeeded();

        Assert.AreEqual("2000-01-01T00:00:00Z", await folder.InspectAsync("""{{index .Config.Labels "org.opencontainers.image.created"}}"""));
        Assert.AreEqual("Several lines", await folder.InspectAsync("""{{index .Config.Labels "org.opencontainers.image.description"}}"""));
    }
}
