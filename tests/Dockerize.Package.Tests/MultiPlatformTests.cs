using System.Buffers.Binary;
using Newtonsoft.Json.Linq;

namespace Dockerize.Package.Tests;

/// <summary>A publish builds and pushes one image for several platforms.</summary>
[TestClass]
public sealed class MultiPlatformTests
{
    private const string Amd64 = "linux/amd64";
    private const string Arm64 = "linux/arm64";
    private const string Platforms = $"-p:DockerPlatforms=\"{Amd64};{Arm64}\"";
    private const string Push = "-p:DockerPush=true";

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Engine_that_cannot_store_the_image_is_an_error_before_the_compilation()
    {
        if (TestMachine.Engine.StoresIndexes)
            Assert.Inconclusive("This engine stores multi-platform images.");

        await using var folder = new UserFolder();
        folder.WriteConsoleProject("Greeter/Greeter.csproj");

        var result = await folder.PublishAsync("Greeter", Platforms, Push);

        Assert.AreEqual(1, result.ExitCode, result.Output);
        Assert.Contains("error DKZ2030", result.Output);
        Assert.Contains("containerd-snapshotter", result.Output);
        // MSBuild creates the folders before it compiles.
        Assert.IsEmpty(FilesIn("Greeter/bin"));
        Assert.DoesNotContain("Greeter.dll", FilesIn("Greeter/obj").Select(Path.GetFileName));
        Assert.IsFalse(Directory.Exists(Path.Combine(folder.Path, "Greeter/obj/Release/net10.0/docker")));

        string[] FilesIn(string path)
        {
            var full = Path.Combine(folder.Path, path);
            return Directory.Exists(full) ? Directory.GetFiles(full, "*", SearchOption.AllDirectories) : [];
        }
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Pushed_image_has_the_app_for_each_platform_and_runs_on_that_of_the_engine()
    {
        TestMachine.Engine.RequireIndexes();
        await using var folder = new UserFolder();
        await folder.UseHelloWebAsync();

        var outputs = JObject.Parse(
            (
                await folder.PublishAsync(
                    Sample.HelloWebProject,
                    Platforms,
                    Push,
                    "-getProperty:GeneratedImageIndex",
                    "-getProperty:GeneratedContainerDigest",
                    "-getItem:GeneratedDockerImage",
                    "-getItem:GeneratedContainer"
                )
            ).Succeeded()
        );

        var index = await PushedIndex.ReadAsync(folder.Repository);
        var baseIndex = await PushedIndex.ReadAsync("dotnet/aspnet", "10.0");
        Assert.AreEqual($"{Amd64} {Arm64}", index.Platforms);
        foreach (var image in index.Images)
        {
            AssertSettings(image);
            AssertFiles(
                Path.Combine(folder.Path, "Web/bin/Release/net10.0/publish"),
                await image.ReadFilesAsync("app/", baseIndex.Of(image.Platform)),
                image.Platform == Amd64 ? "runtimes/linux-x64/" : "runtimes/linux-arm64/"
            );
        }

        await AssertOutputsAsync(folder, index, outputs);
        await using var container = await Container.StartAsync(folder.Image);
        Assert.Contains("Ada", await container.GetAsync("hello/Ada"));
    }

    [TestMethod]
    public async Task Self_contained_app_is_published_for_each_platform()
    {
        TestMachine.Engine.RequireIndexes();
        await using var folder = new UserFolder();
        folder.WriteConsoleProject(
            "Greeter/Greeter.csproj",
            """
            <RuntimeIdentifiers>linux-x64;linux-arm64</RuntimeIdentifiers>
            <PublishSingleFile>true</PublishSingleFile>
            """
        );

        var output = Path.Combine(folder.Path, "the output");
        (
            await folder.PublishAsync("Greeter", "-r", "linux-x64", "--self-contained", "-o", output, Platforms, Push)
        ).Succeeded();

        var index = await PushedIndex.ReadAsync(folder.Repository);
        var baseIndex = await PushedIndex.ReadAsync("dotnet/runtime-deps", "10.0");
        Assert.AreEqual($"{Amd64} {Arm64}", index.Platforms);
        foreach (var image in index.Images)
        {
            var files = await image.ReadFilesAsync("app/", baseIndex.Of(image.Platform));
            Assert.AreEqual(image.Platform, PlatformOfProgram(files["Greeter"]));
        }

        // The folder contains only the app that the command line specifies.
        Assert.AreEqual(Amd64, PlatformOfProgram(await File.ReadAllBytesAsync(Path.Combine(output, "Greeter"))));
        Assert.AreEqual("Hello from the image", await folder.RunAsync());
    }

    private static void AssertSettings(PushedImage image)
    {
        Assert.AreEqual("""["dotnet","/app/HelloWeb.dll"]""", Compact(image.Settings["Entrypoint"]!));
        Assert.AreEqual("1654", (string?)image.Settings["User"]);
        Assert.AreEqual("/app", (string?)image.Settings["WorkingDir"]);
        Assert.AreEqual("""{"8080/tcp":{}}""", Compact(image.Settings["ExposedPorts"]!));
        Assert.AreEqual("A guest book.", (string?)image.Settings["Labels"]!["org.opencontainers.image.description"]);
    }

    // An image has all published files, except files that only other platforms load.
    private static void AssertFiles(string publishFolder, IReadOnlyDictionary<string, byte[]> files, string runtime)
    {
        var published = Directory
            .EnumerateFiles(publishFolder, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(publishFolder, path).Replace('\\', '/'), File.ReadAllBytes)
            .Where(file =>
                !file.Key.StartsWith("runtimes/", StringComparison.Ordinal)
                || file.Key.StartsWith(runtime, StringComparison.Ordinal)
            )
            .ToDictionary();
        CollectionAssert.AreEquivalent(published.Keys.ToArray(), files.Keys.ToArray());
        Assert.Contains(runtime + "native/libe_sqlite3.so", files.Keys);
        foreach (var (path, content) in files)
            CollectionAssert.AreEqual(published[path], content, path);
    }

    private static async Task AssertOutputsAsync(UserFolder folder, PushedIndex index, JObject outputs)
    {
        var properties = outputs["Properties"]!;
        Assert.AreEqual(index.Digest, (string?)properties["GeneratedContainerDigest"]);
        AssertDigests(index, JObject.Parse((string)properties["GeneratedImageIndex"]!)["manifests"]!, "digest");
        AssertDigests(index, outputs["Items"]!["GeneratedContainer"]!, "ManifestDigest");

        var image = outputs["Items"]!["GeneratedDockerImage"]!.Single();
        var record = JObject.Parse(
            await File.ReadAllTextAsync(Path.Combine(folder.Path, "Web/obj/Release/net10.0/docker/image.json"))
        );
        Assert.AreEqual(index.Digest, (string?)record["digests"]![$"{folder.Image}:latest"]);
        Assert.AreEqual($"{Amd64};{Arm64}", (string?)record["platform"]);
        Assert.AreEqual($"{Amd64};{Arm64}", (string?)image["Platform"]);
        Assert.AreEqual((string?)record["id"], (string?)image["ImageId"]);
        Assert.AreEqual(
            string.Join(';', record["platforms"]!.Select(one => $"{((JProperty)one).Name}={one.First!["id"]}")),
            (string?)image["PlatformImageIds"]
        );
    }

    // Podman creates the manifests of an image in the push.
    private static void AssertDigests(PushedIndex index, JToken entries, string name)
    {
        Assert.HasCount(index.Images.Count, entries.Children().ToList());
        if (!TestMachine.Engine.IsPodman)
            Assert.AreEqual(
                string.Join(' ', index.Images.Select(image => image.Digest)),
                string.Join(' ', entries.Select(entry => entry[name]))
            );
    }

    // The machine in the header of an ELF file: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html
    private static string PlatformOfProgram(byte[] program) =>
        BinaryPrimitives.ReadUInt16LittleEndian(program.AsSpan(18)) switch
        {
            0x3E => Amd64,
            0xB7 => Arm64,
            var machine => $"{machine}",
        };

    private static string Compact(JToken json) => json.ToString(Newtonsoft.Json.Formatting.None);
}
