using Dockerize.Files;

namespace Dockerize.Reporting;

/// <summary>
/// The progress of a pull, a push or a save in bytes. At most once a second, the progress of the layer that was updated
/// last is reported. At most every five seconds, the sum of all layers is reported.
/// </summary>
public sealed class TransferProgress : ProgressMessage
{
    /// <summary>Initializes the progress of a layer.</summary>
    /// <param name="layer">The id of the layer.</param>
    /// <param name="bytes">The number of transferred bytes.</param>
    /// <param name="totalBytes">The size of the layer in bytes; 0 if unknown.</param>
    public TransferProgress(string layer, long bytes, long totalBytes)
        : base(ProgressImportance.Low)
    {
        Layer = layer;
        Bytes = bytes;
        TotalBytes = totalBytes;
    }

    /// <summary>Initializes the progress of all layers.</summary>
    /// <param name="bytes">The number of transferred bytes.</param>
    public TransferProgress(long bytes)
        : base(ProgressImportance.High) => Bytes = bytes;

    /// <summary>The id of the layer; null for the progress of all layers.</summary>
    public string? Layer { get; }

    /// <summary>The number of transferred bytes.</summary>
    public long Bytes { get; }

    /// <summary>The size of the layer in bytes; 0 if unknown.</summary>
    public long TotalBytes { get; }

    /// <inheritdoc/>
    private protected override string RawText =>
        Layer is null
            ? $"  {ByteSize.Format(Bytes)} so far"
            : $"  {Layer}: {ByteSize.Format(Bytes)}{(TotalBytes > 0 ? " of " + ByteSize.Format(TotalBytes) : "")}";
}
