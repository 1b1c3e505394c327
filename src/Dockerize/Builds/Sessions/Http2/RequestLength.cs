using System.Globalization;
using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Builds.Sessions.Http2;

/// <summary>
/// The number of bytes of a request, which must be that of the header <c>content-length</c> if there is one.
/// </summary>
/// <param name="headers">The header fields of the request, which are valid.</param>
internal sealed class RequestLength(IReadOnlyList<HeaderField> headers)
{
    private readonly long? expected = Expected(headers);
    private long received;

    /// <summary>True if the content can end here.</summary>
    public bool IsComplete => expected is null || received == expected;

    /// <summary>Adds received bytes.</summary>
    /// <returns>False if the content is too long.</returns>
    public bool TryAdd(int count)
    {
        received += count;
        return expected is null || received <= expected;
    }

    private static long? Expected(IReadOnlyList<HeaderField> headers) =>
        headers.FirstOrDefault(field => field.Name == RequestFields.ContentLength) is { } field
            ? long.Parse(field.Value, NumberStyles.None, CultureInfo.InvariantCulture)
            : null;
}
