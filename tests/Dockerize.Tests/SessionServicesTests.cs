using System.Text;
using Dockerize.Builds.Protobuf;
using Dockerize.Builds.Sessions;
using Dockerize.Builds.Sessions.Grpc;

namespace Dockerize.Tests;

/// <summary>The services of a build session: health, credentials and secrets.</summary>
[TestClass]
public sealed class SessionServicesTests
{
    private const string Credentials = "/moby.filesync.v1.Auth/Credentials";

    private const string GetSecret = "/moby.buildkit.secrets.v1.Secrets/GetSecret";

    private static readonly RegistryCredentials Password = new("ada", "hunter2", "config.json");

    [TestMethod]
    public async Task Health_is_serving()
    {
        var response = await RecordedCall.SendAsync(new HealthService(), "/grpc.health.v1.Health/Check", new());

        CollectionAssert.AreEqual(new byte[] { 0x08, 1 }, response);
    }

    [TestMethod]
    [DataRow("registry.example.com:5000", "registry.example.com:5000")]
    [DataRow("registry.example.com:5000", "REGISTRY.example.com:5000")]
    [DataRow("docker.io", "registry-1.docker.io")]
    [DataRow("docker.io", "docker.io")]
    public async Task Credentials_of_a_registry_are_sent(string registry, string requested)
    {
        var (username, secret) = await LoginAsync(new() { [registry] = Password }, requested);

        Assert.AreEqual("ada", username);
        Assert.AreEqual("hunter2", secret);
    }

    [TestMethod]
    [DataRow("other.example.com")]
    [DataRow("registry.example.com")]
    [DataRow("registry.example.com:5001")]
    public async Task Other_registries_are_anonymous(string requested)
    {
        var (username, secret) = await LoginAsync(new() { ["registry.example.com:5000"] = Password }, requested);

        Assert.AreEqual("", username);
        Assert.AreEqual("", secret);
    }

    [TestMethod]
    public async Task Identity_token_is_sent_without_a_user_name()
    {
        var token = new RegistryCredentials("ada", "", "config.json") { IdentityToken = "t0ken" };

        var (username, secret) = await LoginAsync(new() { ["r.io"] = token }, "r.io");

        Assert.AreEqual("", username);
        Assert.AreEqual("t0ken", secret);
    }

    [TestMethod]
    public async Task Bearer_token_is_not_sent()
    {
        var token = new RegistryCredentials("", "", "config.json") { RegistryToken = "t0ken" };

        var (username, secret) = await LoginAsync(new() { ["r.io"] = token }, "r.io");

        Assert.AreEqual("", username + secret);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("a b")]
    [DataRow("r.io/x")]
    [DataRow("r.io\u001b[31m")]
    public async Task Invalid_registry_is_rejected(string requested)
    {
        var failure = await Assert.ThrowsExactlyAsync<GrpcException>(() => LoginAsync([], requested));

        Assert.AreEqual(GrpcStatus.InvalidArgument, failure.Status);
    }

    [TestMethod]
    public async Task Registry_of_any_length_is_rejected()
    {
        var failure = await Assert.ThrowsExactlyAsync<GrpcException>(() => LoginAsync([], new string('a', 100_000)));

        Assert.AreEqual(GrpcStatus.InvalidArgument, failure.Status);
    }

    [TestMethod]
    public async Task Each_registry_is_reported_once_without_secrets()
    {
        var messages = new List<ProgressMessage>();
        var progress = new TextListener(messages);
        var service = new AuthService(Finds(new() { ["docker.io"] = Password }), progress);

        foreach (var host in (string[])["registry-1.docker.io", "r.io", "docker.io", "r.io"])
            await RecordedCall.SendAsync(service, Credentials, new ProtobufWriter().Add(1, host));

        CollectionAssert.AreEqual(
            new[]
            {
                "Sending the credentials for docker.io to the builder (the password from config.json)",
                "The builder requested credentials for r.io, but none were found",
            },
            messages.Select(message => message.Text).ToArray()
        );
        Assert.IsTrue(messages.TrueForAll(message => message.Importance == ProgressImportance.Low));
    }

    [TestMethod]
    public async Task Number_of_reported_registries_is_limited()
    {
        var messages = new List<ProgressMessage>();
        var service = new AuthService(Finds([]), new TextListener(messages));

        for (var port = 1000; port < 1200; port++)
        {
            var host = FormattableString.Invariant($"r.io:{port}");
            await RecordedCall.SendAsync(service, Credentials, new ProtobufWriter().Add(1, host));
        }

        Assert.HasCount(100, messages);
    }

    [TestMethod]
    public async Task Secret_is_the_content_of_a_file_or_an_environment_variable()
    {
        using var folder = new TemporaryFolder();
        byte[] content = [0, 0xFF, (byte)'\r', (byte)'\n'];
        var path = Path.Combine(folder.Path, "key");
        File.WriteAllBytes(path, content);
        var secrets = new SecretsService(
            [new("file") { Path = path }, new("variable") { EnvironmentVariable = "KEY" }],
            name => name == "KEY" ? "wörd" : null
        );

        CollectionAssert.AreEqual(content, await RequestAsync(secrets, "file"));
        Assert.AreEqual("wörd", Encoding.UTF8.GetString(await RequestAsync(secrets, "variable")));
    }

    [TestMethod]
    [DataRow("other")]
    [DataRow("")]
    [DataRow("FILE")]
    public async Task Unknown_secret_is_not_found(string id)
    {
        var secrets = new SecretsService([new("file") { Path = "/missing" }], _ => null);

        var failure = await Assert.ThrowsExactlyAsync<GrpcException>(() => RequestAsync(secrets, id));

        Assert.AreEqual(GrpcStatus.NotFound, failure.Status);
        Assert.AreEqual($"secret {id}: not found", failure.Message);
    }

    [TestMethod]
    [DataRow("file", BuildSecretProblem.UnreadableFile)]
    [DataRow("folder", BuildSecretProblem.UnreadableFile)]
    [DataRow("variable", BuildSecretProblem.UnsetVariable)]
    public async Task Secret_that_cannot_be_read_is_an_error_of_the_build(string id, BuildSecretProblem expected)
    {
        using var folder = new TemporaryFolder();
        var secrets = new SecretsService(
            [
                new("file") { Path = Path.Combine(folder.Path, "missing") },
                new("folder") { Path = folder.Path },
                new("variable") { EnvironmentVariable = "KEY" },
            ],
            _ => null
        );

        var failure = await Assert.ThrowsExactlyAsync<BuildSecretException>(() => RequestAsync(secrets, id));

        Assert.AreEqual(expected, failure.Problem);
    }

    [TestMethod]
    public async Task Secret_of_maximum_size_is_sent()
    {
        var value = new string('x', SecretValue.MaximumSize);
        var secrets = new SecretsService([new("key") { EnvironmentVariable = "KEY" }], _ => value);

        Assert.AreEqual(value, Encoding.UTF8.GetString(await RequestAsync(secrets, "key")));
    }

    [TestMethod]
    public async Task Secret_above_the_maximum_size_is_an_error_without_its_value()
    {
        var value = new string('x', SecretValue.MaximumSize + 1);
        var secrets = new SecretsService([new("key") { EnvironmentVariable = "KEY" }], _ => value);

        var failure = await Assert.ThrowsExactlyAsync<BuildSecretException>(() => RequestAsync(secrets, "key"));

        Assert.AreEqual(BuildSecretProblem.TooLarge, failure.Problem);
        Assert.DoesNotContain("xxx", failure.ToString());
    }

    private static Func<string, CancellationToken, Task<RegistryCredentials?>> Finds(
        Dictionary<string, RegistryCredentials> credentials
    ) => (registry, _) => Task.FromResult(credentials.TryGetValue(registry, out var found) ? found : null);

    private static async Task<(string Username, string Secret)> LoginAsync(
        Dictionary<string, RegistryCredentials> credentials,
        string registry
    )
    {
        var service = new AuthService(Finds(credentials), null);
        var response = await RecordedCall.SendAsync(service, Credentials, new ProtobufWriter().Add(1, registry));
        var fields = ProtobufField.Read(new(response)).ToDictionary(field => field.Number, field => field.Text);
        return (
            fields.TryGetValue(1, out var username) ? username : "",
            fields.TryGetValue(2, out var secret) ? secret : ""
        );
    }

    private static async Task<byte[]> RequestAsync(SecretsService secrets, string id)
    {
        var response = await RecordedCall.SendAsync(secrets, GetSecret, new ProtobufWriter().Add(1, id));
        return [.. ProtobufField.Read(new(response)).Single().Bytes];
    }

    private sealed class TextListener(List<ProgressMessage> messages) : IProgress<ProgressMessage>
    {
        public void Report(ProgressMessage value) => messages.Add(value);
    }
}
