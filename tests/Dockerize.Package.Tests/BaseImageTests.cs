namespace Dockerize.Package.Tests;

/// <summary>
/// Base images are pulled with the credentials of their registry and for the requested platform. Images in a registry
/// can serve as a build cache.
/// </summary>
[TestClass]
public sealed class BaseImageTests
{
    [TestMethod]
    public async Task Locked_base_image_is_used_until_it_is_updated()
    {
        await using var folder = new UserFolder();
        var image = await folder.PushSmallBaseAsync();
        await folder.UseConsoleAppAsync(
            $"<DockerBaseImage>{image}</DockerBaseImage><DockerBaseLock>true</DockerBaseLock>"
        );
        var first = await folder.PublishAsync("Greeter");
        first.Succeeded();
        Assert.Contains($"Locked base image {image} to sha256:", first.Output);

        // The tag moves.
        folder.Write("small base/other", "");
        folder.Write("small base/Dockerfile", "FROM scratch\nCOPY other /\n");
        await CommandLine.DockerAsync("build", "-q", "-t", image, Path.Combine(folder.Path, "small base"));
        await CommandLine.DockerAsync("push", "-q", image);
        var second = await folder.PublishAsync("Greeter", "-p:DockerPull=Always");
        second.Succeeded();
        Assert.Contains("is up to date", second.Output);

        var update = await folder.DotnetAsync("build", "Greeter", "--no-restore", "-t:UpdateDockerBase");
        update.Succeeded();
        Assert.Contains($"Base image {image} moved from sha256:", update.Output);
        var third = await folder.PublishAsync("Greeter");
        third.Succeeded();
        Assert.Contains("Rebuilding: ", third.Output);
    }

    [TestMethod]
    public async Task Private_base_image_is_pulled_with_the_login_of_its_registry()
    {
        await using var folder = new UserFolder();
        var image = await folder.PushPrivateBaseAsync();
        await folder.UseConsoleAppAsync($"<DockerBaseImage>{image}</DockerBaseImage>");

        var anonymous = await folder.PublishAsync("Greeter");
        Assert.AreNotEqual(0, anonymous.ExitCode);
        Assert.Contains("error DKZ2007", anonymous.Output);
        Assert.Contains($"docker login {TestMachine.AuthRegistry}", anonymous.Output);

        folder.LogIn(TestMachine.Password);
        (await folder.PublishAsync("Greeter")).Succeeded();
        Assert.AreEqual("Hello from the image", await folder.RunAsync());

        // A custom Dockerfile that uses the image in a stage.
        await CommandLine.RemoveImagesAsync(image);
        folder.Write(
            "Greeter/My.Dockerfile",
            $"FROM {image} AS private\nFROM {TestMachine.BaseRegistry}/dotnet/runtime:10.0\n"
                + "COPY --from=private /etc/debian_version /copied\n"
        );
        (await folder.PublishAsync("Greeter", "-p:DockerBuildFile=My.Dockerfile")).Succeeded();
        Assert.AreNotEqual("", await folder.RunAsync("cat", "/copied"));
    }

    [TestMethod]
    public async Task Layers_of_a_cache_image_in_the_registry_are_reused()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync(
            // `docker build` uses the classic builder. BuildKit would require cache metadata in the image.
            "<DockerBuildFile>My.Dockerfile</DockerBuildFile><DockerBuilder>classic</DockerBuilder>",
            $"""<DockerBuildCacheFrom Include="{folder.Image}:cache;{TestMachine.Registry}/not/here:1" />"""
        );
        folder.Write("Greeter/.dockerignore", "*\n");
        folder.Write(
            "Greeter/My.Dockerfile",
            $"FROM {TestMachine.BaseRegistry}/dotnet/runtime:10.0\n"
                + $"RUN cat /proc/sys/kernel/random/uuid > /random # {folder.Repository}\n"
        );
        await CommandLine.DockerAsync(
            "build",
            "-q",
            "--no-cache",
            "-t",
            $"{folder.Image}:cache",
            "-f",
            Path.Combine(folder.Path, "Greeter/My.Dockerfile"),
            Path.Combine(folder.Path, "Greeter")
        );
        await CommandLine.DockerAsync("push", "-q", $"{folder.Image}:cache");
        var random = await CommandLine.DockerAsync("run", "--rm", $"{folder.Image}:cache", "cat", "/random");
        await CommandLine.RemoveImagesAsync($"{folder.Image}:cache");

        var result = await folder.PublishAsync("Greeter");

        result.Succeeded();
        if (TestMachine.Engine.IsPodman)
        {
            Assert.Contains(
                $"Skipped cache images {folder.Image}:cache, {TestMachine.Registry}/not/here:1: "
                    + "Podman supports only its own build cache",
                result.Output
            );
            return;
        }

        Assert.AreEqual(random, await folder.RunAsync("cat", "/random"), result.Output);
        Assert.Contains($"Skipped cache image {TestMachine.Registry}/not/here:1", result.Output);
    }
}
