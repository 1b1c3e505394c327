using System.ComponentModel;
using Dockerize.Processes;

namespace Dockerize.Engines.Endpoints;

/// <summary>
/// A connection to an engine through the standard input and output of a program. The program is stopped when the
/// connection is disposed.
/// </summary>
internal sealed class ProgramConnection : Stream
{
    /// <summary>
    /// The number of lines of the error output in an error. wslc prints the cause, and then a line with an error code.
    /// </summary>
    private const int ErrorLines = 2;

    /// <summary>The number of characters at the end of the error output that are kept.</summary>
    private const int ErrorLimit = 4096;

    /// <summary>The longest time to wait for the exit of the program after its output has ended.</summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(5);

    private readonly string name;
    private readonly ChildProcess process;
    private readonly Stream input;
    private readonly Stream output;
    private readonly Task errors;
    private CancellationTokenRegistration cancellation;
    private volatile string errorText = "";
    private int isDisposed;

    private ProgramConnection(string name, ChildProcess process)
    {
        this.name = name;
        this.process = process;
        input = process.Input;
        output = process.Output;
        errors = ReadErrorsAsync();
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Opens a connection.</summary>
    /// <param name="program">The program that connects to the engine.</param>
    /// <param name="cancellationToken">A token that closes the connection, even during a read or write.</param>
    /// <exception cref="IOException">The program was not found or could not be started.</exception>
    public static ProgramConnection Open(EngineProgram program, CancellationToken cancellationToken)
    {
        var name = program.Name;
        if (program.Path is not { } path)
            throw new IOException($"{name} not found ({program.Installation}, or add the folder of {name} to PATH)");

        try
        {
            var connection = new ProgramConnection(name, ChildProcess.Start(path, program.Arguments));
            connection.cancellation = cancellationToken.Register(connection.Dispose);
            return connection;
        }
        catch (Win32Exception exception)
        {
            throw new IOException($"{name} could not be started: {exception.Message}");
        }
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        var read = await output.ReadAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false);
        if (read == 0 && count > 0)
            await ThrowIfFailedAsync().ConfigureAwait(false);
        return read;
    }

    public override async Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        try
        {
            await input.WriteAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false);
            await input.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The message of the exception is only `Broken pipe`. The cause is in the error output of the program.
            await ThrowIfFailedAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override void Write(byte[] buffer, int offset, int count) =>
        WriteAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref isDisposed, 1) == 0)
        {
            cancellation.Dispose();
            // At this point the response of the engine is complete or no longer needed.
            process.Kill(entireProcessTree: false);
            input.Dispose();
            output.Dispose();
            process.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task ThrowIfFailedAsync()
    {
        if (isDisposed != 0)
            return;

        var first = await Task.WhenAny(process.Exited, Task.Delay(EndTimeout)).ConfigureAwait(false);
        if (first != process.Exited || process.ExitCode == 0)
            return;

        await Task.WhenAny(errors, Task.Delay(EndTimeout)).ConfigureAwait(false);
        var reason = LastErrorLines() is { Length: > 0 } lines ? ": " + lines : "";
        throw new IOException($"{name} failed with exit code {process.ExitCode}{reason}");
    }

    // Reads the output to its end even beyond the limit, because the program blocks when the pipe is full.
    private async Task ReadErrorsAsync()
    {
        var buffer = new char[ErrorLimit];
        while (await process.Errors.ReadAsync(buffer, 0, buffer.Length).ConfigureAwait(false) is > 0 and var read)
        {
            var text = errorText + new string(buffer, 0, read);
            errorText = text.Substring(Math.Max(0, text.Length - ErrorLimit));
        }
    }

    private string LastErrorLines()
    {
        var lines = errorText.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).ToList();
        return string.Join("; ", lines.Skip(lines.Count - ErrorLines));
    }
}
