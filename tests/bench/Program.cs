using System.Globalization;
using Dockerize.Bench;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var benchmarks = new Dictionary<string, Func<Task>>(StringComparer.Ordinal)
{
    ["memory"] = MemoryBenchmark.RunAsync,
    ["unchanged"] = () => PublishBenchmark.RunAsync("nothing changed", rounds: 10, change: false),
    ["changed"] = () => PublishBenchmark.RunAsync("one line changed", rounds: 5, change: true),
    ["solution"] = SolutionBenchmark.RunAsync,
    ["walk"] = WalkBenchmark.RunAsync,
};
var wanted = args.Length > 0 ? args : [.. benchmarks.Keys];
if (Array.Find(wanted, name => !benchmarks.ContainsKey(name)) is { } unknown)
{
    await Console.Error.WriteLineAsync(
        $"error: there is no benchmark '{unknown}', only {string.Join(", ", benchmarks.Keys)}"
    );
    return 1;
}

foreach (var name in wanted)
{
    Console.WriteLine($"== {name}");
    await benchmarks[name]();
}

return 0;
