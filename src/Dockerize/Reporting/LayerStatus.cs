using Dockerize.Files;

namespace Dockerize.Reporting;

/// <summary>A new status of a layer in a pull or a push.</summary>
/// <param name="importance">The importance.</param>
/// <param name="layer">The layer: its instruction if it is known, or its id.</param>
/// <param name="status">The engine's word, such as <c>Pushed</c> or <c>Layer already exists</c>.</param>
/// <param name="bytes">The bytes that were transferred; 0 if none were, or it is not known.</param>
public sealed class LayerStatus(ProgressImportance importance, string layer, string status, long bytes = 0)
    : ProgressMessage(importance)
{
    /// <summary>The layer: its instruction if it is known, or its id.</summary>
    public string Layer => layer;

    /// <summary>The engine's word, such as <c>Pushed</c> or <c>Layer already exists</c>.</summary>
    public string Status => status;

    /// <summary>The bytes that were transferred; 0 if none were, or it is not known.</summary>
    public long Bytes => bytes;

    /// <inheritdoc/>
    private protected override string RawText =>
        bytes > 0 ? $"  {layer}: {status}, {ByteSize.Format(bytes)}" : $"  {layer}: {status}";
}
