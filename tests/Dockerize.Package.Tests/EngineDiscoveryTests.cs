using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Dockerize.Package.Tests;

/// <summary>
/// The engine is found through each setting that can specify it. Endpoints that must be ignored are
/// <c>unix:///nowhere/…</c>, where no engine listens.
/// </summary>
[TestClass]
[TestCategory("AnyEngine")]
public sealed class EngineDiscoveryTests
{
    private static string Host => TestMachine.Engine.Host;

    [TestMethod]
    [OSCondition(
        ConditionMode.Exclude,
        OperatingSystems.Windows,
        IgnoreMessage = "The test replaces the program with a shell script."
    )]
    [DataRow(
        "ssh",
        "ssh://ada@build.example.com:2222",
        "build.example.com",
        "-l ada -p 2222 -o ConnectTimeout=30 -T -- build.example.com docker system dial-stdio"
    )]
    [DataRow("wslc", "wslc://", "run", "system session run docker system dial-stdio")]
    public async Task Engine_behind_a_program_is_reached_through_docker_system_dial_stdio(
        string program,
        string endpoint,
        string lastOption,
        string expected
    )
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        // The script runs the command on this machine, with the engine of the tests.
        WriteProgram(
            folder,
            program,
            $"""
            echo "$@" >>'{folder.Path}/calls.log'
            while [ "$1" != {lastOption} ]; do shift; done
            shift
            export DOCKER_HOST='{Host}'
            exec "$@"
            """
        );

        (await folder.PublishAsync("Greeter", $"-p:DockerHost={endpoint}", "-p:DockerPush=true")).Succeeded();

        Assert.AreEqual("Hello from the image", await folder.RunAsync());
        var calls = await File.ReadAllLinesAsync(Path.Combine(folder.Path, "calls.log"));
        Assert.AreEqual(expected, string.Join('\n', calls.Distinct()));
    }

    [TestMethod]
    public async Task Missing_ssh_client_is_an_error_that_suggests_OpenSSH()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        folder.SetEnvironment("PATH", Path.Combine(folder.Path, "empty"));

        StringAssert.Contains(
            OneError("DKZ2001", await folder.PublishAsync("Greeter", "-p:DockerHost=ssh://ada@build")),
            "install the OpenSSH client",
            StringComparison.Ordinal
        );
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux, IgnoreMessage = "Only on Linux can root drop its privileges.")]
    public async Task Missing_permission_for_the_socket_is_an_error_that_suggests_the_docker_group()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        var path = Path.Combine(folder.Path, "engine.sock");
        using var engine = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        engine.Bind(new UnixDomainSocketEndPoint(path));
        engine.Listen();
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.None);

        // Root ignores file permissions unless it drops this capability.
        string[] unprivileged = Environment.IsPrivilegedProcess
            ? ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"]
            : [];
        string[] command =
        [
            .. unprivileged,
            "dotnet",
            "publish",
            "Greeter",
            "--no-build",
            $"-p:DockerHost=unix://{path}",
        ];

        StringAssert.Contains(
            OneError("DKZ2001", await folder.CommandAsync(command[0], command[1..])),
            "permission denied (add this user to the group docker",
            StringComparison.Ordinal
        );
    }

    /// <summary>
    /// Compares all combinations of settings with the docker CLI. The CLI reports the selected endpoint in its error,
    /// because no engine listens there.
    /// </summary>
    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The endpoints are Unix sockets.")]
    public async Task Engine_settings_have_the_precedence_of_the_docker_CLI()
    {
        await using var folder = new UserFolder();
        var config = Path.Combine(folder.Path, "docker");
        foreach (var name in new[] { "option", "variable", "current" })
            await CreateContextAsync(folder, name, $"host=unix:///nowhere/context-{name}");

        var compared = 0;
        foreach (var option in new[] { "", "option", "default", "gone" })
        foreach (var host in new[] { "", "unix:///nowhere/host", " unix:///nowhere/host " })
        foreach (var variable in new[] { "", "variable", "default", "gone" })
        foreach (var current in new[] { "", "current", "default", "gone" })
        {
            folder.Write("docker/config.json", $$"""{"currentContext":"{{current}}"}""");
            var environment = new Dictionary<string, string?>
            {
                ["DOCKER_CONFIG"] = config,
                ["DOCKER_HOST"] = host,
                ["DOCKER_CONTEXT"] = variable,
            };
            string[] arguments = option.Length > 0 ? ["--context", option] : [];
            var cli = (
                await CommandLine.RunAsync("docker", [.. arguments, "version", "--format", "x"], null, environment)
            ).Output;

            // An engine may answer at the default endpoint of the CLI. Then the output contains no endpoint.
            var theirs = Regex
                .Match(cli, @"(unix:///nowhere/[\w-]+)|context ""gone""|context ""(\w+)"": context not found")
                .Value;
            string ours;
            try
            {
                var first = EngineEndpoint
                    .Candidates(new("", option), name => environment.GetValueOrDefault(name))[0]
                    .ToString();
                ours = first.StartsWith("unix:///nowhere/", StringComparison.Ordinal) ? first : "";
            }
            catch (Exception exception) when (exception.Diagnostic().Code == "DKZ2010")
            {
                ours = "context \"gone\"";
            }

            Assert.AreEqual(
                theirs,
                ours,
                $"--context '{option}', DOCKER_HOST '{host}', DOCKER_CONTEXT '{variable}', "
                    + $"currentContext '{current}': {cli}"
            );
            compared++;
        }

        Assert.AreEqual(4 * 3 * 4 * 4, compared);
    }

    private static async Task CreateContextAsync(UserFolder folder, string name, string endpoint)
    {
        folder.SetEnvironment("DOCKER_CONFIG", Path.Combine(folder.Path, "docker"));
        (await DockerAsync(folder, "context", "create", name, "--docker", endpoint)).Succeeded();
    }

    private static Task<CommandResult> DockerAsync(UserFolder folder, params string[] arguments) =>
        CommandLine.RunAsync(
            "docker",
            arguments,
            null,
            new Dictionary<string, string?>
            {
                ["DOCKER_CONFIG"] = Path.Combine(folder.Path, "docker"),
                ["DOCKER_HOST"] = "",
                ["DOCKER_CONTEXT"] = "",
            }
        );

    private static void WriteProgram(UserFolder folder, string name, string script)
    {
        var path = folder.Write($"bin/{name}", "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        folder.SetEnvironment(
            "PATH",
            Path.GetDirectoryName(path) + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH")
        );
    }

    private static string OneError(string code, CommandResult result)
    {
        Assert.AreEqual(1, result.ExitCode, result.Output);
        Assert.AreEqual(
            code,
            string.Join(
                ' ',
                Regex.Matches(result.Output, @"error (\w+)\s*:").Select(match => match.Groups[1].Value).Distinct()
            ),
            result.Output
        );
        Assert.IsFalse(Regex.IsMatch(result.Output, @"^\s+at \w+\.", RegexOptions.Multiline), result.Output);
        return result.Output;
    }
}
