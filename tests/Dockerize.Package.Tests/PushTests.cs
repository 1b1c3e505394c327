using System.Net;
using System.Security.Cryptography;
using Newtonsoft.Json.Linq;

namespace Dockerize.Package.Tests;

/// <summary>
/// A push reports the digest of each tag in the registry, and the cause for each tag that was not pushed.
/// </summary>
[TestClass]
public sealed class PushTests
{
    private const string Manifest =
        "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json";
    private const string Denied = """{"errors":[{"code":"DENIED","message":"this tag may not be written"}]}""";

    private readonly string repository = "push-" + Guid.NewGuid().ToString("N")[..12];
    private readonly List<string> log = [];

    [TestMethod]
    public async Task Every_pushed_tag_has_the_reported_digest_in_the_registry()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();

        var result = await folder.PublishAsync(
            "Greeter",
            "-p:DockerPush=true",
            "-p:DockerTags=1 latest",
            "-getProperty:GeneratedDockerImageDigest",
            "-getProperty:GeneratedDockerImageId",
            "-getItem:GeneratedDockerImage"
        );

        var answer = JObject.Parse(result.Succeeded());
        var digest = await DigestAsync(folder.Repository, "1");
        Assert.IsNotNull(digest);
        Assert.AreEqual(digest, await DigestAsync(folder.Repository, "latest"));
        Assert.AreEqual(digest, (string?)answer["Properties"]!["GeneratedDockerImageDigest"]);
        Assert.AreEqual(await folder.ImageIdAsync(), (string?)answer["Properties"]!["GeneratedDockerImageId"]);
        CollectionAssert.AreEqual(
            new[] { $"{folder.Image}:1 {digest} true", $"{folder.Image}:latest {digest} true" },
            answer["Items"]!["GeneratedDockerImage"]!
                .Select(item => $"{item["Identity"]} {item["Digest"]} {item["Pushed"]}")
                .ToArray()
        );
        CollectionAssert.AreEqual(
            new[] { $"{folder.Image}:1 {digest}", $"{folder.Image}:latest {digest}" },
            ((JObject)Record(folder)["digests"]!).Properties().Select(entry => $"{entry.Name} {entry.Value}").ToArray()
        );
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Metadata_file_describes_the_image_its_layers_and_its_base_image()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync(
            items: """
            <DockerRun Include="note" Command="echo hello > /note" />
            <DockerWritableDirectory Include="/data" />
            """
        );
        (await folder.PublishAsync("Greeter", "-p:DockerTags=1")).Succeeded();

        var record = Record(folder);
        var layers = await folder.LayersAsync("1");
        var ofBase = (
            await CommandLine.DockerAsync("image", "inspect", "-f", "{{range .RootFS.Layers}}{{.}} {{end}}", BaseName)
        ).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.AreEqual(await folder.ImageIdAsync("1"), (string?)record["id"]);
        Assert.AreEqual("linux/amd64", (string?)record["platform"]);
        Assert.AreEqual(
            await CommandLine.DockerAsync("image", "inspect", "-f", "{{.Id}}", BaseName),
            (string?)record["baseImages"]![BaseName]!["id"]
        );
        Assert.AreEqual(
            (
                await CommandLine.DockerAsync(
                    "image",
                    "inspect",
                    "-f",
                    "{{range .RepoDigests}}{{println .}}{{end}}",
                    BaseName
                )
            )
                .Split('\n')
                .FirstOrDefault(name => name.StartsWith($"{BaseName.Split(":10")[0]}@", StringComparison.Ordinal)),
            record["baseImages"]![BaseName]!["digest"] is { } digest ? $"{BaseName.Split(":10")[0]}@{digest}" : null
        );
        CollectionAssert.AreEqual(new[] { $"{folder.Image}:1" }, record["tags"]!.Select(tag => (string?)tag).ToArray());
        CollectionAssert.AreEqual(layers, record["layers"]!.Select(layer => (string?)layer["id"]).ToArray());
        CollectionAssert.AreEqual(
            ofBase,
            record["layers"]!
                .Where(layer => (string?)layer["base"] == BaseName)
                .Select(layer => (string?)layer["id"])
                .ToArray()
        );
        var own = record["layers"]!.Skip(ofBase.Length).ToArray();
        Assert.AreEqual("RUN echo hello > /note", (string?)own[0]["instruction"]);
        Assert.AreEqual("COPY app/ /", (string?)own.Single(layer => layer["files"] is not null)["instruction"]);
        Assert.IsTrue(
            own.All(layer => layer["instruction"] is not null && layer["size"] is not null),
            record.ToString()
        );
    }

    [TestMethod]
    public async Task Push_of_an_unchanged_image_sends_no_layers()
    {
        using var registry = FaultyEngine.InFrontOfRegistry(TestMachine.Registry);
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        string[] push = ["-p:DockerPush=true", $"-p:DockerRegistry={registry.Registry}"];
        (await folder.PublishAsync("Greeter", push)).Succeeded();
        var digest = await DigestAsync(folder.Repository, "latest");
        var before = registry.Requests.Count;

        var again = await folder.PublishAsync("Greeter", push);

        again.Succeeded();
        var requests = registry.Requests.Skip(before).ToArray();
        if (TestMachine.Engine.IsPodman)
        {
            Assert.DoesNotContain("PATCH", string.Join('\n', requests), "no layer is sent twice");
        }
        else
        {
            Assert.Contains(
                $"{registry.Registry}/{folder.Repository}:latest is already in the registry ({digest})",
                again.Output
            );
            Assert.IsTrue(
                requests.All(request =>
                    request.StartsWith("GET ", StringComparison.Ordinal)
                    || request.StartsWith("HEAD ", StringComparison.Ordinal)
                ),
                string.Join('\n', requests)
            );
        }

        // If the tag in the registry refers to another image, the image is pushed again.
        await BuildAsync(registry.Registry, folder.Repository, "latest", push: true);
        (await folder.PublishAsync("Greeter", push)).Succeeded();
        Assert.AreEqual(digest, await DigestAsync(folder.Repository, "latest"));
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Push_after_a_change_sends_and_logs_only_the_changed_layer()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync(
            items: """
            <DockerRun Include="note" Command="head -c 3000000 /dev/urandom > /note" />
            <None Update="data.txt" CopyToPublishDirectory="PreserveNewest" />
            """
        );
        folder.Write("Greeter/data.txt", "one");
        (await folder.PublishAsync("Greeter", "-p:DockerPush=true")).Succeeded();
        // A layer with content that another test has pushed would not be sent.
        folder.Write("Greeter/data.txt", $"{Guid.NewGuid()}");

        var changed = await folder.PublishAsync("Greeter", "-p:DockerPush=true", "-v:normal");

        changed.Succeeded();
        Assert.Contains($"Pushed {folder.Image}:latest", changed.Output);
        // Podman does not report layers. containerd identifies them by the digests of the compressed layers. For small
        // ones, it reports no size.
        if (!TestMachine.Engine.IsPodman)
            StringAssert.Matches(changed.Output, new(@"Pushed \S+:latest: 1 of [0-9]+ layers(, [0-9.]+ k?B)?\s"));
        if (!TestMachine.Engine.IsPodman && !TestMachine.Engine.HasContainerdStore)
        {
            StringAssert.Matches(
                changed.Output,
                new(@"Pushed \S+:latest: 1 of [0-9]+ layers, [0-9.]+ k?B \(COPY assets/ /\)")
            );
            Assert.Contains("RUN head -c 3000000 /dev/urandom > /note: Layer already exists", changed.Output);
            Assert.Contains($"of {BaseName}: Layer already exists", changed.Output);
        }
    }

    [TestMethod]
    [DataRow("500 Internal Server Error")]
    [DataRow("503 Service Unavailable")]
    public async Task Push_is_retried_if_the_registry_is_temporarily_unavailable(string status)
    {
        using var registry = FaultyEngine.InFrontOfRegistry(TestMachine.Registry);
        var refusals = 0;
        registry.On(
            $"PUT /v2/{repository}/manifests/",
            exchange =>
                Interlocked.Increment(ref refusals) == 1 ? exchange.AnswerAsync(status, "busy") : exchange.PassAsync()
        );

        var result = await PushAsync(await BuildAsync(registry.Registry, repository, "1"));

        Assert.IsNull(result.Failure);
        Assert.AreEqual(await DigestAsync(repository, "1"), result.Digest?.ToString());
        // containerd and Podman retry such errors on their own.
        if (!TestMachine.Engine.IsPodman && !TestMachine.Engine.HasContainerdStore)
            Assert.Contains(
                line =>
                    line.Contains("in 2 seconds (1 of 1)", StringComparison.Ordinal)
                    && line.Contains(status, StringComparison.Ordinal),
                log
            );
    }

    [TestMethod]
    public async Task Registry_that_keeps_failing_is_an_error_with_its_message()
    {
        using var registry = FaultyEngine.InFrontOfRegistry(TestMachine.Registry);
        var puts = 0;
        registry.On(
            $"PUT /v2/{repository}/manifests/",
            exchange =>
            {
                Interlocked.Increment(ref puts);
                return exchange.AnswerAsync("500 Internal Server Error", "broken");
            }
        );

        var result = await PushAsync(await BuildAsync(registry.Registry, repository, "1"));

        Assert.AreEqual("DKZ3002", result.Failure?.Diagnostic().Code);
        Assert.Contains("500", result.Failure!.Diagnostic().Message);
        Assert.HasCount(
            1,
            log.Where(line => line.StartsWith("Retrying", StringComparison.Ordinal)).ToList(),
            "the push is retried once"
        );
        // containerd and Podman also retry on their own.
        if (!TestMachine.Engine.IsPodman && !TestMachine.Engine.HasContainerdStore)
            Assert.AreEqual(2, puts);
        Assert.DoesNotContain(line => line.StartsWith("Pushed", StringComparison.Ordinal), log);
        Assert.IsNull(await DigestAsync(repository, "1"));
    }

    [TestMethod]
    [DataRow(
        "401 Unauthorized",
        """{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}""",
        "docker login"
    )]
    [DataRow("403 Forbidden", Denied, "this tag may not be written")]
    [DataRow("403 Forbidden", "", "docker login")]
    [DataRow(
        "404 Not Found",
        """{"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known to registry"}]}""",
        "Create it"
    )]
    public async Task Permanent_rejection_of_a_push_is_not_retried(string status, string body, string says)
    {
        using var registry = FaultyEngine.InFrontOfRegistry(TestMachine.Registry);
        registry.On($"PUT /v2/{repository}/manifests/", exchange => exchange.AnswerAsync(status, body));

        var result = await PushAsync(await BuildAsync(registry.Registry, repository, "1"));

        Assert.AreEqual("DKZ3002", result.Failure?.Diagnostic().Code);
        Assert.Contains(says, result.Failure!.Diagnostic().Message);
        Assert.DoesNotContain(line => line.StartsWith("Retrying", StringComparison.Ordinal), log);
        Assert.IsNull(await DigestAsync(repository, "1"));
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Push_is_retried_if_the_connection_is_lost_during_a_layer()
    {
        using var registry = FaultyEngine.InFrontOfRegistry(TestMachine.Registry);
        var cuts = 0;
        // Docker sends a layer in a PATCH, containerd in a PUT.
        foreach (var method in new[] { "PATCH", "PUT" })
            registry.On(
                $"{method} /v2/{repository}/blobs/",
                exchange =>
                    Interlocked.Increment(ref cuts) == 1 ? exchange.PassAsync(sent: 500_000) : exchange.PassAsync()
            );

        var result = await PushAsync(await BuildAsync(registry.Registry, repository, "1"));

        Assert.IsNull(result.Failure);
        Assert.IsGreaterThan(1, cuts);
        Assert.AreEqual(await DigestAsync(repository, "1"), result.Digest?.ToString());
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Confirmed_push_that_is_missing_in_the_registry_is_an_error()
    {
        using var registry = FaultyEngine.InFrontOfRegistry(TestMachine.Registry);
        registry.On($"HEAD /v2/{repository}/manifests/", exchange => exchange.AnswerAsync("404 Not Found", ""));
        registry.On(
            $"GET /v2/{repository}/manifests/",
            exchange =>
                exchange.AnswerAsync(
                    "404 Not Found",
                    """{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}"""
                )
        );

        var result = await PushAsync(await BuildAsync(registry.Registry, repository, "1"));

        // The API of Podman cannot query the registry after the push.
        Assert.AreEqual(TestMachine.Engine.IsPodman ? null : "DKZ3005", result.Failure?.Diagnostic().Code);
        Assert.AreEqual(
            TestMachine.Engine.IsPodman,
            log.Any(line => line.StartsWith("Pushed", StringComparison.Ordinal))
        );
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Image_can_be_pushed_to_and_pulled_from_a_registry_with_TLS_and_a_password()
    {
        await using var folder = new UserFolder();
        folder.LogIn(TestMachine.Password, TestMachine.TlsRegistry);
        await folder.UseConsoleAppAsync();
        var image = $"{TestMachine.TlsRegistry}/{folder.Repository}";

        (
            await folder.PublishAsync(
                "Greeter",
                "-p:DockerPush=true",
                $"-p:DockerRegistry={TestMachine.TlsRegistry}",
                "-p:DockerTags=base"
            )
        ).Succeeded();
        await CommandLine.RemoveImagesAsync($"{image}:base");
        var pulled = await folder.PublishAsync("Greeter", $"-p:DockerBaseImage={image}:base");

        pulled.Succeeded();
        Assert.Contains($"Pulling {image}:base", pulled.Output);
        Assert.AreEqual("Hello from the image", await folder.RunAsync());
    }

    [TestMethod]
    public async Task Unknown_certificate_authority_is_an_error_that_suggests_a_certificate_path()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.IssueServer(TestMachine.TlsRegistry.Split(':')[0]);
        await using var registry = new TlsListener(
            certificate,
            clients: null,
            _ => Task.CompletedTask,
            IPAddress.IPv6Loopback
        );
        var host = $"{TestMachine.TlsRegistry.Split(':')[0]}:{registry.Port}";

        var result = await PushAsync(await BuildAsync(host, repository, "1"));

        Assert.AreEqual("DKZ3002", result.Failure?.Diagnostic().Code);
        // Since about version 25, Docker accepts any certificate from ::1. Then the push fails because the listener is
        // not a registry.
        if (await TestMachine.Engine.ChecksCertificatesOfLoopbackAsync())
            Assert.Contains($"/etc/docker/certs.d/{host}/ca.crt", result.Failure!.Diagnostic().Message);
    }

    private static string BaseName => $"{TestMachine.BaseRegistry}/dotnet/runtime:10.0";

    private static JObject Record(UserFolder folder) =>
        JObject.Parse(
            File.ReadAllText(Path.Combine(folder.Path, "Greeter", "obj", "Release", "net10.0", "docker", "image.json"))
        );

    // Queries the registry directly, without the engine.
    private static async Task<string?> DigestAsync(string repository, string tag)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Head,
            new Uri($"http://{TestMachine.Registry}/v2/{repository}/manifests/{tag}")
        );
        request.Headers.TryAddWithoutValidation("Accept", Manifest);
        using var response = await http.SendAsync(request);
        return response.StatusCode == HttpStatusCode.NotFound
            ? null
            : response.EnsureSuccessStatusCode().Headers.GetValues("Docker-Content-Digest").Single();
    }

    // Builds an image with one layer of 2 MB that no registry has.
    private static async Task<ImageReference> BuildAsync(
        string registry,
        string repository,
        string tag,
        bool push = false
    )
    {
        var folder = Directory.CreateTempSubdirectory("dockerize push ").FullName;
        try
        {
            var content = Path.Combine(folder, "content");
            await File.WriteAllBytesAsync(content, RandomNumberGenerator.GetBytes(2_000_000));
            var dockerfile = Dockerfile.Parse("FROM scratch\nCOPY app/ /\n");
            using var engine = await DockerEngine.ConnectAsync();
            var context = BuildContext.Create(
                dockerfile.Text,
                [new(content, "app/content", "app", ContextFile.PlainMode)]
            );
            var image = await new ClassicBuilder(engine.Api).BuildAsync(
                dockerfile,
                context,
                new BuildOptions { DockerfilePath = Path.Combine(folder, "Dockerfile") }
            );
            var name = ImageReference.Parse($"{registry}/{repository}:{tag}");
            await engine.TagAsync(image.Id, name);
            if (push)
                await engine.Images.PushAsync(name);
            return name;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Pushes with one retry.
    private async Task<PushedName> PushAsync(ImageReference name)
    {
        using var engine = await DockerEngine.ConnectAsync();
        var results = await new ImagePush(engine.Api) { Retries = 1 }.RunAsync(
            [name],
            new CredentialSources(variable => variable == "DOCKER_CONFIG" ? "/nowhere" : null),
            new Lines(log)
        );
        await CommandLine.RemoveImagesAsync(name.Familiar);
        return results.Single();
    }

    private sealed class Lines(List<string> lines) : IProgress<ProgressMessage>
    {
        public void Report(ProgressMessage value) => lines.Add(value.Text);
    }
}
