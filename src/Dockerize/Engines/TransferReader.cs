using System.Text.RegularExpressions;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize.Engines;

/// <summary>
/// Reads the messages of a pull or a push. Errors are part of the stream: check <see cref="Error"/> afterwards, and
/// require a <see cref="Digest"/> after a push.
/// </summary>
/// <param name="progress">The receiver of progress messages.</param>
/// <param name="secrets">The secrets to hide in messages.</param>
/// <param name="layers">The known layers of the image. Their instructions are reported instead of their ids.</param>
/// <param name="kind">The kind of the transfer.</param>
internal sealed class TransferReader(
    IProgress<ProgressMessage>? progress,
    RegistrySecrets secrets,
    IReadOnlyList<ImageLayer>? layers = null,
    TransferKind kind = TransferKind.Pulled
) : IProgress<EngineMessage>
{
    private const int FewLayers = 3;

    private static readonly Regex DigestLine = new(
        @"\A\S+: digest: (?<digest>sha256:[0-9a-f]{64}) size: [0-9]+\z",
        RegexOptions.CultureInvariant
    );

    private readonly Dictionary<string, ImageLayer> knownLayers = (layers ?? [])
        .GroupBy(layer => ImageLayer.ShortId(layer.Id))
        .ToDictionary(same => same.Key, same => same.First());

    private readonly TransferMeter meter = new(kind, progress);
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> transferred = new(StringComparer.Ordinal);
    private readonly HashSet<string> extracted = new(StringComparer.Ordinal);

    /// <summary>The digest of the image in the registry; null before the end of a push.</summary>
    public Digest? Digest { get; private set; }

    /// <summary>The error; null if there is none.</summary>
    public string? Error { get; private set; }

    /// <summary>
    /// The number of layers and bytes of a finished push, for messages; empty if the engine reports no layers.
    /// Depending on the engine, the bytes are those of compressed or uncompressed layers.
    /// </summary>
    public string Summary
    {
        get
        {
            if (seen.Count == 0)
                return "";
            if (transferred.Count == 0)
                return StatusTexts.NoLayerSent(seen.Count);

            return StatusTexts.LayersSent(
                transferred.Count,
                seen.Count,
                meter.TotalOf(transferred),
                FindInstructions()
            );
        }
    }

    // Returns no instructions if there are many layers, because progress messages already list each layer.
    private List<string> FindInstructions()
    {
        var instructions = transferred
            .Select(layer => knownLayers.TryGetValue(layer, out var known) ? known.Instruction : null)
            .OfType<string>()
            .ToList();
        return transferred.Count <= FewLayers && instructions.Count == transferred.Count ? instructions : [];
    }

    public void Report(EngineMessage value)
    {
        if (value.Error is { } error)
            Error ??= secrets.Hide(error);
        else if (value.AuxValue("Digest") is { } text)
            Digest = ParseDigest(text) ?? Digest;
        else if (value.IndexDigest is { } index)
            Digest = ParseDigest(index) ?? Digest;
        else if (value.Stream?.Trim() is { Length: > 0 } output)
            progress.ReportDetail(secrets.Hide(output));
        else if (value.Id is { Length: > 0 } layer && value.Status is { Length: > 0 } layerStatus)
            ReportLayer(layer, secrets.Hide(layerStatus), value.Progress);
        else if (value.Status is { Length: > 0 } status)
            ReportStatus(status);
    }

    private static Digest? ParseDigest(string text) => Images.Digest.TryParse(text, out var digest) ? digest : null;

    private void ReportStatus(string status)
    {
        // Docker also sends the digest in `aux`, Podman only in this line.
        if (DigestLine.Match(status) is { Success: true } line)
            Digest ??= ParseDigest(line.Groups["digest"].Value);
        progress.ReportDetail(secrets.Hide(status));
    }

    private void ReportLayer(string layer, string status, EngineMessage.TransferCount? count)
    {
        // In the first message of a pull, the id is a tag and not a layer.
        if (status.StartsWith("Pulling from", StringComparison.Ordinal))
            return;

        seen.Add(layer);
        switch (status)
        {
            case "Pushing" or "Downloading" when count is { Current: > 0 }:
                meter.Report(layer, count.Current, count.Total);
                break;
            case "Pushed" or "Pull complete":
                transferred.Add(layer);
                progress?.Report(
                    new LayerStatus(ProgressImportance.Normal, NameOf(layer), status, meter.BytesOf(layer))
                );
                break;
            // The engine repeats this status with each new count.
            case "Extracting" when !extracted.Add(layer):
                break;
            default:
                progress?.Report(new LayerStatus(ImportanceOf(status), NameOf(layer), status));
                break;
        }
    }

    private static ProgressImportance ImportanceOf(string status) =>
        status is "Layer already exists" or "Already exists"
        || status.StartsWith("Mounted from", StringComparison.Ordinal)
        || status.StartsWith("Retrying", StringComparison.Ordinal)
            ? ProgressImportance.Normal
            : ProgressImportance.Low;

    private string NameOf(string layer) => knownLayers.TryGetValue(layer, out var known) ? known.ToString() : layer;
}
