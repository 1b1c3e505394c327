using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;

namespace Dockerize.Engines;

/// <summary>
/// A tar body that is written directly to the connection. It has no length, so that it is sent with chunked encoding.
/// The engine stops a canceled build only after it has read the end of the body.
/// </summary>
internal sealed class StreamedContent : HttpContent
{
    private readonly BodyWriter write;
    private readonly ConnectionActivity activity;
    private readonly CancellationToken cancellationToken;

    /// <param name="write">The writer of the body.</param>
    /// <param name="activity">The object that records the transfer of each block.</param>
    /// <param name="cancellationToken">A token that cancels the transfer.</param>
    public StreamedContent(BodyWriter write, ConnectionActivity activity, CancellationToken cancellationToken)
    {
        this.write = write;
        this.activity = activity;
        this.cancellationToken = cancellationToken;
        Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        write(stream, _ => activity.Note(), cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
