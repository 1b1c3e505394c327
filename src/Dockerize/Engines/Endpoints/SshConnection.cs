using System.ComponentModel;
using Dockerize.Processes;

namespace Dockerize.Engines.Endpoints;

/// <summary>
/// A connection to an engine through <c>ssh HOST docker system dial-stdio</c>, which connects its standard input and
/// output to the socket of the engine. The ssh process is stopped when the connection is disposed.
/// </summary>
internal sealed class SshConnection : Stream
{
    /// <summary>The longest time to wait for the exit of ssh after its output has ended.</summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(5);

    private readonly ChildProcess process;
    private readonly Stream input;
    private readonly Stream output;
    private readonly Task errors;
    private CancellationTokenRegistration cancellation;
    private volatile string? lastError;
    private int isDisposed;

    private SshConnection(ChildProcess process)
    {
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
    /// <param name="address">The address of the engine.</param>
    /// <param name="cancellationToken">A token that closes the connection, even during a read or write.</param>
    /// <exception cref="IOException">ssh was not found or could not be started.</exception>
    public static SshConnection Open(SshAddress address, CancellationToken cancellationToken)
    {
        try
        {
            // SshAddress allows no character that must be quoted. A backslash in DOMAIN\user is not an escape character
            // here.
            var connection = new SshConnection(ChildProcess.Start("ssh", string.Join(" ", address.Arguments)));
            connection.cancellation = cancellationToken.Register(connection.Dispose);
            return connection;
        }
        catch (Win32Exception)
        {
            throw new IOException(
                "ssh could not be started (install the OpenSSH client, or add the folder of ssh to PATH)"
            );
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
            // The message of the exception is only `Broken pipe`. The cause is in the error output of ssh.
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
        var reason = lastError is null ? "" : ": " + lastError;
        throw new IOException($"ssh failed with exit code {process.ExitCode}{reason}");
    }

    private async Task ReadErrorsAsync()
    {
        while (await process.Errors.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
                lastError = line.Trim();
        }
    }
}
