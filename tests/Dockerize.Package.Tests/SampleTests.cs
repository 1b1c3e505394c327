using System.Text.RegularExpressions;

namespace Dockerize.Package.Tests;

/// <summary>Each sample works as documented.</summary>
[TestClass]
[TestCategory("AnyEngine")]
public sealed class SampleTests
{
    [TestMethod]
    [TestCategory("Nightly")]
    public async Task Worker_sample_writes_to_its_writable_folder_and_stops_on_SIGINT()
    {
        await using var folder = await PublishAsync("Worker");
        var container = await CommandLine.DockerAsync("run", "-d", folder.Image);
        try
        {
            var log = "";
            for (var attempt = 0; attempt < 60 && !log.Contains("Counted to 2", StringComparison.Ordinal); attempt++)
            {
                await Task.Delay(500);
                log = await CommandLine.DockerAsync("logs", container);
            }

            StringAssert.Contains(log, "Counted to 2 as user app", StringComparison.Ordinal);
            await CommandLine.DockerAsync("stop", container);
            Assert.AreEqual(
                "0",
                await CommandLine.DockerAsync("inspect", "-f", "{{.State.ExitCode}}", container),
                "stopped by SIGINT, not killed after ten seconds"
            );
        }
        finally
        {
            await CommandLine.DockerAsync("rm", "-f", container);
        }
    }

    [TestMethod]
    [TestCategory("Nightly")]
    public async Task SystemPackage_sample_works_only_with_its_package()
    {
        await using var folder = await PublishAsync("SystemPackage");
        StringAssert.Matches(await folder.RunAsync(), new Regex(@"^libsodium \d+\.\d+"));

        var project = Path.Combine(folder.Path, "SystemPackage", "SystemPackage.csproj");
        await File.WriteAllTextAsync(
            project,
            (await File.ReadAllTextAsync(project)).Replace(
                "<DockerSystemPackage Include=\"libsodium23\" />",
                "",
                StringComparison.Ordinal
            )
        );
        (await folder.PublishAsync("SystemPackage")).Succeeded();
        StringAssert.Contains(
            (await CommandLine.RunAsync("docker", ["run", "--rm", folder.Image])).Output,
            "DllNotFoundException",
            StringComparison.Ordinal
        );
    }

    [TestMethod]
    [TestCategory("Nightly")]
    public async Task OwnDockerfile_sample_builds_with_the_published_files()
    {
        await using var folder = await PublishAsync("OwnDockerfile", $"-p:BaseRegistry={TestMachine.BaseRegistry}");

        Assert.AreEqual("Built by a Dockerfile of its own: 1 day of work saved", await folder.RunAsync());
    }

    [TestMethod]
    [TestCategory("Nightly")]
    public async Task HealthCheck_sample_becomes_healthy_without_extra_packages()
    {
        await using var folder = await PublishAsync("HealthCheck");
        var container = await CommandLine.DockerAsync("run", "-d", folder.Image);
        try
        {
            var health = "";
            for (var attempt = 0; attempt < 60 && health != "healthy"; attempt++)
            {
                await Task.Delay(500);
                health = await HealthAsync(folder.Image, container);
            }

            Assert.AreEqual("healthy", health);
        }
        finally
        {
            await CommandLine.DockerAsync("rm", "-f", container);
        }
    }

    private static async Task<string> HealthAsync(string image, string container)
    {
        if (!TestMachine.Engine.IsPodman)
            return await CommandLine.DockerAsync("inspect", "-f", "{{.State.Health.Status}}", container);

        // Podman requires systemd to run health checks. The machine may not have it, so the test runs the check itself.
        using var saved = await SavedImage.OpenAsync(image);
        string[] check =
        [
            .. saved
                .Settings.GetProperty("Healthcheck")
                .GetProperty("Test")
                .EnumerateArray()
                .Select(word => word.GetString()!),
        ];
        Assert.AreEqual("CMD", check[0]);
        return (await CommandLine.RunAsync("docker", ["exec", container, .. check[1..]])).ExitCode == 0
            ? "healthy"
            : "starting";
    }

    private static async Task<UserFolder> PublishAsync(string sample, params string[] arguments)
    {
        var folder = new UserFolder();
        Sample.CopyTo(sample, Path.Combine(folder.Path, sample));
        (await folder.PublishAsync(sample, arguments)).Succeeded();
        return folder;
    }
}
