using System.Security.Cryptography;

namespace Dockerize.Package.Tests;

/// <summary>
/// For each kind of publish, the image contains every file of the publish folder once, unchanged and with the correct
/// mode. Only native debug symbols are excluded. The app runs.
/// </summary>
[TestClass]
[TestCategory("AnyEngine")]
public sealed class KindsOfAppTests
{
    // The inferred base image of a trimmed app has no shell, which the test requires.
    [TestMethod]
    [DataRow("runtime", "", DisplayName = "portable")]
    [DataRow("runtime", "-r linux-x64 --no-self-contained", DisplayName = "for one runtime identifier")]
    [DataRow("runtime-deps", "-r linux-x64 --self-contained", DisplayName = "self-contained")]
    [DataRow("runtime-deps", "-r linux-x64 -p:PublishSingleFile=true --self-contained", DisplayName = "single file")]
    [DataRow(
        "runtime",
        "-r linux-x64 -p:PublishSingleFile=true --no-self-contained",
        DisplayName = "single file on the shared framework"
    )]
    [DataRow(
        "runtime-deps",
        "-r linux-x64 -p:PublishTrimmed=true --self-contained -p:DockerBaseImage=BASE",
        DisplayName = "trimmed"
    )]
    [DataRow(
        "runtime-deps",
        "-r linux-x64 -p:PublishAot=true -p:DockerBaseImage=BASE",
        DisplayName = "compiled ahead of time"
    )]
    public async Task Image_contains_exactly_the_published_files(string baseImage, string arguments)
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject(
            "Greeter/Greeter.csproj",
            items: """<None Include="tool.sh;data/**" CopyToPublishDirectory="Always" />"""
        );
        folder.Write("Greeter/tool.sh", "#!/bin/sh\n");
        folder.Write("Greeter/data/ünïcode file.txt", "ü");
        var publish = Path.Combine(folder.Path, "out");
        var baseName = $"{TestMachine.BaseRegistry}/dotnet/{baseImage}:10.0";

        (
            await folder.PublishAsync(
                "Greeter",
                [
                    .. arguments
                        .Replace("BASE", baseName, StringComparison.Ordinal)
                        .Split(' ', StringSplitOptions.RemoveEmptyEntries),
                    "-o",
                    publish,
                ]
            )
        ).Succeeded();

        Assert.AreEqual("Hello from the image", await folder.RunAsync());
        Assert.AreEqual(
            baseName,
            await folder.InspectAsync("""{{index .Config.Labels "org.opencontainers.image.base.name"}}""")
        );
        var listing = await folder.RunAsync(
            "sh",
            "-c",
            "cd /app && find . -type f -exec stat -c '%a %u:%g' {} \\; -exec sha256sum {} \\;"
        );
        var lines = listing.Split('\n');
        var inImage = lines
            .Where((_, index) => index % 2 == 1)
            .Zip(lines.Where((_, index) => index % 2 == 0))
            .ToDictionary(pair => pair.First[68..], pair => $"{pair.First[..64]} {pair.Second}");
        var published = Directory
            .EnumerateFiles(publish, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) != ".dbg")
            .ToDictionary(
                file => Path.GetRelativePath(publish, file).Replace('\\', '/'),
                file =>
                    $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))} "
                    + $"{(IsProgram(file) ? "755" : "644")} 0:0"
            );

        Assert.AreEqual(
            string.Join('\n', published.OrderBy(file => file.Key, StringComparer.Ordinal)),
            string.Join('\n', inImage.OrderBy(file => file.Key, StringComparer.Ordinal))
        );
    }

    private static bool IsProgram(string file)
    {
        var start = File.ReadAllBytes(file).Take(4).ToArray();
        return Path.GetFileName(file) == "Greeter"
            || start is [0x7F, (byte)'E', (byte)'L', (byte)'F']
            || start is [(byte)'#', (byte)'!', ..];
    }
}
