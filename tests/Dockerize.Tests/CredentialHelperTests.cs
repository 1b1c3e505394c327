using System.Diagnostics;
using System.Globalization;

namespace Dockerize.Tests;

/// <summary>
/// What credential helpers say, and what comes of those that say nothing, too much, or the wrong thing.
/// </summary>
[TestClass]
// A script cannot be run while a process that is just being started elsewhere still holds it open for writing.
[DoNotParallelize]
public sealed class CredentialHelperTests
{
    private static readonly TimeSpan Ample = TimeSpan.FromSeconds(20);

    [TestMethod]
    public async Task A_helper_is_given_the_registry_and_answers_with_user_and_password()
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
    public async Task The_user_token_means_that_the_secret_is_an_identity_token()
    {
        using var home = new UserHome().InstallAnswering("test", "<token>");

        var credentials = (await AskAsync(home)).Credentials!;

        Assert.AreEqual(UserHome.Secret, credentials.IdentityToken);
        Assert.AreEqual("", credentials.Username + credentials.Password);
    }

    [TestMethod]
    public async Task A_secret_that_looks_like_a_date_stays_what_it_is()
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
    public async Task Answer_is_read_as_Go_reads_it(string script, string password)
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
    public async Task A_helper_may_have_nothing(string script)
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
    public async Task Of_a_helper_that_fails_nothing_is_shown_and_it_says_how_to_see_why(string script, string said)
    {
        using var home = new UserHome().Install("test", script);

        var answer = await AskAsync(home);

        Assert.AreEqual(new CredentialHelper.Answer(null, HasFailed: true, said), answer);
    }

    [TestMethod]
    public async Task A_helper_that_does_not_read_its_input_may_answer_all_the_same()
    {
        using var home = new UserHome().Install("test", """exec <&-; echo '{"Username":"ada","Secret":"x"}'""");

        Assert.AreEqual("ada", (await AskAsync(home)).Credentials?.Username);
    }

    [TestMethod]
    public async Task A_helper_that_is_not_there_or_cannot_be_run_is_no_answer()
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
    public async Task A_name_with_a_path_runs_nothing(string name)
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
    public async Task Folders_of_PATH_that_depend_on_where_a_build_runs_are_left_out()
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
    public async Task A_slow_helper_is_waited_for()
    {
        using var home = new UserHome().Install("test", """sleep 2; echo '{"Username":"ada","Secret":"late"}'""");

        Assert.AreEqual("late", (await AskAsync(home)).Credentials?.Password);
    }

    [TestMethod]
    public async Task A_helper_that_hangs_is_ended_with_all_that_it_started()
    {
        using var home = new UserHome().Install("test", "sleep 600 & echo $! > \"$(dirname \"$0\")/child\"\nwait");

        // On a busy machine it may not have started anything by then.
        for (var seconds = 1; Child(home).Length == 0; seconds *= 2)
        {
            var answer = await new CredentialHelper("test", home.Read, TimeSpan.FromSeconds(seconds)).GetAsync(
                "r.io",
                CancellationToken.None
            );
            Assert.AreEqual(
                new CredentialHelper.Answer(null, HasFailed: true, $"no answer within {seconds} seconds"),
                answer
            );
        }

        await AssertEndsAsync(home);
    }

    [TestMethod]
    public async Task A_search_that_is_cancelled_ends_the_helper_and_is_not_remembered()
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
        // .NET Framework can end the helper, and not what that has started.
        Process.GetProcessById(child).Kill();
#endif
        for (var attempt = 0; attempt < 500; attempt++)
        {
            if (await HasEndedAsync(child))
                return;
            await Task.Delay(20);
        }

        Process.GetProcessById(child).Kill();
        Assert.Fail($"the child {child} of the helper is still there");
    }

    // Nobody may have asked yet how it ended: then it is there as a zombie.
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
