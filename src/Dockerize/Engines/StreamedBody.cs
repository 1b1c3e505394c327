using System.Net;
using System.Net.Http;

namespace Dockerize.Engines;

/// <summary>A body without a length: it goes out in chunks, and the engine stops a cancelled build whose body it has read.</summary>
internal sealed class StreamedBody(Stream source, ConnectionActivity activity, CancellationToken cancellationToken) : HttpContent
{
    private const int BufferSize = 128 * 1024;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var buffer = new byte[BufferSize];
        int count;
        while ((count = await source.ReadAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false)) > 0)
        {
            await stream.WriteAsync(buffer, 0, count, cancellationToken).ConfigureAwait(false);
            activity.Note();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
