using System.Globalization;
using Dockerize.Bench;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var benchmarks = new Dictionary<string, Func<Task>>(StringComparer.Ordinal)
{
    ["figures"] = FiguresBenchmark.RunAsync,
    ["page"] = () =>
    {
        FiguresData.Load().WritePage();
        return Task.CompletedTask;
    },
    ["memory"] = MemoryBenchmark.RunAsync,
    ["unchanged"] = () => PublishBenchmark.RunAsync("nothing changed", rounds: 10, change: false),
    ["changed"] = () => PublishBenchmark.RunAsync("one line changed", rounds: 5, change: true),
    ["platforms"] = PlatformsBenchmark.RunAsync,
    ["session"] = SessionBenchmark.RunAsync,
    ["solution"] = SolutionBenchmark.RunAsync,
    ["walk"] = WalkBenchmark.RunAsync,
};
var selected = args.Length > 0 ? args : [.. benchmarks.Keys];
if (Array.Find(selected, name => !benchmarks.ContainsKey(name)) is { } unknown)
{
    await Console.Error.WriteLineAsync($"error: unknown benchmark '{unknown}' ({string.Join(", ", benchmarks.Keys)})");
    return 1;
}

foreach (var name in selected)
{
    Console.WriteLine($"== {name}");
    await benchmarks[name]();
}

return 0;
