namespace Dockerize.Package.Tests;

/// <summary>
/// A folder outside the repository, like the folder of a user, with a nuget.config for the feed of the packed package.
/// The images that are built in it use a separate repository, and are removed together with the folder.
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
        // The SDK that runs the tests sets these variables. The child process must use the SDK that it finds.
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

    /// <summary>The name of the image that a publish builds, with its registry.</summary>
    public string Image => $"{TestMachine.Registry}/{Repository}";

    public void SetEnvironment(string name, string? value) => environment[name] = value;

    /// <summary>
    /// Writes credentials for a registry, as <c>docker login</c> does, to a separate folder for the Docker
    /// configuration.
    /// </summary>
    /// <returns>The folder.</returns>
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
    /// Pushes the .NET base image to a registry that requires a login, and removes it from the engine. Afterwards, this
    /// user is not logged in.
    /// </summary>
    /// <param name="name">The image name; null for a name in the registry that requires a password.</param>
    /// <returns>The image name.</returns>
    public async Task<string> PushPrivateBaseAsync(string? name = null)
    {
        var image = name ?? $"{TestMachine.AuthRegistry}/{Repository}:base";
        await TagBaseAsync(image);
        var config = LogIn(TestMachine.Password, image.Split('/')[0]);
        await CommandLine.DockerAsync("--config", config, "push", "-q", image);
        SetEnvironment("DOCKER_CONFIG", "/nowhere");
        await CommandLine.RemoveImagesAsync(image);
        return image;
    }

    /// <summary>
    /// Pushes a base image with one small file, for tests that copy an image as a whole and do not run it.
    /// </summary>
    /// <returns>The image name.</returns>
    public async Task<string> PushSmallBaseAsync()
    {
        var image = $"{Image}:base";
        var dockerfile = Write("small base/Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");
        await CommandLine.DockerAsync("build", "-q", "-t", image, System.IO.Path.GetDirectoryName(dockerfile)!);
        await CommandLine.DockerAsync("push", "-q", image);
        return image;
    }

    /// <summary>Pulls the .NET base image, and adds a tag to it.</summary>
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

    /// <summary>Writes a project that references the package and prints a line.</summary>
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
    /// <see cref="PublishAsync(string, string[])"/> does not compile it again, so the properties and items must affect
    /// only the image. A second call only replaces the project file.
    /// </summary>
    public async Task UseConsoleAppAsync(string properties = "", string items = "")
    {
        if (builtProjects.Add("Greeter"))
            await BuiltApp.Console.CopyToAsync(Path, Repository);
        WriteConsoleProject("Greeter/Greeter.csproj", properties, items);
    }

    /// <summary>
    /// Adds samples/HelloWeb, restored and compiled. <see cref="PublishAsync(string, string[])"/> does not compile it
    /// again.
    /// </summary>
    public async Task UseHelloWebAsync()
    {
        builtProjects.Add(Sample.HelloWebProject);
        await BuiltApp.HelloWeb.CopyToAsync(Path, Repository);
    }

    public Task<CommandResult> DotnetAsync(params string[] arguments) => CommandAsync("dotnet", arguments);

    public Task<CommandResult> CommandAsync(string command, params string[] arguments) =>
        CommandLine.RunAsync(command, arguments, Path, environment);

    /// <summary>Runs the .NET CLI. The token simulates Ctrl-C.</summary>
    public Task<CommandResult> DotnetAsync(CancellationToken interrupt, params string[] arguments) =>
        CommandLine.RunAsync("dotnet", arguments, Path, environment, interrupt: interrupt);

    /// <summary>
    /// Publishes with the base images and the registry of the tests. An app that is already compiled is not compiled
    /// again.
    /// </summary>
    public Task<CommandResult> PublishAsync(string project, params string[] arguments) =>
        DotnetAsync(PublishArguments(project, arguments));

    /// <summary>Publishes like the other overload. The token simulates Ctrl-C.</summary>
    public Task<CommandResult> PublishAsync(string project, CancellationToken interrupt) =>
        DotnetAsync(interrupt, PublishArguments(project, []));

    /// <summary>Inspects the image with a format of <c>docker image inspect</c>.</summary>
    public Task<string> InspectAsync(string format) => CommandLine.DockerAsync("image", "inspect", "-f", format, Image);

    /// <summary>Runs a container, and returns its output.</summary>
    /// <param name="program">The program; null for the entry point of the image.</param>
    /// <param name="arguments">The arguments.</param>
    public Task<string> RunAsync(string? program = null, params string[] arguments) =>
        CommandLine.DockerAsync([
            "run",
            "--rm",
            .. program is null ? Array.Empty<string>() : ["--entrypoint", program],
            Image,
            .. arguments,
        ]);

    /// <summary>The layer ids of the image, starting with the base image.</summary>
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

    /// <summary>The id of the image; empty if the image does not exist.</summary>
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
