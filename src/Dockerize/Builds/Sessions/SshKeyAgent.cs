using System.ComponentModel;
using System.Net.Sockets;
using System.Text;
using Dockerize.Processes;

namespace Dockerize.Builds.Sessions;

/// <summary>An agent of OpenSSH for one private key. It ends when it is disposed.</summary>
internal sealed class SshKeyAgent : IDisposable
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The time in seconds after which the agent deletes the key. If this process is killed, the agent does not end.
    /// </summary>
    private const int KeyLifetime = 4 * 60 * 60;

    private readonly BuildSsh agent;
    private readonly Func<string, string?> environment;
    private readonly string folder;
    private ChildProcess? process;

    private SshKeyAgent(BuildSsh agent, Func<string, string?> environment)
    {
        this.agent = agent;
        this.environment = environment;
        // The path of a socket has at most 104 bytes on macOS, so the name is short.
        folder = Path.Combine(Path.GetTempPath(), "dkz-" + Path.GetRandomFileName());
        Socket = Path.Combine(folder, "agent");
    }

    /// <summary>The full path of the agent's socket.</summary>
    public string Socket { get; }

    /// <summary>Starts an agent and adds the private key.</summary>
    /// <param name="agent">The SSH agent with the path of the private key.</param>
    /// <param name="environment">A function that reads an environment variable.</param>
    /// <param name="cancellationToken">A token that cancels the start.</param>
    /// <exception cref="BuildSshException">The private key is invalid, or OpenSSH was not found or failed.</exception>
    public static async Task<SshKeyAgent> StartAsync(
        BuildSsh agent,
        Func<string, string?> environment,
        CancellationToken cancellationToken
    )
    {
        var key = SshKeyFile.Read(agent, agent.Path!);
        var started = new SshKeyAgent(agent, environment);
        try
        {
            await started.StartAsync(cancellationToken).ConfigureAwait(false);
            await started.AddAsync(key, cancellationToken).ConfigureAwait(false);
            return started;
        }
        catch (Exception exception)
            when (exception is Win32Exception or IOException or UnauthorizedAccessException or TimeoutException)
        {
            started.Dispose();
            throw started.Failed(exception.Message, exception);
        }
        catch
        {
            started.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process?.Kill(entireProcessTree: false);
        process?.Dispose();
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The folder was not created. It contains only the socket.
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
#if NET
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(
                folder,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
#else
        // The temporary folder of Windows is not accessible to other users.
        Directory.CreateDirectory(folder);
#endif
        var arguments = FormattableString.Invariant($"-D -t {KeyLifetime} -a \"{Socket}\"");
        process = ChildProcess.Start(Find("ssh-agent"), arguments);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeLimit);
        while (!await AcceptsAsync(limit.Token).ConfigureAwait(false))
        {
            if (process.Exited.IsCompleted)
                throw Failed(await ReadErrorsAsync(process).ConfigureAwait(false));
            if (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
                throw new TimeoutException("ssh-agent did not start within 10 seconds");

            await Task.Delay(10, cancellationToken).ConfigureAwait(false);
        }
    }

    // The program has ended, so that its output is complete.
    private static Task<string> ReadErrorsAsync(ChildProcess process) => process.Errors.ReadToEndAsync();

    private async Task<bool> AcceptsAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var connection = await SshSocket.OpenAsync(Socket, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // The key is passed through standard input, because ssh-add refuses files that other users can read. ssh-add asks
    // a program for a passphrase, which fails, instead of waiting for a person at the terminal.
    private async Task AddAsync(string key, CancellationToken cancellationToken)
    {
        var command = new ChildProcessCommand(Find("ssh-add"), "-q -")
        {
            Input = Encoding.UTF8.GetBytes(key),
            OutputLimit = 4096,
            TimeLimit = TimeLimit,
            Variables =
            [
                ("SSH_AUTH_SOCK", Socket),
                ("SSH_ASKPASS", "false"),
                ("SSH_ASKPASS_REQUIRE", "force"),
                ("LC_ALL", "C"),
            ],
        };
        var result = await ChildProcess.RunAsync(command, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
            throw Failed($"ssh-add could not add the private key '{agent.Path}': {result.Errors}");
    }

    private string Find(string program) =>
        ProgramPath.Find(program, environment) ?? throw Failed($"the program {program} was not found in PATH");

    private BuildSshException Failed(string reason, Exception? innerException = null) =>
        new(agent, BuildSshProblem.AgentFailed, reason, innerException);
}
