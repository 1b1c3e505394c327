using System.Diagnostics;
using System.Globalization;

namespace Dockerize.Bench;

/// <summary>The duration of a publish, and the peak memory of its process in bytes.</summary>
internal sealed record Run(TimeSpan Time, long PeakMemory);

/// <summary>
/// A folder outside the repository with a nuget.config for the packed package. It is deleted together with the images
/// that were built in it.
/// </summary>
internal sealed class BenchFolder : IDisposable
{
    private static readonly string Feed = Variable("DOCKERIZE_BENCH_FEED");

    // The docker CLI, which can use BuildKit without a plug-in.
    private static readonly string Docker = Variable("DOCKERIZE_BENCH_DOCKER");

    private readonly string? engine;

    /// <param name="engine">The address of the engine; null for the default engine.</param>
    public BenchFolder(string? engine = null)
    {
        this.engine = engine;
        Write(
            "nuget.config",
            $"""
            <configuration>
              <packageSources>
                <add key="dockerize" value="{Feed}" />
              </packageSources>
            </configuration>
            """
        );
    }

    /// <summary>The folder of the repository.</summary>
    public static string Root { get; } = Variable("DOCKERIZE_BENCH_ROOT");

    /// <summary>The registry with base images that replace those of Microsoft.</summary>
    public static string BaseRegistry { get; } = Variable("DOCKERIZE_TEST_BASE_REGISTRY");

    /// <summary>The address of an engine with containerd's image store, which can store indexes.</summary>
    public static string IndexEngine => Variable("DOCKERIZE_BENCH_INDEX_ENGINE");

    /// <summary>The version of the packed package.</summary>
    public static string PackageVersion { get; } =
        System.IO.Path.GetFileNameWithoutExtension(Directory.GetFiles(Feed, "Dockerize.Build.*.nupkg").Single())[
            "Dockerize.Build.".Length..
        ];

    public string Path { get; } = Directory.CreateTempSubdirectory("dockerize bench ").FullName;

    /// <summary>A unique repository.</summary>
    public string Repository { get; } = "bench-" + Guid.NewGuid().ToString("N")[..12];

    public string Image => $"{Repository}:latest";

    public string Write(string path, string content)
    {
        var full = System.IO.Path.Combine(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        return full;
    }

    /// <summary>Copies the sources of a sample.</summary>
    public void CopySample(string name)
    {
        var sample = System.IO.Path.Combine(Root, "samples", name);
        foreach (
            var file in Directory
                .GetFiles(sample, "*", SearchOption.AllDirectories)
                .Select(file => System.IO.Path.GetRelativePath(sample, file))
        )
        {
            if (file.Split(System.IO.Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
                continue;
            var copy = System.IO.Path.Combine(Path, file);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(System.IO.Path.Combine(sample, file), copy);
        }
    }

    /// <summary>
    /// Runs <c>dotnet publish</c>. Without other arguments, only the compiler runs in a separate process.
    /// </summary>
    public Task<Run> PublishAsync(params string[] arguments) =>
        RunAsync("dotnet", ["publish", "-m:1", .. arguments, "--nologo"]);

    /// <summary>Runs <c>docker</c>, which builds with BuildKit.</summary>
    public Task<Run> DockerAsync(params string[] arguments) => RunAsync(Docker, arguments);

    private async Task<Run> RunAsync(string program, string[] arguments)
    {
        var watch = Stopwatch.StartNew();
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        var exit = process.WaitForExitAsync();
        var peak = 0L;
        while (await Task.WhenAny(exit, Task.Delay(20)) != exit)
            peak = Math.Max(peak, PeakMemory(process.Id));
        var time = watch.Elapsed;
        return process.ExitCode == 0
            ? new Run(time, peak)
            : throw new InvalidOperationException(await output + await errors);
    }

    /// <summary>Runs <c>docker</c>, and returns its output.</summary>
    public string RunDocker(params string[] arguments)
    {
        using var process = Start(Docker, arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException(errors.Result);
    }

    /// <summary>Removes the images that were built in the folder.</summary>
    public void RemoveImages()
    {
        var list = RunDocker(
            "image",
            "ls",
            "--format",
            "{{.Repository}}:{{.Tag}}",
            "--filter",
            $"reference={Repository}*",
            // With a registry.
            "--filter",
            $"reference=*/{Repository}*"
        );
        var images = list.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (images.Length > 0)
            RunDocker(["image", "rm", "-f", .. images]);
    }

    public void Dispose()
    {
        RemoveImages();
        Directory.Delete(Path, recursive: true);
    }

    private Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (engine is not null)
            start.Environment["DOCKER_HOST"] = engine;
        start.Environment["DOCKER_BUILDKIT"] = "1";
        return Process.Start(start)!;
    }

    // The kernel records the peak, so it is exact at any polling interval. 0 if the process has ended.
    private static long PeakMemory(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status")
                .FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null
                ? 0
                : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture)
                    * 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"{name} is not set. Run tests/bench/run.sh.");
}
