using Dockerize.Files;

namespace Dockerize.Reporting;

/// <summary>
/// The progress of a transfer in bytes. At most once a second, the progress of the layer that was updated last is
/// reported. At most every five seconds, the progress of the complete transfer is reported.
/// </summary>
public sealed class TransferProgress : ProgressMessage
{
    /// <summary>Initializes the progress of a layer.</summary>
    /// <param name="kind">The kind of the transfer.</param>
    /// <param name="layer">The id of the layer.</param>
    /// <param name="bytes">The number of transferred bytes.</param>
    /// <param name="totalBytes">The size of the layer in bytes; 0 if unknown.</param>
    public TransferProgress(TransferKind kind, string layer, long bytes, long totalBytes)
        : base(ProgressImportance.Low) => (Kind, Layer, Bytes, TotalBytes) = (kind, layer, bytes, totalBytes);

    /// <summary>Initializes the progress of a complete transfer.</summary>
    /// <param name="kind">The kind of the transfer.</param>
    /// <param name="bytes">The number of transferred bytes.</param>
    /// <param name="totalBytes">The number of bytes to transfer; 0 if unknown.</param>
    /// <param name="bytesPerSecond">The rate since the previous message.</param>
    public TransferProgress(TransferKind kind, long bytes, long totalBytes, long bytesPerSecond)
        : base(ProgressImportance.High) =>
        (Kind, Bytes, TotalBytes, BytesPerSecond) = (kind, bytes, totalBytes, bytesPerSecond);

    /// <summary>The kind of the transfer.</summary>
    public TransferKind Kind { get; }

    /// <summary>The id of the layer; null for the progress of the complete transfer.</summary>
    public string? Layer { get; }

    /// <summary>The number of transferred bytes.</summary>
    public long Bytes { get; }

    /// <summary>The size of the layer or of the complete transfer in bytes; 0 if unknown.</summary>
    public long TotalBytes { get; }

    /// <summary>The rate of the complete transfer since the previous message; 0 for a layer.</summary>
    public long BytesPerSecond { get; }

    /// <inheritdoc/>
    private protected override string RawText =>
        Layer is null ? $"  {Verb} {Amount} ({ByteSize.Format(BytesPerSecond)}/s)" : $"  {Layer}: {Amount}";

    private string Verb =>
        Kind switch
        {
            TransferKind.Sent => "Sent",
            TransferKind.Pulled => "Pulled",
            TransferKind.Pushed => "Pushed",
            _ => "Saved",
        };

    private string Amount => ByteSize.Format(Bytes) + (TotalBytes > 0 ? " of " + ByteSize.Format(TotalBytes) : "");
}
