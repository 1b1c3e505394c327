using Dockerize.Builds.Sessions;
using Dockerize.Strings;

namespace Dockerize.Tests;

/// <summary>A private key in a file is loaded into an agent of OpenSSH.</summary>
[TestClass]
public sealed class SshKeyAgentTests
{
    [TestMethod]
    public async Task Invalid_private_key_is_an_error()
    {
        using var folder = new TemporaryFolder();

        var error = await FailAsync(folder.Write("key", "hunter2\n"), Environment.GetEnvironmentVariable);

        Assert.AreEqual(BuildSshProblem.AgentFailed, error.Problem);
        Assert.Contains("ssh-add could not add the private key", error.Message);
        Assert.DoesNotContain("hunter2", $"{error}");
    }

    [TestMethod]
    public async Task Missing_OpenSSH_is_an_error()
    {
        using var folder = new TemporaryFolder();

        var error = await FailAsync(SshKeys.Create(folder), _ => null);

        Assert.Contains("the program ssh-agent was not found in PATH", error.Message);
    }

    [TestMethod]
    public async Task Error_of_OpenSSH_is_one_line_of_limited_length()
    {
        using var folder = new TemporaryFolder();
        using var home = new UserHome().InstallProgram("ssh-agent", "seq 1 5000 >&2; exit 1");

        var error = await FailAsync(SshKeys.Create(folder), home.Read);

        Assert.IsLessThanOrEqualTo(PlainText.Limit, error.Reason.Length);
        Assert.DoesNotContain("\n", error.Reason);
        Assert.StartsWith("1 2 3 ", error.Reason);
    }

    [TestMethod]
    public async Task Agent_deletes_the_key_after_four_hours()
    {
        using var folder = new TemporaryFolder();
        var arguments = Path.Combine(folder.Path, "arguments");
        using var home = new UserHome().InstallProgram(
            "ssh-agent",
            $"echo \"$@\" > '{arguments}'; exec ssh-agent \"$@\""
        );

        using var agent = await StartAsync(SshKeys.Create(folder), home.Read);

        Assert.Contains("-t 14400 ", File.ReadAllText(arguments));
    }

    [TestMethod]
    public async Task Disposed_agent_ends()
    {
        using var folder = new TemporaryFolder();
        var agent = await StartAsync(SshKeys.Create(folder), Environment.GetEnvironmentVariable);
        using var connection = await SshSocket.OpenAsync(agent.Socket, CancellationToken.None);

        agent.Dispose();

        Assert.AreEqual(0, await ReadToEndAsync(connection));
        Assert.IsFalse(Directory.Exists(Path.GetDirectoryName(agent.Socket)));
    }

    private static async Task<int> ReadToEndAsync(Stream connection)
    {
        try
        {
            return await connection.ReadAsync(new byte[1], 0, 1, CancellationToken.None);
        }
        catch (IOException)
        {
            // A connection that the agent has not accepted yet is reset.
            return 0;
        }
    }

    private static Task<SshKeyAgent> StartAsync(string key, Func<string, string?> environment) =>
        SshKeyAgent.StartAsync(new("key") { Path = key }, environment, CancellationToken.None);

    private static Task<BuildSshException> FailAsync(string key, Func<string, string?> environment) =>
        Assert.ThrowsExactlyAsync<BuildSshException>(() => StartAsync(key, environment));
}
