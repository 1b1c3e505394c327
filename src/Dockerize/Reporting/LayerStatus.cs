using Dockerize.Files;

namespace Dockerize.Reporting;

/// <summary>A new status of a layer in a pull or a push.</summary>
/// <param name="importance">The importance.</param>
/// <param name="layer">The name of the layer: its instruction or base image, or its id if neither is known.</param>
/// <param name="status">The engine's status text, such as <c>Pushed</c> or <c>Layer already exists</c>.</param>
/// <param name="bytes">The number of transferred bytes; 0 if nothing was transferred or the number is unknown.</param>
public sealed class LayerStatus(ProgressImportance importance, string layer, string status, long bytes = 0)
    : ProgressMessage(importance)
{
    /// <summary>The name of the layer: its instruction or base image, or its id if neither is known.</summary>
    public string Layer => layer;

    /// <summary>The engine's status text, such as <c>Pushed</c> or <c>Layer already exists</c>.</summary>
    public string Status => status;

    /// <summary>The number of transferred bytes; 0 if nothing was transferred or the number is unknown.</summary>
    public long Bytes => bytes;

    /// <inheritdoc/>
    private protected override string RawText =>
        bytes > 0 ? $"  {layer}: {status}, {ByteSize.Format(bytes)}" : $"  {layer}: {status}";
}
