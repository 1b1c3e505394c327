namespace Dockerize.Bench;

/// <summary>The peak memory of a publish that sends a build context of 4 GB, compared with 0.1 GB.</summary>
internal static class MemoryBenchmark
{
    public static async Task RunAsync()
    {
        const long Megabyte = 1024 * 1024;
        using var folder = new BenchFolder();
        folder.Write(
            "App/App.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><PackageReference Include="Dockerize.Build" Version="{BenchFolder.PackageVersion}" PrivateAssets="all" /></ItemGroup>
            </Project>
            """
        );
        folder.Write("App/Program.cs", "System.Console.WriteLine();");
        // The engine receives the complete build context. The image contains none of it.
        folder.Write(
            "context/Dockerfile",
            $"FROM {BenchFolder.BaseRegistry}/dotnet/runtime:10.0\nLABEL bench=memory\n"
        );
        string[] arguments =
        [
            "App",
            "-p:DockerBuildFile=../context/Dockerfile",
            $"-p:DockerImage={folder.Image}",
            "-p:DockerForceBuild=true",
        ];
        await folder.PublishAsync(arguments);

        var peaks = new List<long>();
        foreach (var megabytes in new[] { 100, 4096 })
        {
            // Sparse files require no disk space here, but are read and sent like other files.
            for (var part = 0; part < 4; part++)
            {
                using var file = File.Create(Path.Combine(folder.Path, "context", $"part{part}"));
                file.SetLength(megabytes * Megabyte / 4);
            }

            var run = await folder.PublishAsync(arguments);
            peaks.Add(run.PeakMemory);
            Console.WriteLine(
                $"context of {megabytes, 4} MB: peak memory {run.PeakMemory / (double)Megabyte:0.0} MB, "
                    + $"{run.Time.TotalSeconds:0.0} s"
            );
        }

        Console.WriteLine($"difference: {(peaks[1] - peaks[0]) / (double)Megabyte:+0.0;-0.0} MB");
    }
}
