using System.Text;
using Dockerize.Builds.Protobuf;
using Dockerize.Builds.Sessions.Grpc;
using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Reporting;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Builds;

/// <summary>
/// Reads the compressed sizes of layers from the manifest of an image. No call of the engine API returns a manifest, so
/// this is a call to containerd's content API, which BuildKit serves
/// (https://github.com/containerd/containerd/blob/main/api/services/content/v1/content.proto). Only containerd's image
/// store has manifests. The older store compresses layers during a push.
/// </summary>
/// <param name="api">The engine that has the image.</param>
internal sealed class CompressedSizes(EngineApi api)
{
    private const string Read = "/containerd.services.content.v1.Content/Read";

    /// <summary>The time limit. After that, the sizes are not known.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Reads the sizes.</summary>
    /// <param name="image">The image.</param>
    /// <param name="progress">The receiver of the reason if the engine does not return them; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <returns>The sizes in bytes, in the order of the layers; null if they are not known.</returns>
    public async Task<IReadOnlyList<long>?> FindAsync(
        ImageInspection image,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        if (image.ManifestDigest is not { } digest || !api.Info.HasBuildKit)
            return null;

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        string reason;
        try
        {
            return SizesIn(await ReadAsync(digest, limit.Token).ConfigureAwait(false), image.Layers.Count);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            reason = FormattableString.Invariant($"no response within {Limit.TotalSeconds:0.#} seconds");
        }
        catch (Exception exception) when (BuildKitApi.IsFailure(exception))
        {
            reason = exception.Message;
        }

        progress.ReportDetail(StatusTexts.NoCompressedSizes(reason));
        return null;
    }

    /// <summary>The sizes of the layers in a manifest.</summary>
    /// <param name="manifest">The bytes of the manifest, in the format of the OCI image specification.</param>
    /// <param name="count">The number of layers.</param>
    /// <returns>The sizes; null if the manifest has another number of layers.</returns>
    /// <exception cref="JsonException">The content is not JSON.</exception>
    internal static IReadOnlyList<long>? SizesIn(ArraySegment<byte> manifest, int count)
    {
        var json = EngineJson.Parse(Encoding.UTF8.GetString(manifest.Array!, manifest.Offset, manifest.Count));
        var layers = EngineJson.Object(json)?["layers"] as JArray;
        return layers?.Count == count
            ? [.. layers.Select(layer => EngineJson.Number(EngineJson.Object(layer)?["size"]))]
            : null;
    }

    private async Task<ArraySegment<byte>> ReadAsync(string digest, CancellationToken cancellationToken)
    {
        using var connection = await BuildKitApi.ConnectAsync(api, cancellationToken).ConfigureAwait(false);
        // The content is sent in one message if it is shorter than 1 MiB.
        var response = await new GrpcClient(connection)
            .CallAsync(Read, new ProtobufWriter().Add(1, digest).ToMessage(), [], cancellationToken)
            .ConfigureAwait(false);
        return ProtobufField.Read(response).LastOrDefault(field => field.Number == 2).Bytes is { Count: > 0 } bytes
            ? bytes
            : throw new InvalidMessageException();
    }
}
