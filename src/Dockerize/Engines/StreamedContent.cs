using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;

namespace Dockerize.Engines;

/// <summary>
/// A tar body that is written straight to the connection. Its length is unknown, so that it is sent in chunks: the
/// engine stops a cancelled build only after it has read the end of the body.
/// </summary>
internal sealed class StreamedContent : HttpContent
{
    private readonly BodyWriter write;
    private readonly ConnectionActivity activity;
    private readonly CancellationToken cancellationToken;

    /// <param name="write">Writes the body.</param>
    /// <param name="activity">Notes each block.</param>
    /// <param name="cancellationToken">Cancels the transfer.</param>
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
