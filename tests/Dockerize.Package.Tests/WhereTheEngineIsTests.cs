using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Dockerize.Package.Tests;

/// <summary>
/// The engine of the tests, found in each way in which a user names one. What must not count is at <c>unix:///nowhere/…</c>, where nobody
/// listens.
/// </summary>
[TestClass]
[TestCategory("AnyEngine")]
public sealed class WhereTheEngineIsTests
{
    private static string Host => TestMachine.Engine.Host;

    [TestMethod]
    [DataRow("-p:DockerContext=engine", "unix:///nowhere/variable", "", DisplayName = "a property, before DOCKER_HOST")]
    [DataRow("", "", "engine", DisplayName = "DOCKER_CONTEXT")]
    public async Task A_docker_context_names_the_engine(string argument, string host, string context)
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        await CreateContextAsync(folder, "engine", $"host={Host}");
        folder.SetEnvironment("DOCKER_HOST", host);
        folder.SetEnvironment("DOCKER_CONTEXT", context);

        (await folder.PublishAsync("Greeter", [.. argument.Split(' ', StringSplitOptions.RemoveEmptyEntries), "-p:DockerPush=true"])).Succeeded();

        Assert.AreEqual("Hello from the image", await folder.RunAsync());
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "There the engine of the tests is no socket.")]
    public async Task An_engine_that_wants_a_certificate_is_reached_through_the_context_s_own()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        using var authority = new TestAuthority();
        using var certificate = authority.IssueServer();
        await using var engine = new TlsListener(certificate, authority, JoinAsync);
        var files = Path.Combine(folder.Path, "files");
        authority.WriteFiles(files);
        await CreateContextAsync(folder, "secure", $"host={engine.Host},ca={files}/ca.pem,cert={files}/cert.pem,key={files}/key.pem");
        Directory.Delete(files, recursive: true);

        (await folder.PublishAsync("Greeter", "-p:DockerContext=secure", "-p:DockerPush=true")).Succeeded();

        Assert.AreEqual("Hello from the image", await folder.RunAsync());
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "There the engine of the tests is no socket.")]
    public async Task With_DOCKER_TLS_VERIFY_an_engine_must_show_a_certificate_of_ca_pem()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        using var authority = new TestAuthority();
        using var other = new TestAuthority("Another authority");
        using var certificate = authority.IssueServer();
        await using var engine = new TlsListener(certificate, authority, JoinAsync);
        authority.WriteFiles(Path.Combine(folder.Path, "right"));
        other.WriteFiles(Path.Combine(folder.Path, "wrong"));
        folder.SetEnvironment("DOCKER_HOST", engine.Host);
        folder.SetEnvironment("DOCKER_TLS_VERIFY", "1");

        folder.SetEnvironment("DOCKER_CERT_PATH", Path.Combine(folder.Path, "wrong"));
        StringAssert.Contains(OneError("DKZ2001", await folder.PublishAsync("Greeter")), "not signed by an authority in", StringComparison.Ordinal);

        folder.SetEnvironment("DOCKER_CERT_PATH", Path.Combine(folder.Path, "nowhere"));
        StringAssert.Contains(OneError("DKZ2011", await folder.PublishAsync("Greeter")), "ca.pem", StringComparison.Ordinal);

        folder.SetEnvironment("DOCKER_CERT_PATH", Path.Combine(folder.Path, "right"));
        (await folder.PublishAsync("Greeter")).Succeeded();
        Assert.AreEqual("Hello from the image", await folder.RunAsync());
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "A script takes the place of ssh.")]
    public async Task An_engine_behind_ssh_is_reached_through_the_docker_CLI_there()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        // The machine that ssh reaches is this one, with the tests' own engine.
        WriteSsh(folder, $"""
            echo "$@" >>'{folder.Path}/ssh.log'
            while [ "$1" != -- ]; do shift; done
            shift 2
            export DOCKER_HOST='{Host}'
            exec "$@"
            """);

        (await folder.PublishAsync("Greeter", "-p:DockerHost=ssh://ada@build.example.com:2222", "-p:DockerPush=true")).Succeeded();

        Assert.AreEqual("Hello from the image", await folder.RunAsync());
        var calls = await File.ReadAllLinesAsync(Path.Combine(folder.Path, "ssh.log"));
        Assert.AreEqual("-l ada -p 2222 -o ConnectTimeout=30 -T -- build.example.com docker system dial-stdio", string.Join('\n', calls.Distinct()));
    }

    [TestMethod]
    [DataRow("echo 'ada@build: Permission denied (publickey).' >&2; exit 255", "ssh ended with exit code 255: ada@build: Permission denied (publickey).")]
    [DataRow("read -r line; echo 'sh: 1: docker: not found' >&2; exit 127", "docker: not found")]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "A script takes the place of ssh.")]
    public async Task What_ssh_says_when_it_fails_is_why_no_engine_answers(string script, string reason)
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        WriteSsh(folder, script);

        StringAssert.Contains(OneError("DKZ2001", await folder.PublishAsync("Greeter", "-p:DockerHost=ssh://ada@build")), reason, StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Without_ssh_the_error_says_to_install_it()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        folder.SetEnvironment("PATH", Path.Combine(folder.Path, "empty"));

        StringAssert.Contains(OneError("DKZ2001", await folder.PublishAsync("Greeter", "-p:DockerHost=ssh://ada@build")), "install the OpenSSH client", StringComparison.Ordinal);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux, IgnoreMessage = "Elsewhere root cannot do without its privileges.")]
    public async Task Who_may_not_talk_to_the_engine_is_told_of_its_group()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        var path = Path.Combine(folder.Path, "engine.sock");
        using var engine = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        engine.Bind(new UnixDomainSocketEndPoint(path));
        engine.Listen();
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.None);

        // A mode says nothing to root, unless it gives up that privilege.
        string[] unprivileged = Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"] : [];
        string[] command = [.. unprivileged, "dotnet", "publish", "Greeter", "--no-build", $"-p:DockerHost=unix://{path}"];

        StringAssert.Contains(OneError("DKZ2001", await folder.CommandAsync(command[0], command[1..])), "permission denied (is this user in the group docker", StringComparison.Ordinal);
    }

    /// <summary>Each place that something may name, and the CLI asked where it would look: it says so in the error that nobody listens there.</summary>
    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The places are sockets.")]
    public async Task What_counts_before_what_is_as_in_the_docker_CLI()
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
            var environment = new Dictionary<string, string?> { ["DOCKER_CONFIG"] = config, ["DOCKER_HOST"] = host, ["DOCKER_CONTEXT"] = variable };
            string[] arguments = option.Length > 0 ? ["--context", option] : [];
            var cli = (await CommandLine.RunAsync("docker", [.. arguments, "version", "--format", "x"], null, environment)).Output;

            // Where the CLI takes its own usual place an engine may answer.
            var theirs = Regex.Match(cli, @"(unix:///nowhere/[\w-]+)|context ""gone""|context ""(\w+)"": context not found").Value;
            string ours;
            try
            {
                var first = EngineEndpoint.Candidates(new("", option), name => environment.GetValueOrDefault(name))[0].ToString();
                ours = first.StartsWith("unix:///nowhere/", StringComparison.Ordinal) ? first : "";
            }
            catch (Exception exception) when (exception.Diagnostic().Code == "DKZ2010")
            {
                ours = "context \"gone\"";
            }

            Assert.AreEqual(theirs, ours, $"--context '{option}', DOCKER_HOST '{host}', DOCKER_CONTEXT '{variable}', currentContext '{current}': {cli}");
            compared++;
        }

        Assert.AreEqual(4 * 3 * 4 * 4, compared);
    }

    private static async Task CreateContextAsync(UserFolder folder, string name, string endpoint)
    {
        folder.SetEnvironment("DOCKER_CONFIG", Path.Combine(folder.Path, "docker"));
        (await DockerAsync(folder, "context", "create", name, "--docker", endpoint)).Succeeded();
    }

    private static Task<CommandResult> DockerAsync(UserFolder folder, params string[] arguments) => CommandLine.RunAsync(
        "docker", arguments, null, new Dictionary<string, string?> { ["DOCKER_CONFIG"] = Path.Combine(folder.Path, "docker"), ["DOCKER_HOST"] = "", ["DOCKER_CONTEXT"] = "" });

    private static void WriteSsh(UserFolder folder, string script)
    {
        var path = folder.Write("bin/ssh", "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        folder.SetEnvironment("PATH", Path.GetDirectoryName(path) + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"));
    }

    // To the socket of the engine, both ways.
    private static async Task JoinAsync(Stream client)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(new Uri(Host).LocalPath));
        await using var engine = new NetworkStream(socket);
        using var answered = new CancellationTokenSource();
        await Task.WhenAll(SendAsync(), AnswerAsync());

        async Task SendAsync()
        {
            try
            {
                await client.CopyToAsync(engine, answered.Token);
            }
            catch (OperationCanceledException)
            {
                // The engine closes its side when it has answered.
            }
        }

        async Task AnswerAsync()
        {
            await engine.CopyToAsync(client);
            await answered.CancelAsync();
        }
    }

    private static string OneError(string code, CommandResult result)
    {
        Assert.AreEqual(1, result.ExitCode, result.Output);
        Assert.AreEqual(code, string.Join(' ', Regex.Matches(result.Output, @"error (\w+)\s*:").Select(match => match.Groups[1].Value).Distinct()), result.Output);
        Assert.IsFalse(Regex.IsMatch(result.Output, @"^\s+at \w+\.", RegexOptions.Multiline), result.Output);
        return result.Output;
    }
}
