using System.Text.RegularExpressions;
using Dockerize.Dockerfiles;
using Dockerize.Files;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize.Engines;

/// <summary>
/// Reads the messages of a transfer between engine and registry, layer by layer. As with a build, errors come inside the stream: whoever
/// transfers looks at <see cref="Error"/>, and after a push also for a <see cref="Digest"/>.
/// </summary>
/// <param name="lines">Gets lines as they arrive.</param>
/// <param name="secrets">What the registry is shown, which no line has.</param>
/// <param name="layers">What is known of the layers, to call them by more than an id.</param>
internal sealed class TransferProgress(IProgress<ProgressMessage>? lines, RegistrySecrets secrets, IReadOnlyList<ImageLayer>? layers = null) : IProgress<EngineMessage>
{
    private const int FewLayers = 3;

    private static readonly Regex DigestLine = new(@"\A\S+: digest: (?<digest>sha256:[0-9a-f]{64}) size: [0-9]+\z", RegexOptions.CultureInvariant);

    private readonly Dictionary<string, ImageLayer> known = (layers ?? []).GroupBy(layer => ImageLayer.ShortId(layer.Id)).ToDictionary(same => same.Key, same => same.First());
    private readonly TransferMeter meter = new(lines);
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> moved = new(StringComparer.Ordinal);
    private readonly HashSet<string> extracted = new(StringComparer.Ordinal);

    /// <summary>The digest under which the registry has the image; null until it has.</summary>
    public string? Digest { get; private set; }

    /// <summary>What the engine reports as failed; null while nothing has.</summary>
    public string? Error { get; private set; }

    /// <summary>What there is to add when it is said that the transfer is done; empty if the engine tells nothing of layers. Bytes are counted unpacked by some engines, packed by others.</summary>
    public string Summary => seen.Count == 0 ? ""
        : moved.Count == 0 ? FormattableString.Invariant($": the registry had all {seen.Count} layers")
        : FormattableString.Invariant($": {moved.Count} of {seen.Count} layers, {ByteSize.Format(moved.Sum(meter.BytesOf))}{Instructions}");

    // Of more than a few nobody reads what they are; the lines above say it.
    private string Instructions =>
        moved.Count <= FewLayers && moved.All(layer => known.TryGetValue(layer, out var own) && own.Instruction is not null) ? $" ({string.Join(", ", moved.Select(layer => known[layer].Instruction))})" : "";

    public void Report(EngineMessage value)
    {
        if (value.Error is { } error)
            Error ??= secrets.Hide(error);
        else if (value.AuxValue("Digest") is { } digest)
            Digest = digest;
        else if (value.Id is { Length: > 0 } layer && value.Status is { Length: > 0 } status)
            ReportLayer(layer, secrets.Hide(status), value.Progress);
        else if (value.Status is { Length: > 0 } text)
        {
            // Docker says it also as a value, Podman only so.
            if (DigestLine.Match(text) is { Success: true } line)
                Digest ??= line.Groups["digest"].Value;
            lines?.Report(new(ProgressImportance.Low, secrets.Hide(text)));
        }
    }

    private string Name(string layer) => known.TryGetValue(layer, out var own) ? own.ToString() : layer;

    private void ReportLayer(string layer, string status, EngineMessage.TransferCount? progress)
    {
        // The first message of a pull has the tag where the layers have their ids.
        if (status.StartsWith("Pulling from", StringComparison.Ordinal))
            return;

        seen.Add(layer);
        switch (status)
        {
            case "Pushing" or "Downloading" when progress is { Current: > 0 }:
                meter.Report(layer, progress.Current, progress.Total);
                break;
            case "Pushed" or "Pull complete":
                moved.Add(layer);
                var bytes = meter.BytesOf(layer);
                lines?.Report(new(ProgressImportance.Normal, $"  {Name(layer)}: {status}{(bytes > 0 ? ", " + ByteSize.Format(bytes) : "")}"));
                break;
            case "Layer already exists" or "Already exists":
                lines?.Report(new(ProgressImportance.Normal, $"  {Name(layer)}: {status}"));
                break;
            // Comes with each new count.
            case "Extracting" when !extracted.Add(layer):
                break;
            default:
                lines?.Report(new(status.StartsWith("Mounted from", StringComparison.Ordinal) || status.StartsWith("Retrying", StringComparison.Ordinal) ? ProgressImportance.Normal : ProgressImportance.Low, $"  {Name(layer)}: {status}"));
                break;
        }
    }
}
