using System.Globalization;
using System.Runtime.InteropServices;

namespace Dockerize.Bench;

/// <summary>
/// The time and the bytes of an image of a 66 MB app, compared with PublishContainer of the SDK and with
/// <c>docker build</c>, on both image stores. Writes docs/figures.md and its chart.
/// </summary>
internal static class FiguresBenchmark
{
    private static readonly (string Name, int Rounds)[] Changes =
    [
        (FiguresPage.First, 1),
        (FiguresPage.Unchanged, 5),
        (FiguresPage.Line, 3),
        (FiguresPage.Upgrade, 1),
        (FiguresPage.Clone, 1),
    ];

    private static readonly FiguresContent[] Contents = [new(10, 100), new(100, 100), new(1000, 100), new(10, 10_000)];

    public static async Task RunAsync()
    {
        var limit = int.Parse(
            Environment.GetEnvironmentVariable("DOCKERIZE_BENCH_ROUNDS") ?? "9",
            CultureInfo.InvariantCulture
        );
        var data = new FiguresData(
            [],
            new Dictionary<string, string>(StringComparer.Ordinal),
            RuntimeInformation.FrameworkDescription,
            DateTime.UtcNow,
            [.. Contents.Select(content => $"{content}")]
        );
        foreach (
            var (store, engine) in new[]
            {
                (FiguresPage.NewerStore, new Uri(BenchFolder.IndexEngine).LocalPath),
                (FiguresPage.OlderStore, "/var/run/docker.sock"),
            }
        )
        {
            using var run = new FiguresRun(store, engine);
            data.Engines[store] = run.EngineVersion;
            await run.PrepareAsync();
            foreach (var (change, rounds) in Changes)
            {
                if (change == FiguresPage.Unchanged)
                    await run.RestoreImagesAsync();
                for (var round = 0; round < Math.Min(rounds, limit); round++)
                {
                    foreach (var tool in run.Tools)
                        data.Figures.AddRange(await run.MeasureAsync(tool, change, round));
                }

                data.Save();
                Console.WriteLine($"{store}: {change}");
            }
        }

        var newer = new Uri(BenchFolder.IndexEngine).LocalPath;
        foreach (var content in Contents)
        {
            using var run = new FiguresRun(FiguresPage.NewerStore, newer, content)
            {
                Tools =
                [
                    (FiguresPage.Plain, Figure.Engine),
                    (FiguresPage.Dockerize, Figure.Engine),
                    (FiguresPage.Sdk, Figure.Engine),
                    (FiguresPage.OneCopy, Figure.Engine),
                ],
            };
            await run.PrepareAsync();
            foreach (var change in new[] { FiguresPage.First, FiguresPage.Unchanged, FiguresPage.Line })
            {
                if (change == FiguresPage.Unchanged)
                    await run.RestoreImagesAsync();
                foreach (var tool in run.Tools)
                {
                    var measured = await run.MeasureAsync(tool, change, 1);
                    data.Figures.AddRange(measured.Select(figure => figure with { Target = $"{content}" }));
                }
            }

            data.Save();
            Console.WriteLine($"{content}");
        }

        data.Figures.AddRange(await FiguresSolution.RunAsync(FiguresPage.NewerStore, BenchFolder.IndexEngine));
        data.Save();
        data.WritePage();
    }
}
