using System.Text.RegularExpressions;

namespace Dockerize.Package.Tests;

/// <summary>Each sample does what it is there to show.</summary>
[TestClass]
[TestCategory("AnyEngine")]
public sealed class SampleTests
{
    [TestMethod]
    public async Task Worker_counts_in_a_folder_that_it_may_write_and_ends_when_it_is_told_to()
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
                "SIGINT, not a kill after ten seconds"
            );
        }
        finally
        {
            await CommandLine.DockerAsync("rm", "-f", container);
        }
    }

    [TestMethod]
    public async Task SystemPackage_fails_without_its_package_and_works_with_it()
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
    public async Task OwnDockerfile_is_built_over_the_published_layers()
    {
        await using var folder = await PublishAsync("OwnDockerfile", $"-p:BaseRegistry={TestMachine.BaseRegistry}");

        Assert.AreEqual("Built by a Dockerfile of its own: 1 day of work saved", await folder.RunAsync());
    }

    [TestMethod]
    public async Task HealthCheck_becomes_healthy_with_what_the_base_image_has()
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

        // Podman leaves it to systemd to call the image's check, and there may be none: here it is called as it would
        // be.
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
