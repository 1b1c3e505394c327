using System.Globalization;
using System.IO.Compression;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Build.Logging.StructuredLogger;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Package.Tests;

/// <summary>
/// A custom Dockerfile uses secrets, an SSH agent, a cache, and base images of a registry with bearer tokens. It is
/// built once, and each test checks a part of the result.
/// </summary>
[TestClass]
[TestCategory("Matrix")]
public sealed class BuildSessionTests
{
    private const string Variable = "BUILD_TOKEN";

    // The API of Docker 23, whose Dockerfile frontend is the first with heredocs.
    private static readonly Version FirstWithHeredocs = new(1, 42);

    private static readonly string InFile = "file-" + Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
    private static readonly string InVariable = "variable-" + Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
    private static readonly Lazy<Task<Build>> Built = new(BuildAsync);

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        if (Built.IsValueCreated)
            await (await Built.Value).Folder.DisposeAsync();
    }

    [TestMethod]
    public async Task Secrets_from_a_file_and_a_variable_reach_their_command() =>
        Assert.AreEqual($"{Hash(InFile)}\n{Hash(InVariable)}", await ReadAsync("/hashes"));

    [TestMethod]
    public async Task Secrets_are_not_in_the_log_the_binary_log_the_history_or_the_layers()
    {
        var (folder, log) = await BuildOfEngineAsync();
        AssertSecretFree("the log", log);
        AssertSecretFree("the binary log", await ReadBinaryLogAsync(Path.Combine(folder.Path, "publish.binlog")));
        AssertSecretFree("the history", await CommandLine.DockerAsync("history", "--no-trunc", folder.Image));
        AssertSecretFree("the configuration", await CommandLine.DockerAsync("image", "inspect", folder.Image));
        foreach (
            var file in Directory.EnumerateFiles(Path.Combine(folder.Path, "Greeter"), "*", SearchOption.AllDirectories)
        )
        {
            if (Path.GetFileName(file) != "token.txt")
                AssertSecretFree(file, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)));
        }

        using var saved = await SavedImage.OpenAsync(folder.Image);
        string[] inspect = ["image", "inspect", "-f", "{{len .RootFS.Layers}}"];
        var ofBase = await CommandLine.DockerAsync([.. inspect, $"{TestMachine.BaseRegistry}/dotnet/runtime:10.0"]);
        var layers = await saved.ReadLayersAsync(skip: int.Parse(ofBase, CultureInfo.InvariantCulture));
        Assert.IsTrue(
            layers.Any(layer => layer.Contains(Hash(InFile), StringComparison.Ordinal)),
            "layers contain text"
        );
        foreach (var layer in layers)
            AssertSecretFree("a layer", layer);
    }

    [TestMethod]
    public async Task Ssh_agent_answers_a_command_of_the_build() =>
        Assert.Contains("the key of the test", await ReadAsync("/keys"));

    [TestMethod]
    public async Task Commands_of_a_build_share_a_cache() => Assert.AreEqual("kept", await ReadAsync("/cached"));

    [TestMethod]
    public async Task Base_images_are_pulled_with_a_token_of_the_user_and_an_anonymous_token() =>
        Assert.AreNotEqual("", await ReadAsync("/from-public"));

    [TestMethod]
    public async Task Command_in_a_heredoc_runs_where_the_frontend_supports_it()
    {
        var (folder, _) = await BuildOfEngineAsync();
        if (!await SupportsHeredocsAsync())
            Assert.Inconclusive("The Dockerfile frontend of this engine does not support heredocs.");
        Assert.AreEqual("one\ntwo", await folder.RunAsync("cat", "/heredoc"));
    }

    // The variables of this process are those of a program that uses the library.
    [TestMethod]
    [DoNotParallelize]
    public async Task Library_builds_the_Dockerfile_with_its_secrets_and_its_private_base_image()
    {
        var (folder, _) = await BuildOfEngineAsync();
        var image = $"{folder.Image}:library";
        // All steps run again, and the private base image must be pulled again.
        folder.Write("Greeter/Dockerfile", await TextAsync(folder, $"{folder.Repository}-library"));
        using var agent = new Agent(Path.Combine(folder.Path, "library.sock"));
        Environment.SetEnvironmentVariable(
            "DOCKER_CONFIG",
            folder.LogIn(TestMachine.Password, TestMachine.TokenRegistry)
        );
        Environment.SetEnvironmentVariable(Variable, InVariable);
        try
        {
            using var engine = await DockerEngine.ConnectAsync();
            await engine.BuildAsync(
                new ImageBuildRequest(Path.Combine(folder.Path, "Greeter"))
                {
                    Tags = [image],
                    Secrets =
                    [
                        new("file") { Path = Path.Combine(folder.Path, "Greeter", "token.txt") },
                        new("variable") { EnvironmentVariable = Variable },
                    ],
                    Ssh = [new() { Path = agent.Path }],
                }
            );
        }
        finally
        {
            Environment.SetEnvironmentVariable("DOCKER_CONFIG", null);
            Environment.SetEnvironmentVariable(Variable, null);
        }

        string[] run = ["run", "--rm", "--entrypoint", "cat", image];
        Assert.AreEqual($"{Hash(InFile)}\n{Hash(InVariable)}", await CommandLine.DockerAsync([.. run, "/hashes"]));
        Assert.Contains("the key of the test", await CommandLine.DockerAsync([.. run, "/keys"]));
        Assert.AreEqual("kept", await CommandLine.DockerAsync([.. run, "/cached"]));
    }

    private static async Task<Build> BuildAsync()
    {
        var folder = new UserFolder();
        var text = await TextAsync(folder, folder.Repository);
        folder.LogIn(TestMachine.Password, TestMachine.TokenRegistry);
        await folder.UseConsoleAppAsync(
            "<DockerBuildFile>Dockerfile</DockerBuildFile>",
            $"""
            <DockerBuildSecret Include="file" Source="token.txt" />
            <DockerBuildSecret Include="variable" EnvironmentVariable="{Variable}" />
            <DockerBuildSsh Include="default" />
            """
        );
        folder.Write("Greeter/token.txt", InFile);
        folder.Write("Greeter/.dockerignore", "token.txt\n");
        folder.Write("Greeter/Dockerfile", text);
        folder.SetEnvironment(Variable, InVariable);
        using var agent = new Agent(Path.Combine(folder.Path, "agent.sock"));
        folder.SetEnvironment("SSH_AUTH_SOCK", agent.Path);

        var log = await folder.PublishAsync("Greeter", "-v:diag", "-bl:publish.binlog");

        log.Succeeded();
        return new(folder, log.Output);
    }

    // The values of secrets are not part of the build cache, so the text of their command is unique. Perl is in every
    // Debian image. The request asks the agent for its keys:
    // https://datatracker.ietf.org/doc/html/draft-ietf-sshm-ssh-agent
    private static async Task<string> TextAsync(UserFolder folder, string cache)
    {
        // Pushing a base image also removes it from the engine.
        var privateBase = await folder.PushPrivateBaseAsync($"{TestMachine.TokenRegistry}/{folder.Repository}:base");
        var publicBase = await folder.PushPrivateBaseAsync(
            $"{TestMachine.TokenRegistry}/public/{folder.Repository}:base"
        );
        var text = $$"""
            FROM {{publicBase}} AS public
            FROM {{privateBase}}
            COPY --from=public /etc/debian_version /from-public
            RUN --mount=type=secret,id=file --mount=type=secret,id=variable \
                : {{cache}}; for id in file variable; do sha256sum < /run/secrets/$id | cut -c1-64 >> /hashes; done
            RUN --mount=type=ssh perl -MSocket -e 'socket(my $agent, PF_UNIX, SOCK_STREAM, 0); \
                connect($agent, sockaddr_un($ENV{SSH_AUTH_SOCK})) or die $!; \
                syswrite($agent, pack("NC", 1, 11)); sysread($agent, my $keys, 4096); print $keys' > /keys
            RUN --mount=type=cache,id={{cache}},target=/cache echo kept > /cache/file
            RUN --mount=type=cache,id={{cache}},target=/cache cp /cache/file /cached

            """;
        return await SupportsHeredocsAsync()
            ? text + "RUN <<COMMANDS\necho one > /heredoc\necho two >> /heredoc\nCOMMANDS\n"
            : text;
    }

    private static async Task<bool> SupportsHeredocsAsync()
    {
        using var engine = await DockerEngine.ConnectAsync();
        return engine.Info.ApiVersion >= FirstWithHeredocs;
    }

    private static async Task<Build> BuildOfEngineAsync()
    {
        using var engine = await DockerEngine.ConnectAsync();
        if (!engine.Info.HasBuildKit)
            Assert.Inconclusive($"The engine at {engine.Endpoint} has no BuildKit.");
        return await Built.Value;
    }

    private static async Task<string> ReadAsync(string path) =>
        await (await BuildOfEngineAsync()).Folder.RunAsync("cat", path);

    private static string Hash(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secret)));

    private static void AssertSecretFree(string where, string text)
    {
        foreach (var secret in new[] { InFile, InVariable })
        {
            Assert.IsFalse(text.Contains(secret, StringComparison.Ordinal), $"a secret is in {where}");
            var encoded = Convert.ToBase64String(Encoding.ASCII.GetBytes(secret))[..^4];
            Assert.IsFalse(text.Contains(encoded, StringComparison.Ordinal), $"a secret is in {where}, in base64");
        }
    }

    // The files inside the log are compressed separately.
    private static async Task<string> ReadBinaryLogAsync(string path)
    {
        await using var unzipped = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        await unzipped.CopyToAsync(bytes);
        var files = BinaryLog.ReadBuild(path).SourceFiles.Select(file => file.Text);
        return string.Join('\n', files.Prepend(Encoding.Latin1.GetString(bytes.ToArray())));
    }

    private sealed record Build(UserFolder Folder, string Log);

    /// <summary>An SSH agent with one key, which has a name but no content.</summary>
    private sealed class Agent : IDisposable
    {
        private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

        public Agent(string path)
        {
            Path = path;
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen();
            _ = AcceptAsync();
        }

        public string Path { get; }

        public void Dispose() => listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                    _ = AnswerAsync(await listener.AcceptAsync());
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The build is over.
            }
        }

        private static async Task AnswerAsync(Socket client)
        {
            using var stream = new NetworkStream(client, ownsSocket: true);
            var request = new byte[5];
            while (await stream.ReadAtLeastAsync(request, request.Length, throwOnEndOfStream: false) == request.Length)
            {
                var name = Encoding.ASCII.GetBytes("the key of the test");
                byte[] keys = [12, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, (byte)name.Length, .. name];
                await stream.WriteAsync((byte[])[0, 0, 0, (byte)keys.Length, .. keys]);
            }
        }
    }
}
