using System.Globalization;
using System.Text.RegularExpressions;

namespace Dockerize;

/// <summary>
/// Reads the messages of a transfer between engine and registry, layer by layer. As with a build, errors come inside the stream: whoever
/// transfers looks at <see cref="Error"/>, and after a push also for a <see cref="Digest"/>.
/// </summary>
internal sealed class TransferProgress(IProgress<ProgressMessage>? lines) : IProgress<EngineMessage>
{
    private static readonly Regex DigestLine = new(@"\A\S+: digest: (?<digest>sha256:[0-9a-f]{64}) size: [0-9]+\z", RegexOptions.CultureInvariant);

    private readonly TransferMeter meter = new(lines);
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> moved = new(StringComparer.Ordinal);

    /// <summary>The digest under which the registry has the image; null until it has.</summary>
    public string? Digest { get; private set; }

    /// <summary>What the engine reports as failed; null while nothing has.</summary>
    public string? Error { get; private set; }

    /// <summary>How many layers the image has; 0: the engine does not tell.</summary>
    public int LayerCount => seen.Count;

    /// <summary>How many of them had to be transferred.</summary>
    public int MovedCount => moved.Count;

    /// <summary>The bytes of those, as far as the engine counts them (unpacked).</summary>
    public long MovedBytes => moved.Sum(meter.BytesOf);

    public void Report(EngineMessage value)
    {
        if (value.Error is { } error)
            Error ??= error;
        else if (value.AuxValue("Digest") is { } digest)
            Digest = digest;
        else if (value.Id is { Length: > 0 } layer && value.Status is { Length: > 0 } status)
            ReportLayer(layer, status, value.Progress);
        else if (value.Status is { Length: > 0 } text)
        {
            // Docker says it also as a value, Podman only so.
            if (DigestLine.Match(text) is { Success: true } line)
                Digest ??= line.Groups["digest"].Value;
            lines?.Report(new(ProgressImportance.Low, text));
        }
    }

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
                lines?.Report(new(ProgressImportance.Normal, $"  {layer}: {status}"));
                break;
            case "Layer already exists" or "Already exists":
                lines?.Report(new(ProgressImportance.Normal, $"  {layer}: {status}"));
                break;
            default:
                lines?.Report(new(status.StartsWith("Mounted from", StringComparison.Ordinal) ? ProgressImportance.Normal : ProgressImportance.Low, $"  {layer}: {status}"));
                break;
        }
    }
}
