namespace Dockerize.Images;

/// <summary>A layer of an image, and its origin.</summary>
/// <param name="Id">The digest of the uncompressed archive, <c>sha256:…</c>.</param>
internal sealed record ImageLayer(string Id)
{
    /// <summary>
    /// The base image that the layer belongs to; null if the build created the layer, or if the base image is not
    /// known.
    /// </summary>
    public string? Base { get; init; }

    /// <summary>
    /// The instruction that created the layer, cut to 80 characters; null for a layer of the base image, or if the
    /// instruction is not known.
    /// </summary>
    public string? Instruction { get; init; }

    /// <summary>The number of context files in the layer; null if it is not known.</summary>
    public int? Files { get; init; }

    /// <summary>The size in bytes, uncompressed, as the engine counts it; null if it is not known.</summary>
    public long? Size { get; init; }

    /// <summary>
    /// The compressed size in bytes, which a push sends; null if it is not known. Only containerd's image store has it.
    /// </summary>
    public long? CompressedSize { get; init; }

    /// <summary>
    /// True if the previous image did not have the layer, or if there was no previous image; null if it is not known.
    /// </summary>
    public bool? IsNew { get; init; }

    /// <summary>The name of the layer in messages: the instruction, the base image, or the short id.</summary>
    public override string ToString()
    {
        if (Instruction is not null)
            return Files is null ? Instruction : FormattableString.Invariant($"{Instruction} ({Files} files)");

        return Base is null ? ShortId(Id) : $"layer of {Base}";
    }

    /// <summary>The short form of a digest that engines show during a transfer: 12 hexadecimal digits.</summary>
    internal static string ShortId(string digest) =>
        digest.Substring(digest.IndexOf(':') + 1) is { Length: > 12 } hex ? hex.Substring(0, 12) : digest;
}
