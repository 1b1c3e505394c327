using System.IO.Compression;
using System.Text;
using Microsoft.Build.Logging.StructuredLogger;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Package.Tests;

/// <summary>
/// Credentials of a registry that asks for them: from each source that a user may have, for no other registry, and in
/// no log.
/// </summary>
[TestClass]
public sealed class CredentialTests
{
    private static string Auth => Base64($"{TestMachine.Username}:{TestMachine.Password}");

    private static string Auths => $$"""{ "auths": { "{{TestMachine.AuthRegistry}}": { "auth": "{{Auth}}" } } }""";

    [TestMethod]
    [TestCategory("AnyEngine")]
    [DataRow("DOCKERIZE_REGISTRY_USERNAME", "DOCKERIZE_REGISTRY_PASSWORD")]
    public async Task Environment_variables_are_enough_for_a_push(string username, string password)
    {
        await using var folder = new UserFolder();
        SetPair(folder, username, password);

        await PushAsync(folder, username);
    }

    [TestMethod]
    [DataRow("DOTNET_CONTAINER_PULL_REGISTRY_UNAME", "DOTNET_CONTAINER_PULL_REGISTRY_PWORD")]
    public async Task A_private_base_image_is_pulled_with_the_variables_that_are_for_its_registry(
        string username,
        string password
    )
    {
        await using var folder = new UserFolder();
        var image = await folder.PushPrivateBaseAsync();
        SetPair(folder, username, password);
        await folder.UseConsoleAppAsync($"<DockerBaseImage>{image}</DockerBaseImage>");

        (await folder.PublishAsync("Greeter")).Succeeded();
        Assert.AreEqual("Hello from the image", await folder.RunAsync());

        // A Dockerfile of one's own that starts from it, through a stage.
        await CommandLine.RemoveImagesAsync(image);
        folder.Write("Greeter/My.Dockerfile", $"FROM {image} AS private\nFROM private\nCOPY My.Dockerfile /copied\n");
        (await folder.PublishAsync("Greeter", "-p:DockerBaseImage=", "-p:DockerBuildFile=My.Dockerfile")).Succeeded();
        Assert.AreNotEqual("", await folder.RunAsync("cat", "/copied"));
    }

    [TestMethod]
    [DataRow("-bl:{0}/log.binlog", true)]
    [DataRow("-v:diag", true)]
    [DataRow("-v:detailed", false)]
    public async Task Password_that_MSBuild_logs_is_a_warning_where_a_log_records_it(string logger, bool isRecorded)
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
    public async Task No_log_has_a_password_in_it()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        SetPair(folder, "DOCKERIZE_REGISTRY_USERNAME", "DOCKERIZE_REGISTRY_PASSWORD");
        // Variables whose names begin with DOTNET_ MSBuild itself writes into these logs.
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
        await AssertLogsSecretFreeAsync(folder, result);
    }

    // What is tried again is in the log too, and the engine's own words.
    [TestMethod]
    public async Task Nor_has_one_of_a_push_that_failed()
    {
        using var registry = FaultyEngine.InFrontOfRegistry(TestMachine.AuthRegistry);
        await using var folder = new UserFolder();
        // Refused layers the engine itself sends again and again, with growing pauses.
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
        Assert.Contains("PushDockerImage", binlog, "what is searched is the text of the log");
        AssertSecretFree(binlog, "the binlog");
        // The files in it are compressed once more.
        var files = BinaryLog.ReadBuild(path).SourceFiles;
        Assert.IsTrue(
            files.Any(file => file.FullPath.EndsWith("Greeter.csproj", StringComparison.Ordinal)),
            "what is searched are the project's files"
        );
        foreach (var file in files)
            AssertSecretFree(file.Text, file.FullPath);
    }

    private static async Task PushAsync(UserFolder folder, string source)
    {
        await folder.UseConsoleAppAsync();

        var result = await folder.PublishAsync(
            "Greeter",
            "-p:DockerPush=true",
            $"-p:DockerRegistry={TestMachine.AuthRegistry}",
            "-v:detailed"
        );

        var log = result.Succeeded();
        Assert.Contains($"Pushed {TestMachine.AuthRegistry}/{folder.Repository}:latest", log);
        Assert.Contains($"Credentials for {TestMachine.AuthRegistry}: the password from {source}", log);
        AssertSecretFree(result.Output, "the log");
    }

    private static void SetPair(UserFolder folder, string username, string password)
    {
        folder.SetEnvironment(username, TestMachine.Username);
        folder.SetEnvironment(password, TestMachine.Password);
    }

    private static void AssertSecretFree(string text, string where)
    {
        Assert.IsFalse(text.Contains(TestMachine.Password, StringComparison.Ordinal), $"the password is in {where}");
        // In base64 it looks in three ways, by how many bytes stand before it; those at its ends depend on what is
        // beside it.
        for (var before = 0; before < 3; before++)
        {
            var encoded = Base64(new string(' ', before) + TestMachine.Password)[4..^4];
            Assert.IsFalse(text.Contains(encoded, StringComparison.Ordinal), $"the password is in {where}, in base64");
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
