namespace Dockerize.Package.Tests;

/// <summary>
/// A folder outside the repository, as a user has one: with a nuget.config that names the feed of the packed package.
/// The images that come of it have a repository of their own and go when the folder does.
/// </summary>
internal sealed class UserFolder : IAsyncDisposable
{
    private readonly Dictionary<string, string?> environment = new()
    {
        ["NUGET_PACKAGES"] = TestMachine.PackageCache,
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        ["DOCKER_CONFIG"] = "/nowhere",
        // Of the SDK that runs the tests, not of the one that is to be found.
        ["MSBuildSDKsPath"] = null,
        ["MSBuildExtensionsPath"] = null,
    };

    private readonly HashSet<string> builtProjects = [];

    public UserFolder()
    {
        Write(
            "nuget.config",
            $"""
            <configuration>
              <packageSources>
                <add key="dockerize" value="{TestMachine.Feed}" />
              </packageSources>
            </configuration>
            """
        );
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("dockerize user ").FullName;

    /// <summary>A repository that no other test uses.</summary>
    public string Repository { get; } = "test-" + Guid.NewGuid().ToString("N")[..12];

    /// <summary>The image that a publish makes, with its registry.</summary>
    public string Image => $"{TestMachine.Registry}/{Repository}";

    public void SetEnvironment(string name, string? value) => environment[name] = value;

    /// <summary>
    /// Does what `docker login` does for a registry that asks for a password, in a folder of configuration of this
    /// user's own.
    /// </summary>
    /// <returns>That folder.</returns>
    public string LogIn(string password, string? registry = null)
    {
        var auth = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{TestMachine.Username}:{password}"));
        var config = Write(
            "login/config.json",
            $$"""{ "auths": { "{{registry ?? TestMachine.AuthRegistry}}": { "auth": "{{auth}}" } } }"""
        );
        SetEnvironment("DOCKER_CONFIG", System.IO.Path.GetDirectoryName(config));
        return System.IO.Path.GetDirectoryName(config)!;
    }

    /// <summary>
    /// Pushes .NET's base image to the registry that asks for a password, and takes it from the engine again; this user
    /// is not logged in there.
    /// </summary>
    /// <returns>Its reference.</returns>
    public async Task<string> PushPrivateBaseAsync()
    {
        var image = $"{TestMachine.AuthRegistry}/{Repository}:base";
        await TagBaseAsync(image);
        await CommandLine.DockerAsync("--config", LogIn(TestMachine.Password), "push", "-q", image);
        SetEnvironment("DOCKER_CONFIG", "/nowhere");
        await CommandLine.RemoveImagesAsync(image);
        return image;
    }

    /// <summary>Gives .NET's base image one more name; the engine may not have it yet.</summary>
    public static async Task TagBaseAsync(string image)
    {
        var runtime = $"{TestMachine.BaseRegistry}/dotnet/runtime:10.0";
        await CommandLine.DockerAsync("pull", "-q", runtime);
        await CommandLine.DockerAsync("tag", runtime, image);
    }

    public string Write(string path, string content)
    {
        var full = System.IO.Path.Combine(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        return full;
    }

    /// <summary>A project that prints a line, with the package.</summary>
    public void WriteConsoleProject(string path, string properties = "", string items = "")
    {
        Write(
            path,
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Dockerize.Build" Version="{TestMachine.PackageVersion}" PrivateAssets="all" />
                {items}
              </ItemGroup>
            </Project>
            """
        );
        Write(
            System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, "Program.cs"),
            "static class Program { static void Main() => System.Console.WriteLine(\"Hello from the image\"); }"
        );
    }

    /// <summary>
    /// Adds the app of <see cref="WriteConsoleProject"/>, restored and compiled, as <c>Greeter</c>.
    /// <see cref="PublishAsync(string, string[])"/> does not build it: the properties and items must concern the image
    /// alone. Called again, it only replaces the project file.
    /// </summary>
    public async Task UseConsoleAppAsync(string properties = "", string items = "")
    {
        if (builtProjects.Add("Greeter"))
            await BuiltApp.Console.CopyToAsync(Path, Repository);
        WriteConsoleProject("Greeter/Greeter.csproj", properties, items);
    }

    /// <summary>
    /// Adds samples/HelloWeb, restored and compiled. <see cref="PublishAsync(string, string[])"/> does not build it.
    /// </summary>
    public async Task UseHelloWebAsync()
    {
        builtProjects.Add(Sample.HelloWebProject);
        await BuiltApp.HelloWeb.CopyToAsync(Path, Repository);
    }

    public Task<CommandResult> DotnetAsync(params string[] arguments) => CommandAsync("dotnet", arguments);

    public Task<CommandResult> CommandAsync(string command, params string[] arguments) =>
        CommandLine.RunAsync(command, arguments, Path, environment);

    /// <summary>The same, until somebody presses Ctrl-C.</summary>
    public Task<CommandResult> DotnetAsync(CancellationToken interrupt, params string[] arguments) =>
        CommandLine.RunAsync("dotnet", arguments, Path, environment, interrupt: interrupt);

    /// <summary>
    /// Publishes with the base images and the registry of the tests; an app that was compiled before is not compiled
    /// again.
    /// </summary>
    public Task<CommandResult> PublishAsync(string project, params string[] arguments) =>
        DotnetAsync(PublishArguments(project, arguments));

    /// <summary>The same, until somebody presses Ctrl-C.</summary>
    public Task<CommandResult> PublishAsync(string project, CancellationToken interrupt) =>
        DotnetAsync(interrupt, PublishArguments(project, []));

    /// <summary>What inspecting the image says.</summary>
    public Task<string> InspectAsync(string format) => CommandLine.DockerAsync("image", "inspect", "-f", format, Image);

    /// <summary>What a container of the image prints: of its own command, or of another program.</summary>
    public Task<string> RunAsync(string? program = null, params string[] arguments) =>
        CommandLine.DockerAsync([
            "run",
            "--rm",
            .. program is null ? Array.Empty<string>() : ["--entrypoint", program],
            Image,
            .. arguments,
        ]);

    /// <summary>The layer ids of the image, from the base's up.</summary>
    public async Task<string[]> LayersAsync(string tag = "latest") =>
        (
            await CommandLine.DockerAsync(
                "image",
                "inspect",
                "-f",
                "{{range .RootFS.Layers}}{{.}} {{end}}",
                $"{Image}:{tag}"
            )
        ).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The image's id; empty if there is none of that name.</summary>
    public async Task<string> ImageIdAsync(string tag = "latest") =>
        await CommandLine.DockerAsync("image", "ls", "--no-trunc", "-q", $"{Image}:{tag}");

    public async ValueTask DisposeAsync()
    {
        var references = await CommandLine.DockerAsync(
            "image",
            "ls",
            "--format",
            "{{.Repository}}:{{.Tag}}",
            "--filter",
            $"reference=*/{Repository}"
        );
        foreach (
            var reference in references
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(reference => !reference.EndsWith(":<none>", StringComparison.Ordinal))
        )
            await CommandLine.RemoveImagesAsync(reference);
        Directory.Delete(Path, recursive: true);
    }

    private string[] PublishArguments(string project, string[] arguments) =>
        [
            "publish",
            project,
            .. builtProjects.Contains(project) ? ["--no-build"] : Array.Empty<string>(),
            $"-p:DockerBaseRegistry={TestMachine.BaseRegistry}",
            $"-p:DockerRegistry={TestMachine.Registry}",
            $"-p:DockerRepository={Repository}",
            .. arguments,
        ];
}
