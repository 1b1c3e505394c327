using System.Globalization;

namespace Dockerize.Bench;

/// <summary>
/// A web app with ten well-known packages, 66 MB when published, or without packages and with other files. Each way to
/// create its image has a copy.
/// </summary>
/// <param name="folder">The folder for the copy.</param>
/// <param name="name">The name of the copy's folder.</param>
/// <param name="content">The files instead of packages; null for packages.</param>
internal sealed class FiguresApp(BenchFolder folder, string name, FiguresContent? content)
{
    // The lower version is used first.
    private static readonly string[] RedisVersions = ["3.4.20", "3.4.35"];

    private int changes;
    private int upgrades;

    /// <summary>The folder of the app, relative to the folder of the benchmark.</summary>
    public string Folder { get; } = name;

    /// <summary>The full path of the app's folder.</summary>
    public string FullPath => Path.Combine(folder.Path, Folder);

    /// <summary>Writes the source files.</summary>
    public void Write()
    {
        WriteProject();
        content?.Write(FullPath);
        folder.Write(
            $"{Folder}/Program.cs",
            """
            var app = WebApplication.CreateBuilder(args).Build();
            app.MapGet("/", () => "Hello");
            app.Run();

            """
        );
    }

    /// <summary>Adds one line to the source code.</summary>
    public void ChangeLine() =>
        File.AppendAllText(
            Path.Combine(FullPath, "Program.cs"),
            $"internal static class Change{changes++.ToString(CultureInfo.InvariantCulture)};\n"
        );

    /// <summary>Changes the version of one package.</summary>
    public void Upgrade()
    {
        upgrades++;
        WriteProject();
    }

    /// <summary>Deletes what builds have written, as in a fresh clone.</summary>
    public void Clone()
    {
        foreach (var output in new[] { "bin", "obj" }.Select(part => Path.Combine(FullPath, part)))
        {
            if (Directory.Exists(output))
                Directory.Delete(output, recursive: true);
        }
    }

    private void WriteProject() =>
        folder.Write(
            $"{Folder}/Shop.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Dockerize.Build" Version="{BenchFolder.PackageVersion}" PrivateAssets="all" />
                {(content is null ? Packages() : FiguresContent.Item)}
              </ItemGroup>
            </Project>
            """
        );

    private string Packages() =>
        $"""
            <PackageReference Include="AWSSDK.S3" Version="4.1.0" />
            <PackageReference Include="Azure.Storage.Blobs" Version="12.30.1" />
            <PackageReference Include="Dapper" Version="2.1.86" />
            <PackageReference Include="Microsoft.Data.SqlClient" Version="7.1.1" />
            <PackageReference Include="Microsoft.EntityFrameworkCore.Sqlite" Version="10.0.15" />
            <PackageReference Include="MongoDB.Driver" Version="3.14.0" />
            <PackageReference Include="Npgsql.EntityFrameworkCore.PostgreSQL" Version="10.0.3" />
            <PackageReference Include="Serilog.AspNetCore" Version="10.0.0" />
            <PackageReference Include="StackExchange.Redis" Version="{RedisVersions[upgrades % 2]}" />
            <PackageReference Include="Swashbuckle.AspNetCore" Version="11.0.1" />
            """;
}
