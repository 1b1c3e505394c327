using Dockerize.Dockerfiles;

namespace Dockerize.Images;

/// <summary>A layer of an image, and where it comes from.</summary>
/// <param name="Id">The digest of its unpacked archive, <c>sha256:…</c>.</param>
internal sealed record ImageLayer(string Id)
{
    /// <summary>The image that it belongs to, if it is not of this build; null: of this one, or not known.</summary>
    public string? Base { get; init; }

    /// <summary>The instruction that made it, cut to 80 characters; null: it was in the base image, or not known.</summary>
    public string? Instruction { get; init; }

    /// <summary>How many files of the context are in it, where that is plain to see; null elsewhere.</summary>
    public int? Files { get; init; }

    /// <summary>In bytes, unpacked, as the engine counts them; null: not known.</summary>
    public long? Size { get; init; }

    /// <summary>What to call it where people read.</summary>
    public override string ToString() => Instruction is not null ? Files is null ? Instruction : FormattableString.Invariant($"{Instruction} ({Files} files)")
        : Base is not null ? $"of {Base}"
        : ShortId(Id);

    /// <summary>How engines show it where they transfer it.</summary>
    internal static string ShortId(string digest) => digest.Substring(digest.IndexOf(':') + 1) is { Length: > 12 } hex ? hex.Substring(0, 12) : digest;
}
