namespace Dockerize.Bench;

/// <summary>
/// The time that publishing a solution saves, compared with publishing each app, without and with images.
/// </summary>
internal static class SolutionBenchmark
{
    private const int Rounds = 3;

    public static async Task RunAsync()
    {
        string[] names = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight"];
        using var folder = new BenchFolder();
        folder.Write(
            "Directory.Build.props",
            $"""
            <Project>
              <PropertyGroup>
                <DockerRepository>{folder.Repository}</DockerRepository>
                <DockerTags>$(MSBuildProjectName.ToLowerInvariant())</DockerTags>
                <DockerBaseRegistry>{BenchFolder.BaseRegistry}</DockerBaseRegistry>
              </PropertyGroup>
            </Project>
            """
        );
        folder.Write(
            "Apps.slnx",
            $"<Solution>{string.Concat(names.Select(name => $"<Project Path=\"{name}/{name}.csproj\" />"))}</Solution>"
        );
        foreach (var name in names)
        {
            folder.Write(
                $"{name}/{name}.csproj",
                $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
                  <ItemGroup><PackageReference Include="Dockerize.Build" Version="{BenchFolder.PackageVersion}" PrivateAssets="all" /></ItemGroup>
                </Project>
                """
            );
        }

        Change("0");
        await folder.PublishAsync("Apps.slnx");

        Console.WriteLine($"eight apps, {Environment.ProcessorCount} processors, best of {Rounds}:");
        foreach (
            var (what, property) in new[]
            {
                ("without images", "-p:Dockerize=false"),
                ("with images", "-p:Dockerize=true"),
            }
        )
        {
            var (apart, together) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
            for (var round = 1; round <= Rounds; round++)
            {
                Change($"{what} {round} apart");
                var sum = TimeSpan.Zero;
                foreach (var name in names)
                    sum += (await folder.PublishAsync(name, "--no-restore", property)).Time;
                Change($"{what} {round} together");
                var solution = (await folder.PublishAsync("Apps.slnx", "--no-restore", "-m", property)).Time;
                apart = sum < apart ? sum : apart;
                together = solution < together ? solution : together;
            }

            Console.WriteLine(
                $"{what, -14} one after the other {apart.TotalSeconds:0.0} s, as a solution "
                    + $"{together.TotalSeconds:0.0} s ({together / apart:0%})"
            );
        }

        void Change(string text)
        {
            foreach (var name in names)
                folder.Write($"{name}/Program.cs", $"System.Console.WriteLine(\"{name} {text}\");");
        }
    }
}
