namespace Dockerize.Bench;

/// <summary>
/// The time that the image adds to <c>dotnet publish</c> of the HelloWeb sample, compared with PublishContainer of the
/// SDK.
/// </summary>
internal static class PublishBenchmark
{
    /// <param name="title">The title of the results.</param>
    /// <param name="rounds">The number of measured publishes of each variant.</param>
    /// <param name="change">True to change the source code of the app before each publish.</param>
    public static async Task RunAsync(string title, int rounds, bool change)
    {
        using var folder = new BenchFolder();
        folder.CopySample("HelloWeb");
        var program = Path.Combine(folder.Path, "Web", "Program.cs");
        var variants = new (string Name, string[] Arguments)[]
        {
            ("plain publish", ["Web", "-p:Dockerize=false"]),
            (
                "with the image",
                ["Web", $"-p:DockerImage={folder.Image}", $"-p:DockerBaseRegistry={BenchFolder.BaseRegistry}"]
            ),
            (
                "PublishContainer",
                [
                    "Web",
                    "-p:Dockerize=false",
                    "-t:PublishContainer",
                    $"-p:ContainerRepository={folder.Repository}-sdk",
                    $"-p:ContainerBaseImage={BenchFolder.BaseRegistry}/dotnet/aspnet:10.0",
                ]
            ),
        };
        var times = variants.Select(_ => new List<double>()).ToArray();
        // The first round restores, compiles and builds everything, and is not measured. The variants alternate, so
        // that a slow phase of the machine affects all of them.
        for (var round = 0; round <= rounds; round++)
        {
            for (var variant = 0; variant < variants.Length; variant++)
            {
                if (change)
                    await File.AppendAllTextAsync(program, $"internal static class Change{round}Of{variant};\n");
                var run = await folder.PublishAsync(variants[variant].Arguments);
                if (round > 0)
                    times[variant].Add(run.Time.TotalSeconds);
            }
        }

        var medians = times.Select(Median.Of).ToArray();
        Console.WriteLine($"{title}, median of {rounds}:");
        for (var variant = 0; variant < variants.Length; variant++)
            Console.WriteLine(
                $"{variants[variant].Name, -17} {medians[variant]:0.00} "
                    + $"s{(variant > 0 ? $" ({medians[variant] - medians[0]:+0.00;-0.00} s)" : "")}"
            );
    }
}
