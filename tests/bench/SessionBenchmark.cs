using System.Diagnostics;
using System.Security.Cryptography;

namespace Dockerize.Bench;

/// <summary>
/// The time and the bytes of a build with a BuildKit session, compared with the classic builder and with BuildKit
/// without a session, on both image stores.
/// </summary>
internal static class SessionBenchmark
{
    private const int Rounds = 3;

    private static readonly string[] Cases = ["first", "unchanged", "one file changed"];

    public static async Task RunAsync()
    {
        await RunAsync("older image store", "/var/run/docker.sock");
        await RunAsync("containerd's image store", new Uri(BenchFolder.IndexEngine).LocalPath);
    }

    private static async Task RunAsync(string store, string engine)
    {
        await RunAsync($"2.7 MB in 26 files, {store}", engine, files: 26, size: 104_000);
        await RunAsync($"310 MB in 1,012 files, {store}", engine, files: 1012, size: 306_000);
        await RunAsync($"10 MB in 10,000 files, {store}", engine, files: 10_000, size: 1000);
    }

    private static async Task RunAsync(string title, string engine, int files, int size)
    {
        using var folder = new BenchFolder("unix://" + engine);
        using var session = new CountingRelay(engine, refusesSessions: false);
        using var archive = new CountingRelay(engine, refusesSessions: true);
        (string Name, CountingRelay Relay, Func<EngineApi, IEngineBuilder> Create)[] variants =
        [
            ("classic builder", archive, api => new ClassicBuilder(api)),
            ("BuildKit, archive", archive, api => new BuildKitBuilder(api)),
            ("session, archive", session, api => new BuildKitBuilder(api) { SmallestSynchronized = long.MaxValue }),
            ("session, changes", session, api => new BuildKitBuilder(api) { SmallestSynchronized = 0 }),
        ];
        var results = variants.ToDictionary(
            variant => variant.Name,
            _ => Cases.ToDictionary(name => name, _ => new List<(double Seconds, long Bytes)>()),
            StringComparer.Ordinal
        );
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (name, relay, create) in variants)
            {
                foreach (var each in Cases)
                {
                    // For the first build, all files are new to the engine.
                    var changed = each switch
                    {
                        "first" => files,
                        "one file changed" => 1,
                        _ => 0,
                    };
                    for (var index = 0; index < changed; index++)
                        Change(folder, index, size);
                    results[name][each].Add(await BuildAsync(folder, relay, create));
                }
            }
        }

        Print(title, results);
    }

    private static void Change(BenchFolder folder, int index, int size)
    {
        var path = folder.Write($"context/files/{index % 20:00}/{index:00000}.bin", "");
        File.WriteAllBytes(path, RandomNumberGenerator.GetBytes(size));
    }

    private static async Task<(double Seconds, long Bytes)> BuildAsync(
        BenchFolder folder,
        CountingRelay relay,
        Func<EngineApi, IEngineBuilder> create
    )
    {
        // A generated context: the Dockerfile is not one of its files.
        var text = Dockerfile.Parse($"FROM {BenchFolder.BaseRegistry}/dotnet/runtime-deps:10.0\nCOPY files/ /files/\n");
        var root = Path.Combine(folder.Path, "context");
        var files = Directory
            .EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(path => new ContextFile(path, Path.GetRelativePath(root, path), Folder: "files"));
        var context = BuildContext.Create(text.Text, files);
        using var engine = await DockerEngine.ConnectAsync(relay.Host);
        var baseImage = ImageReference.Parse($"{BenchFolder.BaseRegistry}/dotnet/runtime-deps:10.0");
        await engine.PullAsync(new ImagePullRequest(baseImage));
        relay.TakeSent();
        var watch = Stopwatch.StartNew();
        var image = await create(engine.Api)
            .BuildAsync(text, context, new BuildOptions { DockerfilePath = Path.Combine(folder.Path, "Dockerfile") });
        var result = (watch.Elapsed.TotalSeconds, relay.TakeSent());
        await engine.Api.TagImageAsync(
            image.Id,
            ImageReference.Parse($"{folder.Repository}:latest"),
            CancellationToken.None
        );
        return result;
    }

    private static void Print(
        string title,
        Dictionary<string, Dictionary<string, List<(double Seconds, long Bytes)>>> results
    )
    {
        Console.WriteLine(title);
        foreach (var (name, cases) in results)
        {
            foreach (var (each, runs) in cases)
            {
                Console.WriteLine(
                    $"  {name, -18} {each, -17} {Median.Of(runs.Select(run => run.Seconds)), 7:0.00} s "
                        + $"{Median.Of(runs.Select(run => (double)run.Bytes)) / 1e6, 9:0.000} MB"
                );
            }
        }
    }
}
