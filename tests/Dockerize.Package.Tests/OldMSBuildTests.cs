namespace Dockerize.Package.Tests;

/// <summary>
/// The oldest supported MSBuild is 17.8, of the .NET SDK 8.0.100. The tasks are compiled against the API of 17.7. An
/// even older MSBuild runs the targets and the tasks, which shows that they do not require a newer version.
/// </summary>
[TestClass]
[TestCategory("AnyEngine")]
[TestCategory("Nightly")]
public sealed class OldMSBuildTests
{
    // The newest version below 17.8 that package feeds have.
    private const string Version = "16.6.0";

    [TestMethod]
    [DataRow("net10.0", "Core", "dotnet", DisplayName = "MSBuild of .NET")]
    [DataRow("net472", "Full", "mono", DisplayName = "MSBuild of .NET Framework")]
    public async Task Targets_and_tasks_run_on_an_MSBuild_older_than_the_supported_ones(
        string targetFramework,
        string runtimeType,
        string runtime
    )
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject("Greeter/Greeter.csproj");
        (await folder.DotnetAsync("restore", "Greeter")).Succeeded();
        folder.Write(
            "Host/Host.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>{targetFramework}</TargetFramework><LangVersion>14</LangVersion><OutputType>Exe</OutputType><NuGetAudit>false</NuGetAudit></PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Microsoft.Build" Version="{Version}" />
                <PackageReference Include="Microsoft.Build.Utilities.Core" Version="17.7.2" />
                <PackageReference Include="Microsoft.Build.Tasks.Core" Version="17.7.2" />
                <PackageReference Include="Microsoft.NETFramework.ReferenceAssemblies" Version="1.0.3" />
                <None Include="Usual.tasks" CopyToOutputDirectory="Always" />
              </ItemGroup>
            </Project>
            """
        );
        folder.Write(
            "Host/Usual.tasks",
            $"""
            <Project>
              {string.Concat(
                new[] { "MSBuild", "Message", "Warning", "Error" }.Select(task =>
                    $"<UsingTask TaskName=\"Microsoft.Build.Tasks.{task}\" AssemblyName=\"Microsoft.Build.Tasks.Core, Version=15.1.0.0, Culture=neutral, PublicKeyToken=b03f5f7f11d50a3a\" />"
                )
            )}
            </Project>
            """
        );
        folder.Write(
            "Host/Program.cs",
            """
            using System;
            using System.Collections.Generic;
            using Microsoft.Build.Evaluation;
            using Microsoft.Build.Execution;
            using Microsoft.Build.Framework;
            using Microsoft.Build.Logging;

            Environment.SetEnvironmentVariable("MSBUILD_EXE_PATH", typeof(ProjectCollection).Assembly.Location);
            using var projects = new ProjectCollection();
            var request = new BuildRequestData(args[0], new Dictionary<string, string>(), null, ["Publish"], null);
            var result = BuildManager.DefaultBuildManager.Build(new BuildParameters(projects) { Loggers = [new ConsoleLogger(LoggerVerbosity.Minimal)] }, request);
            Console.WriteLine($"MSBuild {ProjectCollection.Version}: {result.OverallResult} {result.Exception}");
            return result.OverallResult == BuildResultCode.Success ? 0 : 1;
            """
        );
        // The properties of the .NET SDK that the targets read. The SDK itself requires a newer MSBuild.
        var package = Path.Combine(TestMachine.PackageCache, "dockerize.build", TestMachine.PackageVersion, "build");
        var project = folder.Write(
            "App/App.proj",
            $"""
            <Project>
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <IsPublishable>true</IsPublishable>
                <AssemblyName>App</AssemblyName>
                <TargetFramework>net10.0</TargetFramework>
                <TargetFrameworkVersion>v10.0</TargetFrameworkVersion>
                <Configuration>Release</Configuration>
                <IntermediateOutputPath>obj/</IntermediateOutputPath>
                <PublishDir>out/</PublishDir>
                <PackageVersion>1.2.3-beta.1</PackageVersion>
                <DockerRegistry>{TestMachine.Registry}</DockerRegistry>
                <DockerRepository>{folder.Repository}</DockerRepository>
                <DockerTags>{"{version}"}</DockerTags>
                <DockerBaseRegistry>{TestMachine.BaseRegistry}</DockerBaseRegistry>
                <DockerPush>true</DockerPush>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Dockerize.Build" />
                <ResolvedFileToPublish Include="out/App.dll" RelativePath="App.dll" />
              </ItemGroup>
              <Import Project="{package}/Dockerize.Build.props" />
              <Target Name="Build" />
              <Target Name="CoreClean" />
              <Target Name="Publish" DependsOnTargets="Build">
                <Message Importance="high" Text="MSBuild of $(MSBuildRuntimeType)" />
              </Target>
              <Import Project="{package}/Dockerize.Build.targets" />
            </Project>
            """
        );
        // The content is unique to this test. Images with the same content have the same id, and removing one would
        // remove the other.
        folder.Write("App/out/App.dll", folder.Repository);

        (await folder.DotnetAsync("build", "Host")).Succeeded();
        var log = (
            await folder.CommandAsync(
                runtime,
                $"Host/bin/Debug/{targetFramework}/Host.{(runtime == "dotnet" ? "dll" : "exe")}",
                project
            )
        ).Succeeded();

        Assert.Contains($"MSBuild {Version}", log);
        Assert.Contains($"MSBuild of {runtimeType}", log);
        Assert.Contains($"Pushed {folder.Image}:1.2.3-beta.1", log);
        Assert.AreEqual(
            folder.Repository,
            await CommandLine.DockerAsync(
                "run",
                "--rm",
                "--entrypoint",
                "cat",
                $"{folder.Image}:1.2.3-beta.1",
                "/app/App.dll"
            )
        );
    }
}
