using System.IO.Compression;
using Microsoft.Build.Logging.StructuredLogger;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Package.Tests;

/// <summary>Package managers, proxies and source labels in a build.</summary>
[TestClass]
public sealed class BuildOptionTests
{
    [TestMethod]
    public async Task Base_image_without_a_package_manager_is_an_error()
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
            "the temporary container is removed"
        );
    }

    [TestMethod]
    [DataRow("classic")]
    [DataRow("buildkit")]
    public async Task Proxies_in_config_json_reach_build_steps_and_are_not_in_the_image_or_the_log(string builder)
    {
        const string Secret = "hunter2~geheim";
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        folder.Write(
            "Greeter/My.Dockerfile",
            $"FROM {TestMachine.BaseRegistry}/dotnet/runtime:10.0\nRUN test -n \"$https_proxy\"\n"
                + "RUN env | grep -i proxy\n"
        );
        Configure($"http://ada:{Secret}@p:1");
        var binaryLog = Path.Combine(folder.Path, "log.binlog");
        string[] publish = ["-p:DockerBuildFile=My.Dockerfile", $"-p:DockerBuilder={builder}", "-v:detailed"];

        var output = (
            await folder.PublishAsync("Greeter", [.. publish, "-p:DockerBuildNoCache=true", $"-bl:{binaryLog}"])
        ).Succeeded();

        Assert.Contains("HTTPS_PROXY=http://…@p:1", output);
        Assert.DoesNotContain(Secret, output);
        using var log = new StreamReader(new GZipStream(File.OpenRead(binaryLog), CompressionMode.Decompress));
        Assert.DoesNotContain(Secret, await log.ReadToEndAsync());
        Assert.DoesNotContain("not consumed", output);
        var history = await CommandLine.DockerAsync("history", "--no-trunc", $"{folder.Image}:latest");
        Assert.DoesNotContain(Secret, history);
        Assert.DoesNotContain(Secret, await CommandLine.DockerAsync("inspect", $"{folder.Image}:latest"));

        Configure("http://another:1");
        Assert.Contains("is up to date", (await folder.PublishAsync("Greeter", publish)).Succeeded());

        void Configure(string proxy)
        {
            var config = folder.Write(
                "docker/config.json",
                $$"""{"proxies":{"default":{"httpsProxy":"{{proxy}}","allProxy":"{{proxy}}"} } }"""
            );
            folder.SetEnvironment("DOCKER_CONFIG", Path.GetDirectoryName(config));
        }
    }

    [TestMethod]
    public async Task Source_and_revision_labels_are_set_if_PublishRepositoryUrl_is_true()
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
            "also without a build"
        );
    }
}
