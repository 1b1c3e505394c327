using System.Diagnostics;
using System.Globalization;

namespace Dockerize.Tests;

/// <summary>
/// Answers of credential helpers, and errors of helpers that fail, hang or return invalid output.
/// </summary>
[TestClass]
// Linux does not run a script while a process has it open for writing. A process that a parallel test starts inherits
// the open script for a moment, so these tests do not run in parallel.
[DoNotParallelize]
public sealed class CredentialHelperTests
{
    private static readonly TimeSpan Ample = TimeSpan.FromSeconds(20);

    [TestMethod]
    public async Task Credential_helper_gets_the_registry_and_returns_user_and_password()
    {
        using var home = new UserHome().InstallAnswering("test", "ada");

        var answer = await AskAsync(home);

        Assert.AreEqual("get r.io:5000\n", home.Asked());
        Assert.AreEqual("ada", answer.Credentials?.Username);
        Assert.AreEqual(UserHome.Secret, answer.Credentials!.Password);
        Assert.IsNull(answer.Credentials.IdentityToken);
        Assert.AreEqual("found credentials for r.io:5000", answer.Summary);
    }

    [TestMethod]
    public async Task Token_as_user_name_makes_the_secret_an_identity_token()
    {
        using var home = new UserHome().InstallAnswering("test", "<token>");

        var credentials = (await AskAsync(home)).Credentials!;

        Assert.AreEqual(UserHome.Secret, credentials.IdentityToken);
        Assert.AreEqual("", credentials.Username + credentials.Password);
    }

    [TestMethod]
    public async Task Secret_that_looks_like_a_date_is_unchanged()
    {
        using var home = new UserHome().Install(
            "test",
            """echo '{"Username":"ada","Secret":"2026-01-01T00:00:00Z"}'"""
        );

        Assert.AreEqual("2026-01-01T00:00:00Z", (await AskAsync(home)).Credentials?.Password);
    }

    [TestMethod]
    [DataRow("""echo '{"username":"ada","SECRET":"x"}'""", "x")]
    [DataRow("""echo '{"Username":"ada","Secret":"x"} and more'""", "x")]
    [DataRow("""echo '{"Username":"eve","Secret":"x","username":"ada","secret":null}'""", "x")]
    [DataRow("""echo '{"Username":"ada"}'""", "")]
    public async Task Credential_helper_answer_is_parsed_as_in_Go(string script, string password)
    {
        using var home = new UserHome().Install("test", script);

        var credentials = (await AskAsync(home)).Credentials!;

        Assert.AreEqual($"ada {password}", $"{credentials.Username} {credentials.Password}");
    }

    [TestMethod]
    [DataRow("echo 'credentials not found in native keychain'; exit 1")]
    [DataRow("echo 'credentials not found in native keychain' >&2; exit 1")]
    [DataRow("""echo '{"ServerURL":"","Username":"","Secret":""}'""")]
    [DataRow("""echo '{"Username":"<token>","Secret":""}'""")]
    [DataRow("""echo '{"Username":"<token>"}'""")]
    [DataRow("echo '{}'")]
    public async Task Credential_helper_can_have_no_credentials(string script)
    {
        using var home = new UserHome().Install("test", script);

        Assert.AreEqual(
            new CredentialHelper.Answer(null, HasFailed: false, "no credentials for r.io:5000"),
            await AskAsync(home)
        );
    }

    [TestMethod]
    [DataRow("exit 3", "failed with exit code 3 (for its error, run `echo r.io:5000 | docker-credential-test get`)")]
    [DataRow(
        "echo 'the vault is sealed.'; echo more; exit 1",
        "failed with exit code 1 (for its error, run `echo r.io:5000 | docker-credential-test get`)"
    )]
    [DataRow(
        "echo 'the vault is sealed' >&2; exit 127",
        "failed with exit code 127 (for its error, run `echo r.io:5000 | docker-credential-test get`)"
    )]
    [DataRow(
        "kill -9 $$",
        "failed with exit code 137 (for its error, run `echo r.io:5000 | docker-credential-test get`)"
    )]
    [DataRow(
        """echo '{"Username":"ada","Secret":"hunter2"}'; exit 1""",
        "failed with exit code 1 (for its error, run `echo r.io:5000 | docker-credential-test get`)"
    )]
    [DataRow(
        "echo hunter2; exit 1",
        "failed with exit code 1 (for its error, run `echo r.io:5000 | docker-credential-test get`)"
    )]
    [DataRow(
        "echo 'password=hunter2 is wrong'; exit 1",
        "failed with exit code 1 (for its error, run `echo r.io:5000 | docker-credential-test get`)"
    )]
    [DataRow(
        "set -x; : hunter2; exit 1",
        "failed with exit code 1 (for its error, run `echo r.io:5000 | docker-credential-test get`)"
    )]
    [DataRow(
        "echo 'no use for hunter2hunter2hunter2'; exit 1",
        "failed with exit code 1 (for its error, run `echo r.io:5000 | docker-credential-test get`)"
    )]
    [DataRow("exec cat /dev/null", "its output is not a JSON object with credentials")]
    [DataRow("echo hunter2", "its output is not a JSON object with credentials")]
    [DataRow("echo '[\"hunter2\"]'", "its output is not a JSON object with credentials")]
    [DataRow("""echo '{"Username":5,"Secret":"hunter2"}'""", "its output is not a JSON object with credentials")]
    [DataRow(
        """echo '{"Username":"ada","Secret":{"is":"hunter2"}}'""",
        "its output is not a JSON object with credentials"
    )]
    [DataRow("head -c 3000000 /dev/zero | tr '\\0' 'x'", "its output is not a JSON object with credentials")]
    public async Task Output_of_a_failed_credential_helper_is_not_shown(string script, string said)
    {
        using var home = new UserHome().Install("test", script);

        var answer = await AskAsync(home);

        Assert.AreEqual(new CredentialHelper.Answer(null, HasFailed: true, said), answer);
    }

    [TestMethod]
    public async Task Credential_helper_can_answer_without_reading_its_input()
    {
        using var home = new UserHome().Install("test", """exec <&-; echo '{"Username":"ada","Secret":"x"}'""");

        Assert.AreEqual("ada", (await AskAsync(home)).Credentials?.Username);
    }

    [TestMethod]
    public async Task Credential_helper_that_cannot_be_started_is_a_failure()
    {
        using var home = new UserHome();
        Assert.AreEqual(new CredentialHelper.Answer(null, HasFailed: true, "not found on PATH"), await AskAsync(home));

        home.Write("bin/docker-credential-test", "#!/bin/sh\n");
        var answer = await AskAsync(home);
        Assert.IsTrue(answer.HasFailed);
        Assert.StartsWith("could not be started: ", answer.Summary);
    }

    [TestMethod]
    [DataRow("../bin/docker-credential-test")]
    [DataRow("x/../test")]
    [DataRow("..\\test")]
    public async Task Credential_helper_name_with_a_path_is_not_run(string name)
    {
        using var home = new UserHome().InstallAnswering("test", "ada");

        var answer = await new CredentialHelper(name, home.Read, Ample).GetAsync("r.io", CancellationToken.None);

        Assert.AreEqual(
            new CredentialHelper.Answer(
                null,
                HasFailed: true,
                "not run, because the name of a helper cannot contain a path"
            ),
            answer
        );
        Assert.AreEqual("", home.Asked());
    }

    [TestMethod]
    public async Task Relative_folders_in_PATH_are_not_searched_for_helpers()
    {
        using var home = new UserHome().InstallAnswering("test", "ada");
        home.Set(
            "PATH",
            string.Join(
                Path.PathSeparator,
                "",
                ".",
                Path.GetRelativePath(Environment.CurrentDirectory, home.Folder + "/bin")
            )
        );

        Assert.AreEqual("not found on PATH", (await AskAsync(home)).Summary);
    }

    [TestMethod]
    public async Task Slow_credential_helper_can_answer_within_the_timeout()
    {
        using var home = new UserHome().Install("test", """sleep 2; echo '{"Username":"ada","Secret":"late"}'""");

        Assert.AreEqual("late", (await AskAsync(home)).Credentials?.Password);
    }

    [TestMethod]
    public async Task Credential_helper_that_hangs_is_killed_with_its_child_processes()
    {
        using var home = new UserHome().Install("test", "sleep 600 & echo $! > \"$(dirname \"$0\")/child\"\nwait");

        // On a busy machine, the helper may not have started its child process before the timeout.
        for (var seconds = 1; Child(home).Length == 0; seconds *= 2)
        {
            var answer = await new CredentialHelper("test", home.Read, TimeSpan.FromSeconds(seconds)).GetAsync(
                "r.io",
                CancellationToken.None
            );
            Assert.AreEqual(
                new CredentialHelper.Answer(null, HasFailed: true, $"no response within {seconds} seconds"),
                answer
            );
        }

        await AssertEndsAsync(home);
    }

    [TestMethod]
    public async Task Canceled_credential_search_kills_the_helper_and_is_not_cached()
    {
        using var home = new UserHome()
            .Install("test", "sleep 600 & echo $! > \"$(dirname \"$0\")/child\"\nwait")
            .Write("docker/config.json", """{"credsStore":"test"}""");
        var sources = home.Sources();
        using var cancellation = new CancellationTokenSource();
        var search = sources.FindAsync(ImageReference.Parse("r.io/shop"), cancellation.Token);
        while (Child(home).Length == 0)
            await Task.Delay(20);

        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => search);
        await AssertEndsAsync(home);
        home.InstallAnswering("test", "ada");
        Assert.AreEqual("ada", (await sources.FindAsync(ImageReference.Parse("r.io/shop"))).Credentials?.Username);
    }

    private static async Task<CredentialHelper.Answer> AskAsync(UserHome home)
    {
        var answer = await new CredentialHelper("test", home.Read, Ample).GetAsync("r.io:5000", CancellationToken.None);
        UserHome.AssertSecretFree(answer.ToString());
        return answer;
    }

    private static string Child(UserHome home) =>
        File.Exists(home.Folder + "/bin/child") ? File.ReadAllText(home.Folder + "/bin/child").Trim() : "";

    private static async Task AssertEndsAsync(UserHome home)
    {
        var child = int.Parse(Child(home), CultureInfo.InvariantCulture);
#if !NET
        // .NET Framework can kill the helper, but not its child processes.
        Process.GetProcessById(child).Kill();
#endif
        for (var attempt = 0; attempt < 500; attempt++)
        {
            if (await HasEndedAsync(child))
                return;
            await Task.Delay(20);
        }

        Process.GetProcessById(child).Kill();
        Assert.Fail($"child process {child} of the helper is still running");
    }

    // A process that has ended is a zombie until its parent reads the exit code.
    private static async Task<bool> HasEndedAsync(int process)
    {
        try
        {
            return (await File.ReadAllTextAsync($"/proc/{process}/stat")).Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }
}
