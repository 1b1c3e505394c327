using Dockerize.Builds.Sessions;

namespace Dockerize.Tests;

/// <summary>The sources of secrets and SSH agents are checked before a build.</summary>
[TestClass]
public sealed class SessionSourcesTests
{
    [TestMethod]
    [DataRow("", null, "TOKEN", BuildSecretProblem.EmptyId)]
    [DataRow(" ", null, "TOKEN", BuildSecretProblem.EmptyId)]
    [DataRow("other", null, "TOKEN", BuildSecretProblem.DuplicateId)]
    [DataRow("key", null, null, BuildSecretProblem.NoSource)]
    [DataRow("key", "/key", "TOKEN", BuildSecretProblem.TwoSources)]
    [DataRow("key", "/no/such/file", null, BuildSecretProblem.UnreadableFile)]
    [DataRow("key", "/", null, BuildSecretProblem.UnreadableFile)]
    [DataRow("key", "/dev/zero", null, BuildSecretProblem.UnreadableFile)]
    [DataRow("key", null, "UNSET", BuildSecretProblem.UnsetVariable)]
    [DataRow("key", null, "LONG", BuildSecretProblem.TooLarge)]
    public void Secret_without_a_usable_source_is_an_error(
        string id,
        string? path,
        string? variable,
        BuildSecretProblem problem
    )
    {
        var error = Assert.ThrowsExactly<BuildSecretException>(() =>
            SessionSources.RequireSecrets(
                [
                    new("other") { EnvironmentVariable = "TOKEN" },
                    new(id) { Path = path, EnvironmentVariable = variable },
                ],
                Environment
            )
        );

        Assert.AreEqual(problem, error.Problem);
        var diagnostic = error.Diagnostic();
        Assert.AreEqual("DKZ1049", diagnostic.Code);
        Assert.Contains($"'{id}'", diagnostic.Message);
        Assert.DoesNotContain("hunter2", $"{error} {diagnostic}");
    }

    [TestMethod]
    public void Largest_secret_is_accepted()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("key", new byte[SecretValue.MaximumSize]);
        var larger = folder.Write("larger", new byte[SecretValue.MaximumSize + 1]);

        Assert.IsEmpty(SessionSources.RequireSecrets([new("key") { Path = path }], Environment));
        Assert.ThrowsExactly<BuildSecretException>(() =>
            SessionSources.RequireSecrets([new("key") { Path = larger }], Environment)
        );
    }

    [TestMethod]
    public void Lines_of_text_secrets_are_hidden()
    {
        using var folder = new TemporaryFolder();
        var text = folder.Write("text", "machine r.io\r\n  password geheim\n\nabc\n");
        var binary = folder.Write("binary", [0, 0xFF, (byte)'a', (byte)'b', (byte)'c', (byte)'d']);
        var hidden = new BuildOptions
        {
            SecretLines = SessionSources.RequireSecrets(
                [
                    new("text") { Path = text },
                    new("binary") { Path = binary },
                    new("token") { EnvironmentVariable = "TOKEN" },
                ],
                Environment
            ),
        }.HiddenTexts;

        Assert.AreEqual(
            "… abc …, …: abcd …",
            hidden.HideInOutput("hunter2 abc machine r.io, password geheim: abcd hunter2")
        );
        Assert.AreEqual("Get \"https://r.io/x?…\": …", hidden.Hide("Get \"https://r.io/x?t=hunter2\": hunter2"));
        Assert.AreEqual("… failed", hidden.Hide("password%20geheim failed"));
    }

    [TestMethod]
    public async Task Secret_that_a_step_prints_is_not_in_the_log_or_the_error()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Dockerfile", "FROM scratch\nRUN print\n");
        var secret = folder.Write("key", "geheim\n");
        using var faulty = new FaultyEngine();
        faulty.Answer(
            "POST /build",
            """
            {"stream":"Step 1/2 : FROM scratch\n"}
            {"stream":"Step 2/2 : RUN print\n"}
            {"stream":"is geheim\n"}
            {"error":"cannot use geheim"}
            """
        );
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        using var log = new StringWriter();

        var error = await Assert.ThrowsExactlyAsync<ImageBuildException>(() =>
            engine.BuildAsync(
                new ImageBuildRequest(folder.Path)
                {
                    Builder = BuilderKind.Classic,
                    Secrets = [new("key") { Path = secret }],
                },
                new TextProgress(log)
            )
        );

        Assert.Contains("is …", log.ToString());
        Assert.Contains("cannot use …", error.Message);
        Assert.DoesNotContain("geheim", $"{log} {error} {string.Join(' ', error.Output)}");
    }

    [TestMethod]
    public void Long_line_of_a_secret_is_hidden()
    {
        var line = new string('x', 100_000);

        Assert.AreEqual("a … b", new RegistrySecrets { Lines = [line] }.HideInOutput($"a {line} b"));
    }

    [TestMethod]
    [DataRow("", null, BuildSshProblem.EmptyId)]
    [DataRow("other", null, BuildSshProblem.DuplicateId)]
    [DataRow("key", "/no/such/file", BuildSshProblem.UnreadableFile)]
    [DataRow("key", "/", BuildSshProblem.UnreadableFile)]
    public void Ssh_agent_without_a_usable_source_is_an_error(string id, string? path, BuildSshProblem problem)
    {
        using var folder = new TemporaryFolder();
        var socket = folder.Write("socket", "");

        var error = FailSsh([new("other"), new(id) { Path = path }], socket);

        Assert.AreEqual(problem, error.Problem);
        Assert.AreEqual("DKZ1050", error.Diagnostic().Code);
        Assert.Contains($"'{id}'", error.Diagnostic().Message);
    }

    [TestMethod]
    [DataRow(null, BuildSshProblem.NoAgent)]
    [DataRow("", BuildSshProblem.NoAgent)]
    [DataRow("/no/such/socket", BuildSshProblem.AgentFailed)]
    public void Default_agent_requires_SSH_AUTH_SOCK(string? socket, BuildSshProblem problem)
    {
        var error = FailSsh([new()], socket);

        Assert.AreEqual(problem, error.Problem);
        Assert.Contains("SSH_AUTH_SOCK", error.Diagnostic().Message);
    }

    [TestMethod]
    public void SSH_AUTH_SOCK_with_another_file_is_an_error()
    {
        using var folder = new TemporaryFolder();

        foreach (var path in (string[])[folder.Write("file", "x"), folder.Path])
        {
            var error = FailSsh([new()], path);

            Assert.AreEqual(BuildSshProblem.AgentFailed, error.Problem);
            Assert.Contains($"'{path}' in SSH_AUTH_SOCK is not a socket", error.Diagnostic().Message);
        }
    }

    [TestMethod]
    [DataRow("-t ed25519")]
    [DataRow("-t rsa -m PEM")]
    [DataRow("-t rsa -m PKCS8")]
    public void Private_key_with_a_passphrase_is_an_error(string type)
    {
        using var folder = new TemporaryFolder();
        var (plain, encrypted) = (SshKeys.Create(folder, "", type), SshKeys.Create(folder, "hunter2", type));

        SessionSources.RequireSsh([new("plain") { Path = plain }], Environment);
        var error = FailSsh([new("key") { Path = encrypted }], socket: null);

        Assert.AreEqual(BuildSshProblem.EncryptedKey, error.Problem);
        Assert.Contains("ssh-add", error.Diagnostic().Message);
    }

    private static BuildSshException FailSsh(IReadOnlyList<BuildSsh> agents, string? socket) =>
        Assert.ThrowsExactly<BuildSshException>(() =>
            SessionSources.RequireSsh(agents, name => name == "SSH_AUTH_SOCK" ? socket : null)
        );

    private static string? Environment(string name) =>
        name switch
        {
            "TOKEN" => "hunter2",
            "LONG" => new string('ü', SecretValue.MaximumSize / 2 + 1),
            _ => null,
        };
}
