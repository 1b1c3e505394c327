using Microsoft.Build.Evaluation;
using Microsoft.Build.Execution;
using Microsoft.Build.Framework;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>
/// A project that imports the targets of the package. MSBuild runs it in the process of the test. It does not use the
/// SDK, but defines the properties and targets that the package requires. A publish is one file in a folder.
/// </summary>
internal sealed class TargetsProject : IDisposable
{
    private static readonly Lock OneBuildAtATime = new();

    private readonly TemporaryFolder folder = new();

    /// <param name="body">The content of the project file before the targets of the package.</param>
    /// <param name="rest">The content after the targets of the package, as in Directory.Build.targets.</param>
    public TargetsProject(string body = "", string rest = "")
    {
        var build = Path.Combine(Repository.Root, "build");
        File = folder.Write(
            "App/App.proj",
            $"""
            <Project>
              <Import Project="{build}/Dockerize.Build.props" />
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <AssemblyName>App</AssemblyName>
                <TargetFramework>net10.0</TargetFramework>
                <TargetFrameworkIdentifier>.NETCoreApp</TargetFrameworkIdentifier>
                <TargetFrameworkVersion>v10.0</TargetFrameworkVersion>
                <NETCoreSdkVersion>10.0.401</NETCoreSdkVersion>
                <Configuration>Release</Configuration>
                <IntermediateOutputPath>obj/</IntermediateOutputPath>
                <PublishDir>publish/</PublishDir>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Dockerize.Build" />
              </ItemGroup>
              {body}
              <Target Name="BeforeBuild" />
              <Target Name="ResolveProjectReferences">
                <Message Importance="High" Text="Compiling %(ProjectReference.Identity)" />
              </Target>
              <Target Name="CoreCompile">
                <Message Importance="High" Text="Compiling" />
              </Target>
              <Target Name="Build" DependsOnTargets="BeforeBuild;ResolveProjectReferences;CoreCompile" Condition="'$(NoBuild)' != 'true'" />
              <Target Name="CoreClean" />
              <Target Name="Publish" DependsOnTargets="Build" Condition="'$(IsPublishable)' != 'false'">
                <ItemGroup>
                  <ResolvedFileToPublish Include="$(MSBuildProjectDirectory)/publish/App.dll" RelativePath="App.dll" />
                </ItemGroup>
              </Target>
              <Import Project="{build}/Dockerize.Build.targets" />
              <PropertyGroup>
                <_DockerTasksAssembly>{typeof(GenerateDockerfile).Assembly.Location}</_DockerTasksAssembly>
              </PropertyGroup>
              {rest}
              <Target Name="ComputeContainerBaseImage"><Error Text="The SDK's own target runs." /></Target>
              <Target Name="ComputeContainerConfig"><Error Text="The SDK's own target runs." /></Target>
              <Import
                Project="$(AfterMicrosoftNETSdkTargets)"
                Condition="'$(AfterMicrosoftNETSdkTargets)' != ''" />
            </Project>
            """
        );
        folder.Write("App/publish/App.dll", "");
    }

    public string File { get; }

    public List<BuildEventArgs> Log { get; } = [];

    /// <summary>The text of the Dockerfile that a publish wrote; null if there is no Dockerfile.</summary>
    public string? Dockerfile =>
        Path.Combine(Path.GetDirectoryName(File)!, "obj", "docker", "Dockerfile") is var path
        && System.IO.File.Exists(path)
            ? System.IO.File.ReadAllText(path)
            : null;

    /// <summary>Runs a target with global properties, <c>NAME=VALUE</c> separated by spaces.</summary>
    public ProjectInstance Run(string target, string arguments = "")
    {
        var properties = arguments
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(argument => argument.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        using var projects = new ProjectCollection(properties);
        var project = new ProjectInstance(File, properties, toolsVersion: null, projects);
        // MSBuild allows only one build at a time in a process.
        lock (OneBuildAtATime)
            project.Build([target], [new Logger(Log)]);
        return project;
    }

    public void Write(string path, string content) => folder.Write("App/" + path, content);

    public void Dispose() => folder.Dispose();

    private sealed class Logger(List<BuildEventArgs> log) : ILogger
    {
        public LoggerVerbosity Verbosity { get; set; } = LoggerVerbosity.Normal;

        public string? Parameters { get; set; }

        public void Initialize(IEventSource eventSource)
        {
            eventSource.ErrorRaised += (_, e) => log.Add(e);
            eventSource.WarningRaised += (_, e) => log.Add(e);
            eventSource.MessageRaised += (_, e) => log.Add(e);
        }

        public void Shutdown() { }
    }
}
