using System.Globalization;

namespace Dockerize.Bench;

/// <summary>A solution of 20 small apps, each with its own image.</summary>
internal static class FiguresSolution
{
    /// <summary>The name in the tables.</summary>
    public const string Name = "20 projects";

    /// <summary>Publishes the solution with each tool.</summary>
    /// <param name="store">The name of the image store.</param>
    /// <param name="engine">The address of the engine.</param>
    public static async Task<IReadOnlyList<Figure>> RunAsync(string store, string engine)
    {
        var figures = new List<Figure>();
        foreach (var tool in new[] { FiguresPage.Plain, FiguresPage.Dockerize, FiguresPage.Sdk })
        {
            using var folder = new BenchFolder(engine);
            Write(folder);
            string[] arguments = tool switch
            {
                FiguresPage.Dockerize => ["-p:Dockerize=true"],
                FiguresPage.Sdk => ["-p:Dockerize=false", "-t:PublishContainer"],
                _ => ["-p:Dockerize=false"],
            };
            foreach (var change in new[] { FiguresPage.First, FiguresPage.Unchanged })
            {
                var run = await folder.PublishAsync(["Apps.slnx", "-m", .. arguments]);
                figures.Add(new Figure(store, tool, Name, change, run.Time.TotalSeconds, 0, 0, run.PeakMemory, 0));
            }
        }

        return figures;
    }

    private static void Write(BenchFolder folder)
    {
        var names = Enumerable.Range(1, 20).Select(index => $"App{index.ToString("00", CultureInfo.InvariantCulture)}");
        folder.Write(
            "Directory.Build.props",
            $"""
            <Project>
              <PropertyGroup>
                <DockerRepository>{folder.Repository}-$(MSBuildProjectName.ToLowerInvariant())</DockerRepository>
                <ContainerRepository>$(DockerRepository)</ContainerRepository>
                <DockerBaseRegistry>{BenchFolder.BaseRegistry}</DockerBaseRegistry>
                <ContainerBaseImage>{BenchFolder.BaseRegistry}/dotnet/runtime:10.0</ContainerBaseImage>
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
            folder.Write($"{name}/Program.cs", $"System.Console.WriteLine(\"{name}\");");
        }
    }
}
