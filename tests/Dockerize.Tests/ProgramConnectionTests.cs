namespace Dockerize.Tests;

/// <summary>Engines that are reached through a program. A shell script replaces wslc.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The test replaces wslc with a script.")]
// Linux does not run a script while a process has it open for writing. A process that a parallel test starts inherits
// the open script for a moment, so these tests do not run in parallel.
[DoNotParallelize]
public sealed class ProgramConnectionTests
{
    [TestMethod]
    public async Task Engine_of_wslc_answers_through_its_input_and_output()
    {
        using var home = Install(
            """
            read -r request
            echo "$@ | $request" >>"$(dirname "$0")/log"
            printf 'HTTP/1.1 200 OK\r\nApi-Version: 1.44\r\nOSType: linux\r\nContent-Length: 2\r\n\r\nOK'
            """
        );

        using var engine = await ConnectAsync(home, "wslc://");

        Assert.AreEqual("wslc://", engine.Endpoint.ToString());
        StringAssert.StartsWith(
            File.ReadAllText(Path.Combine(home.Folder, "bin", "log")),
            "system session run docker system dial-stdio | GET /_ping",
            StringComparison.Ordinal
        );
    }

    [TestMethod]
    [DataRow(
        """echo noise >&2; echo "Session not found: '$2'" >&2; echo 'Error code: NOT_FOUND' >&2; exit 1""",
        "wslc failed with exit code 1: Session not found: 'work'; Error code: NOT_FOUND"
    )]
    [DataRow("read -r request; echo 'docker: not found' >&2; exit 127", "exit code 127: docker: not found")]
    [DataRow("exit 3", "wslc failed with exit code 3")]
    [DataRow(@"printf '##vso[x]\033]0;y' >&2; exit 1", @"\x23#vso[x]\x1b]0;y")]
    public async Task Error_contains_the_last_lines_of_the_program_as_plain_text(string script, string expected)
    {
        using var home = Install(script);

        var message = await FailAsync(home);

        StringAssert.EndsWith(message.Split('\n')[1], expected, StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Long_error_output_is_limited()
    {
        using var home = Install("head -c 1000000 /dev/zero | tr '\\0' x >&2; echo end >&2; exit 1");

        var message = await FailAsync(home);

        StringAssert.Contains(message, "xend", StringComparison.Ordinal);
        Assert.IsLessThan(5000, message.Length);
    }

    [TestMethod]
    public async Task Missing_wslc_is_an_error_with_the_command_that_installs_it()
    {
        using var home = new UserHome().Set("PATH", "");

        StringAssert.Contains(
            await FailAsync(home),
            "wslc not found (run `wsl --update`, or add the folder of wslc to PATH)",
            StringComparison.Ordinal
        );
    }

    [TestMethod]
    public async Task Session_uses_the_input_and_output_of_the_program()
    {
        using var home = Install(
            """
            read -r request
            case $request in
            *_ping*) printf 'HTTP/1.1 200 OK\r\nApi-Version: 1.44\r\nOSType: linux\r\nContent-Length: 2\r\n\r\nOK' ;;
            *)
              while read -r header && [ "${#header}" -gt 1 ]; do :; done
              printf 'HTTP/1.1 101 UPGRADED\r\n\r\n'
              exec cat
              ;;
            esac
            """
        );
        using var engine = await ConnectAsync(home, "wslc://");
        using var stream = await engine.Api.OpenSessionAsync([], CancellationToken.None);

        await stream.WriteAsync("abc"u8.ToArray(), 0, 3);

        var characters = new char[3];
        using var reader = new StreamReader(stream);
        await reader.ReadBlockAsync(characters, 0, characters.Length);
        Assert.AreEqual("abc", new string(characters));
    }

    private static UserHome Install(string script) => new UserHome().InstallProgram("wslc", script);

    private static async Task<string> FailAsync(UserHome home)
    {
        var diagnostic = (await Assert.ThrowsAsync<Exception>(() => ConnectAsync(home, "wslc://work"))).Diagnostic();

        Assert.AreEqual("DKZ2001", diagnostic.Code);
        return diagnostic.Message;
    }

    private static Task<DockerEngine> ConnectAsync(UserHome home, string host) =>
        DockerEngine.ConnectToFirstAsync(
            EngineEndpoint.Candidates(new(host, null), home.Read),
            null,
            CancellationToken.None
        );
}
