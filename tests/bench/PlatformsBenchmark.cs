namespace Dockerize.Bench;

/// <summary>
/// The time that a second platform adds to the first build of an image, compared with PublishContainer of the SDK.
/// </summary>
internal static class PlatformsBenchmark
{
    private const int Rounds = 5;

    private const string FirstBuild = ", first build";
    private const string Plain = "plain publish";
    private const string One = "one platform" + FirstBuild;
    private const string Two = "two platforms";
    private const string Sdk = "PublishContainer";
    private const string Unchanged = ", unchanged";

    public static async Task RunAsync()
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        await RunAsync("HelloWeb", []);
        await RunAsync("HelloWeb with the files of the .NET runtime", Directory.GetFiles(framework));
    }

    /// <param name="title">The title of the results.</param>
    /// <param name="files">The files that are added to the app.</param>
    private static async Task RunAsync(string title, string[] files)
    {
        using var folder = new BenchFolder(BenchFolder.IndexEngine);
        folder.CopySample("HelloWeb");
        AddFiles(folder, files);
        // PublishContainer reads the platforms from this property. All variants have it, because a different value
        // would restore the packages again.
        folder.Write(
            "Directory.Build.props",
            """
            <Project>
              <PropertyGroup><RuntimeIdentifiers>linux-x64;linux-arm64</RuntimeIdentifiers></PropertyGroup>
            </Project>
            """
        );
        var variants = Variants(folder);
        var times = variants.ToDictionary(variant => variant.Name, _ => new List<double>(), StringComparer.Ordinal);
        // The first round restores, compiles and pulls everything, and is not measured. The variants alternate, so that
        // a slow phase of the machine affects all of them.
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var (name, arguments) in variants)
            {
                if (name.EndsWith(FirstBuild, StringComparison.Ordinal))
                    Reset(folder);
                var run = await folder.PublishAsync(["Web", .. arguments]);
                if (round > 0)
                    times[name].Add(run.Time.TotalSeconds);
            }
        }

        Print(title, times.ToDictionary(pair => pair.Key, pair => Median.Of(pair.Value), StringComparer.Ordinal));
    }

    private static (string Name, string[] Arguments)[] Variants(BenchFolder folder)
    {
        string[] one = [$"-p:DockerImage={folder.Image}", $"-p:DockerBaseRegistry={BenchFolder.BaseRegistry}"];
        string[] two = [.. one, "-p:DockerPlatforms=linux/amd64%3Blinux/arm64"];
        string[] sdk =
        [
            "-p:Dockerize=false",
            "-t:PublishContainer",
            $"-p:ContainerRepository={folder.Repository}-sdk",
            $"-p:ContainerBaseImage={BenchFolder.BaseRegistry}/dotnet/aspnet:10.0",
        ];
        return
        [
            (Plain, ["-p:Dockerize=false"]),
            (One, one),
            (Two + FirstBuild, two),
            (Two + Unchanged, two),
            (Sdk + FirstBuild, sdk),
            (Sdk + Unchanged, sdk),
        ];
    }

    private static void AddFiles(BenchFolder folder, string[] files)
    {
        if (files.Length == 0)
            return;

        var copies = Directory.CreateDirectory(Path.Combine(folder.Path, "Web", "files")).FullName;
        foreach (var file in files)
            File.Copy(file, Path.Combine(copies, Path.GetFileName(file)));
        folder.Write(
            "Web/Directory.Build.targets",
            """
            <Project>
              <ItemGroup><None Update="files/**" CopyToPublishDirectory="PreserveNewest" /></ItemGroup>
            </Project>
            """
        );
    }

    // The base images remain, in the engine and in the cache of PublishContainer.
    private static void Reset(BenchFolder folder)
    {
        folder.RemoveImages();
        folder.RunDocker("image", "prune", "--force");
        folder.RunDocker("builder", "prune", "--all", "--force");
        foreach (
            var records in Directory.GetDirectories(
                Path.Combine(folder.Path, "Web", "obj"),
                "docker",
                SearchOption.AllDirectories
            )
        )
            Directory.Delete(records, recursive: true);
    }

    private static void Print(string title, Dictionary<string, double> medians)
    {
        Console.WriteLine($"{title}, median of {Rounds}:");
        foreach (var (name, median) in medians)
            Console.WriteLine(
                $"{name, -40} {median:0.00} s{(name == Plain ? "" : $" ({median - medians[Plain]:+0.00;-0.00} s)")}"
            );
        var second = medians[Two + FirstBuild] - medians[One];
        Console.WriteLine($"second platform: {second / Overhead(One):0.00} of the first");
        Console.WriteLine(
            $"compared with PublishContainer: first build {Comparison(FirstBuild):0.00}, "
                + $"unchanged {Comparison(Unchanged):0.00}"
        );

        double Overhead(string name) => medians[name] - medians[Plain];

        double Comparison(string build) => Overhead(Two + build) / Overhead(Sdk + build);
    }
}
