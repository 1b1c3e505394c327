using Newtonsoft.Json.Linq;

namespace Dockerize.Package.Tests;

/// <summary>The layer report of a real image has the layers of the engine and the files of the app.</summary>
[TestClass]
public sealed class LayerReportTests
{
    private const string Record = "obj/Release/net10.0/docker/image.json";

    [TestMethod]
    public async Task Report_shows_what_a_change_adds_to_the_image()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync("", """<None Update="*.txt" CopyToPublishDirectory="PreserveNewest" />""");
        folder.Write("Greeter/old.txt", "old");
        var first = (await folder.PublishAsync("Greeter", "-p:DockerReport=report.md", "-v:normal")).Succeeded();
        Assert.Contains($"Layers of {folder.Image}:latest (linux/", first);
        Assert.DoesNotContain("Changes since", await ReadAsync(folder, "report.md"));

        File.Delete(Path.Combine(folder.Path, "Greeter/old.txt"));
        folder.Write("Greeter/new.txt", new string('x', 2000));
        (await folder.PublishAsync("Greeter", "-p:DockerReport=report.md", "-p:DockerPush=true")).Succeeded();

        var report = await ReadAsync(folder, "report.md");
        Assert.Contains("| `/app/new.txt` | added | – | 2.00 kB | +2.00 kB |", report);
        Assert.Contains("| `/app/old.txt` | removed | 3 B | – | −3 B |", report);
        // The size, the compressed size with containerd's image store, and the size before.
        var sizes = TestMachine.Engine.HasContainerdStore ? "(?: [^|]+ \\|){3}" : "(?: [^|]+ \\|){2}";
        Assert.MatchesRegex(@"\| `COPY assets/ /` \| \d+ \|" + sizes + @" new \|", report);
        Assert.MatchesRegex(@"\| Base image `[^`]+`, \d+ layers? \| – \|" + sizes + @" shared \|", report);
        var record = JObject.Parse(await ReadAsync(folder, Record));
        Assert.Contains((string)record["digests"]!.First!.First!, report);
        Assert.AreEqual(
            "False True",
            string.Join(' ', record["layers"]!.Select(layer => $"{layer["isNew"]}").Distinct().Order())
        );

        // A web page of an image that is up to date.
        var last = (await folder.PublishAsync("Greeter", "-p:DockerReport=report.html")).Succeeded();
        Assert.Contains("is up to date", last);
        Assert.Contains("<title>/app/new.txt: 2.00 kB</title>", await ReadAsync(folder, "report.html"));
    }

    private static Task<string> ReadAsync(UserFolder folder, string file) =>
        File.ReadAllTextAsync(Path.Combine(folder.Path, "Greeter", file));
}
