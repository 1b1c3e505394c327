using System.ComponentModel;
using System.Diagnostics;

namespace Dockerize.Engines.Endpoints;

/// <summary>
/// A connection to an engine through <c>ssh HOST docker system dial-stdio</c>, which joins its standard input and output to the engine's socket.
/// The process ends with the connection.
/// </summary>
internal sealed class SshConnection : Stream
{
    /// <summary>How long a process that has closed its output may take to end and to say why.</summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(5);

    private readonly Process process;
    private readonly Stream input;
    private readonly Stream output;
    private readonly Task errors;
    private CancellationTokenRegistration cancellation;
    private volatile string? lastError;
    private int isDisposed;

    private SshConnection(Process process)
    {
        this.process = process;
        input = process.StandardInput.BaseStream;
        output = process.StandardOutput.BaseStream;
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

    /// <param name="address">Whom to reach.</param>
    /// <param name="cancellationToken">Ends the connection, whatever it waits for.</param>
    /// <exception cref="IOException">There is no ssh.</exception>
    public static SshConnection Open(SshAddress address, CancellationToken cancellationToken)
    {
        // The address has nothing that would have to be quoted but what may be there for its own sake: a backslash before a Windows user's name.
        var start = new ProcessStartInfo("ssh", string.Join(" ", address.Arguments))
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            var connection = new SshConnection(Process.Start(start)!);
            connection.cancellation = cancellationToken.Register(connection.Dispose);
            return connection;
        }
        catch (Win32Exception)
        {
            throw new IOException("ssh cannot be started; install the OpenSSH client, or put the folder of ssh on PATH");
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
            // `Broken pipe` is not why.
            await ThrowIfFailedAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref isDisposed, 1) == 0)
        {
            cancellation.Dispose();
            try
            {
                // ssh has nothing left to do: either the engine's whole answer is here, or nobody waits for it any more.
                process.Kill();
            }
            catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
            {
                // It has ended by itself.
            }

            input.Dispose();
            output.Dispose();
            process.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task ThrowIfFailedAsync()
    {
        var hasEnded = isDisposed == 0 && await Task.Run(() => process.WaitForExit((int)EndTimeout.TotalMilliseconds)).ConfigureAwait(false);
        if (!hasEnded || process.ExitCode == 0)
            return;
        await Task.WhenAny(errors, Task.Delay(EndTimeout)).ConfigureAwait(false);
        throw new IOException($"ssh ended with exit code {process.ExitCode}{(lastError is null ? "" : ": " + lastError)}");
    }

    private async Task ReadErrorsAsync()
    {
        while (await process.StandardError.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
                lastError = line.Trim();
        }
    }
}
