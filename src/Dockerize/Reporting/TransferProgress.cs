using System.Globalization;
using Dockerize.Files;

namespace Dockerize.Reporting;

/// <summary>
/// A counter of a pull or a push, about once a second for a layer and every five seconds for all of them.
/// </summary>
public sealed class TransferProgress : ProgressMessage
{
    /// <summary>Initializes the counter of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="bytes">The bytes that were transferred.</param>
    /// <param name="totalBytes">The bytes of the layer; 0 if not known.</param>
    public TransferProgress(string layer, long bytes, long totalBytes)
        : base(ProgressImportance.Low)
    {
        Layer = layer;
        Bytes = bytes;
        TotalBytes = totalBytes;
    }

    /// <summary>Initializes the counter of all layers.</summary>
    /// <param name="bytes">The bytes that were transferred.</param>
    public TransferProgress(long bytes)
        : base(ProgressImportance.High) => Bytes = bytes;

    /// <summary>The layer; null for the counter of all layers.</summary>
    public string? Layer { get; }

    /// <summary>The bytes that were transferred.</summary>
    public long Bytes { get; }

    /// <summary>The bytes of the layer; 0 if not known.</summary>
    public long TotalBytes { get; }

    /// <inheritdoc/>
    private protected override string RawText =>
        Layer is null
            ? $"  {ByteSize.Format(Bytes)} so far"
            : string.Format(
                CultureInfo.InvariantCulture,
                "  {0}: {1} of {2}",
                Layer,
                ByteSize.Format(Bytes),
                ByteSize.Format(TotalBytes)
            );
}
