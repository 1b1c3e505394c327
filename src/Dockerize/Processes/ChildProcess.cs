using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Dockerize.Processes;

/// <summary>A child process, started without a shell and without a window.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process process;
    private readonly TaskCompletionSource<bool> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Process process)
    {
        this.process = process;
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => exited.TrySetResult(true);
    }

    /// <summary>The standard input of the program. Only available if it is redirected.</summary>
    public Stream Input => process.StandardInput.BaseStream;

    /// <summary>The standard output of the program, as bytes.</summary>
    public Stream Output => process.StandardOutput.BaseStream;

    /// <summary>The standard error of the program, as text.</summary>
    public StreamReader Errors => process.StandardError;

    /// <summary>A task that completes when the program exits.</summary>
    public Task Exited => exited.Task;

    /// <summary>The exit code of the program, after it has exited.</summary>
    public int ExitCode => process.ExitCode;

    /// <summary>
    /// Starts a program with redirected standard streams, which the caller reads and writes. Standard error is UTF-8.
    /// </summary>
    /// <exception cref="Win32Exception">The program was not found or could not be started.</exception>
    public static ChildProcess Start(string program, string arguments) =>
        Start(new ChildProcessCommand(program, arguments) { Input = [], Encoding = Encoding.UTF8 });

    /// <summary>Runs a program and waits for its exit.</summary>
    /// <param name="command">The program and its limits.</param>
    /// <param name="cancellationToken">
    /// A token that stops the program and, on .NET, the processes that it started.
    /// </param>
    /// <exception cref="Win32Exception">The program was not found or could not be started.</exception>
    /// <exception cref="TimeoutException">The program exceeded its time limit and was stopped.</exception>
    [SuppressMessage(
        "Reliability",
        "CA2025:Ensure tasks using 'IDisposable' instances complete before the instances are disposed",
        Justification = "The output of a program that does not end cannot be awaited."
    )]
    public static async Task<ChildProcessResult> RunAsync(
        ChildProcessCommand command,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var child = Start(command);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(command.TimeLimit);
        var result = child.CompleteAsync(command);
        try
        {
            if (await Task.WhenAny(result, Task.Delay(Timeout.Infinite, limit.Token)).ConfigureAwait(false) == result)
                return await result.ConfigureAwait(false);

            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException();
        }
        finally
        {
            limit.Cancel();
            if (result.Status != TaskStatus.RanToCompletion)
                child.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Stops the program.</summary>
    /// <param name="entireProcessTree">
    /// True to also stop the processes that the program started. .NET Framework does not support this and stops only
    /// the program.
    /// </param>
    public void Kill(bool entireProcessTree)
    {
        try
        {
#if NET
            process.Kill(entireProcessTree);
#else
            process.Kill();
#endif
        }
        catch (Exception exception) when (IsFailedKill(exception))
        {
            // The program has already exited, or a process could not be stopped.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => process.Dispose();

    private static ChildProcess Start(ChildProcessCommand command)
    {
        var start = new ProcessStartInfo(command.Program, command.Arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = command.Input is not null,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = command.Encoding,
            StandardErrorEncoding = command.Encoding,
            WorkingDirectory = command.WorkingDirectory ?? "",
        };
        foreach (var variable in command.RemovedVariables)
            start.Environment.Remove(variable);
        foreach (var (name, value) in command.Variables)
            start.Environment[name] = value;

        var child = new ChildProcess(new Process { StartInfo = start });
        try
        {
            child.process.Start();
            return child;
        }
        catch
        {
            child.Dispose();
            throw;
        }
    }

    private static bool IsFailedKill(Exception exception) =>
        exception is InvalidOperationException or Win32Exception or AggregateException or NotSupportedException;

    private async Task<ChildProcessResult> CompleteAsync(ChildProcessCommand command)
    {
        var output = ReadAsync(process.StandardOutput, command.OutputLimit);
        var errors = ReadAsync(process.StandardError, command.OutputLimit);
        if (command.Input is { } input)
            await WriteAsync(input).ConfigureAwait(false);

        await Task.WhenAll(output, errors, Exited).ConfigureAwait(false);
        return new ChildProcessResult(ExitCode, await output.ConfigureAwait(false), await errors.ConfigureAwait(false));
    }

    private async Task WriteAsync(byte[] input)
    {
        try
        {
            await Input.WriteAsync(input, 0, input.Length).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program closed its input or exited without reading all of it.
        }
    }

    // Reads the output to its end even beyond the limit, because the program blocks when the pipe is full.
    private static async Task<string> ReadAsync(StreamReader reader, int limit)
    {
        var (text, buffer) = (new StringBuilder(), new char[4096]);
        while (await reader.ReadAsync(buffer, 0, buffer.Length).ConfigureAwait(false) is > 0 and var read)
            text.Append(buffer, 0, Math.Min(read, limit - text.Length));
        return text.ToString();
    }
}
