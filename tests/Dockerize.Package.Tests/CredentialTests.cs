using System.IO.Compression;
using System.Text;
using Microsoft.Build.Logging.StructuredLogger;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Package.Tests;

/// <summary>
/// Credentials of a registry are found in each source, sent only to this registry, and never logged.
/// </summary>
[TestClass]
public sealed class CredentialTests
{
    private static string Auth => Base64($"{TestMachine.Username}:{TestMachine.Password}");

    private static string Auths => $$"""{ "auths": { "{{TestMachine.AuthRegistry}}": { "auth": "{{Auth}}" } } }""";

    [TestMethod]
    [DataRow("DOTNET_CONTAINER_PULL_REGISTRY_UNAME", "DOTNET_CONTAINER_PULL_REGISTRY_PWORD")]
    public async Task Private_base_image_is_pulled_with_the_pull_variables_of_the_SDK(string username, string password)
    {
        await using var folder = new UserFolder();
        var image = await folder.PushPrivateBaseAsync();
        SetPair(folder, username, password);
        await folder.UseConsoleAppAsync($"<DockerBaseImage>{image}</DockerBaseImage>");

        (await folder.PublishAsync("Greeter")).Succeeded();
        Assert.AreEqual("Hello from the image", await folder.RunAsync());

        // A custom Dockerfile that starts from a stage with the image.
        await CommandLine.RemoveImagesAsync(image);
        folder.Write("Greeter/My.Dockerfile", $"FROM {image} AS private\nFROM private\nCOPY My.Dockerfile /copied\n");
        (await folder.PublishAsync("Greeter", "-p:DockerBaseImage=", "-p:DockerBuildFile=My.Dockerfile")).Succeeded();
        Assert.AreNotEqual("", await folder.RunAsync("cat", "/copied"));
    }

    [TestMethod]
    [DataRow("-bl:{0}/log.binlog", true)]
    [DataRow("-v:diag", true)]
    [DataRow("-v:detailed", false)]
    public async Task Password_in_a_logged_variable_is_a_warning_only_if_a_log_records_it(
        string logger,
        bool isRecorded
    )
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        folder.SetEnvironment("DOTNET_CONTAINER_PULL_REGISTRY_UNAME", "ada");
        folder.SetEnvironment("DOTNET_CONTAINER_PULL_REGISTRY_PWORD", "hunter2~geheim");

        var output = (
            await folder.PublishAsync(
                "Greeter",
                string.Format(System.Globalization.CultureInfo.InvariantCulture, logger, folder.Path)
            )
        ).Succeeded();

        Assert.AreEqual(isRecorded, output.Contains("warning DKZ3009", StringComparison.Ordinal), output);
        if (logger.StartsWith("-v", StringComparison.Ordinal))
            Assert.AreEqual(isRecorded, output.Contains("hunter2~geheim", StringComparison.Ordinal));
    }

    [TestMethod]
    [TestCategory("AnyEngine")]
    public async Task Push_uses_the_first_credentials_and_logs_their_source_without_the_password()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        SetPair(folder, "DOCKERIZE_REGISTRY_USERNAME", "DOCKERIZE_REGISTRY_PASSWORD");
        // MSBuild writes variables whose names start with DOTNET_ to these logs, so these names are used instead.
        SetPair(folder, "SDK_CONTAINER_REGISTRY_UNAME", "SDK_CONTAINER_REGISTRY_PWORD");
        folder.SetEnvironment("DOCKER_AUTH_CONFIG", Auths);
        folder.LogIn(TestMachine.Password);

        var result = await folder.PublishAsync(
            "Greeter",
            "-p:DockerPush=true",
            $"-p:DockerRegistry={TestMachine.AuthRegistry}",
            "-v:diag",
            "-bl:publish.binlog"
        );

        result.Succeeded();
        Assert.Contains($"Pushed {TestMachine.AuthRegistry}/{folder.Repository}:latest", result.Output);
        Assert.Contains(
            $"Credentials for {TestMachine.AuthRegistry}: the password from DOCKERIZE_REGISTRY_USERNAME",
            result.Output
        );
        await AssertLogsSecretFreeAsync(folder, result);
    }

    // The log also contains the retries and the messages of the engine.
    [TestMethod]
    public async Task Logs_of_a_failed_push_contain_no_password()
    {
        using var registry = FaultyEngine.InFrontOfRegistry(TestMachine.AuthRegistry);
        await using var folder = new UserFolder();
        // Only the manifest is rejected: the engine retries rejected layers on its own, with growing delays.
        registry.On(
            $"PUT /v2/{folder.Repository}/manifests/",
            exchange =>
                exchange.AnswerAsync(
                    "503 Service Unavailable",
                    $"not now, {TestMachine.Username}:{TestMachine.Password}"
                )
        );
        await folder.UseConsoleAppAsync();
        folder.SetEnvironment(
            "DOCKER_AUTH_CONFIG",
            Auths.Replace(TestMachine.AuthRegistry, registry.Registry, StringComparison.Ordinal)
        );

        var result = await folder.PublishAsync(
            "Greeter",
            "-p:DockerPush=true",
            $"-p:DockerRegistry={registry.Registry}",
            "-p:DockerPushRetries=1",
            "-v:diag",
            "-bl:publish.binlog"
        );

        Assert.AreEqual(1, result.ExitCode, result.Output);
        Assert.Contains("error DKZ3002", result.Output);
        Assert.Contains($"Credentials for {registry.Registry}: the password from ", result.Output);
        Assert.Contains("in 2 seconds (1 of 1)", result.Output);
        await AssertLogsSecretFreeAsync(folder, result);
    }

    private static async Task AssertLogsSecretFreeAsync(UserFolder folder, CommandResult result)
    {
        AssertSecretFree(result.Output, "the log");
        AssertSecretFree(
            await File.ReadAllTextAsync(
                Path.Combine(folder.Path, "Greeter", "obj", "Release", "net10.0", "docker", "image.json")
            ),
            "image.json"
        );

        var path = Path.Combine(folder.Path, "publish.binlog");
        await using var unzipped = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        await unzipped.CopyToAsync(bytes);
        var binlog = Encoding.Latin1.GetString(bytes.ToArray());
        Assert.Contains("PushDockerImage", binlog, "the decompressed log contains text");
        AssertSecretFree(binlog, "the binlog");
        // The files inside the log are compressed separately.
        var files = BinaryLog.ReadBuild(path).SourceFiles;
        Assert.IsTrue(
            files.Any(file => file.FullPath.EndsWith("Greeter.csproj", StringComparison.Ordinal)),
            "the log contains the project files"
        );
        foreach (var file in files)
            AssertSecretFree(file.Text, file.FullPath);
    }

    private static void SetPair(UserFolder folder, string username, string password)
    {
        folder.SetEnvironment(username, TestMachine.Username);
        folder.SetEnvironment(password, TestMachine.Password);
    }

    private static void AssertSecretFree(string text, string where)
    {
        Assert.IsFalse(text.Contains(TestMachine.Password, StringComparison.Ordinal), $"the password is in {where}");
        // The base64 text of the password depends on the number of bytes before it, modulo 3. The characters at both
        // ends also depend on the adjacent bytes, so they are cut off.
        for (var before = 0; before < 3; before++)
        {
            var encoded = Base64(new string(' ', before) + TestMachine.Password)[4..^4];
            Assert.IsFalse(text.Contains(encoded, StringComparison.Ordinal), $"the password is in {where}, in base64");
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
