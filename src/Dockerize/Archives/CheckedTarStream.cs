using System.Text;
using Dockerize.Engines;
using Dockerize.Files;

namespace Dockerize.Archives;

/// <summary>
/// Copies a tar archive to another stream, and checks that it is complete. If an engine cannot read an image any more,
/// it writes the error into the archive and ends the response as usual.
/// </summary>
/// <param name="destination">The stream that receives the archive. It is not disposed.</param>
internal sealed class CheckedTarStream(Stream destination) : WriteOnlyStream
{
    private const int TailSize = 16 * 1024;

    private readonly TarEnd end = new();
    private readonly byte[] tail = new byte[TailSize];
    private int tailLength;

    /// <summary>True if the archive is complete.</summary>
    public bool IsComplete => end.IsComplete;

    /// <summary>Finds the engine's error at the end of an incomplete archive; null if there is none.</summary>
    public string? FindError()
    {
        var text = Encoding.UTF8.GetString(tail, 0, tailLength);
        var start = text.LastIndexOf("{\"error", StringComparison.Ordinal);
        return start < 0 ? null : ConnectionErrors.FindMessage(text.Substring(start));
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        destination.Write(buffer, offset, count);
        Follow(buffer, offset, count);
    }

    public override async Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        await destination.WriteAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false);
        Follow(buffer, offset, count);
    }

    private void Follow(byte[] buffer, int offset, int count)
    {
        end.Follow(buffer, offset, count);
        var added = Math.Min(count, TailSize);
        var kept = Math.Min(tailLength, TailSize - added);
        Buffer.BlockCopy(tail, tailLength - kept, tail, 0, kept);
        Buffer.BlockCopy(buffer, offset + count - added, tail, kept, added);
        tailLength = kept + added;
    }
}
