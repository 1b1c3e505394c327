using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace Dockerize;

/// <summary>A layer of an image, and where it comes from.</summary>
/// <param name="Id">The digest of its unpacked archive, <c>sha256:…</c>.</param>
internal sealed record ImageLayer(string Id)
{
    /// <summary>The layer that BuildKit makes of a WORKDIR which is there already: an archive without entries.</summary>
    private const string Empty = "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef";

    private const int LongInstruction = 80;

    // A generated COPY: of a folder that has the paths of the image below it.
    private static readonly Regex CopiedFolder = new(@"\A(?<folder>[^\s""]+/) /\z", RegexOptions.CultureInvariant);

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

    /// <summary>
    /// The layers of an image that was built. An engine does not say which instruction made which layer: it has one entry of history for each
    /// instruction, without a layer for most. Where the two cannot be brought together with certainty, a layer has no more than its id.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="baseName">What it starts FROM.</param>
    /// <param name="baseImage">The same; null: scratch.</param>
    /// <param name="instructions">What its Dockerfile says above that.</param>
    /// <param name="history">The engine's answer to <c>GET /images/NAME/history</c>, newest first.</param>
    /// <param name="context">What it was built from.</param>
    internal static IReadOnlyList<ImageLayer> Of(
        ImageFacts image, string baseName, ImageFacts? baseImage, IReadOnlyList<Instruction> instructions, JArray history, BuildContext context)
    {
        var below = baseImage?.Layers ?? [];
        if (!image.Layers.Take(below.Count).SequenceEqual(below))
            return [.. image.Layers.Select(id => new ImageLayer(id))];
        var above = image.Layers.Skip(below.Count).ToList();
        return [.. below.Select(id => new ImageLayer(id) { Base = baseName }), .. Made(above, instructions, history, context) ?? above.Select(id => new ImageLayer(id))];
    }

    private static List<ImageLayer>? Made(List<string> ids, IReadOnlyList<Instruction> instructions, JArray history, BuildContext context)
    {
        var entries = history.Take(instructions.Count).Reverse().Select(entry => ($"{entry["CreatedBy"]}", Size: entry["Size"] is JValue { Value: long size } ? size : 0)).ToList();
        if (entries.Count < instructions.Count)
            return null;
        var layers = new List<ImageLayer>();
        foreach (var (instruction, (createdBy, size)) in instructions.Zip(entries, (instruction, entry) => (instruction, entry)))
        {
            if (!IsOf(createdBy, instruction))
                return null;
            var next = layers.Count < ids.Count ? ids[layers.Count] : null;
            var makesLayer = size > 0 || instruction.Keyword is "RUN" or "COPY" or "ADD" || (instruction.Keyword == "WORKDIR" && next == Empty);
            if (!makesLayer)
                continue;
            if (next is null)
                return null;
            layers.Add(new ImageLayer(next) { Instruction = Short(instruction), Files = CountFiles(instruction, context), Size = size });
        }

        return layers.Count == ids.Count ? layers : null;
    }

    // The classic builder and Podman mark what runs nothing, and say a command as it is; BuildKit writes every instruction's name.
    private static bool IsOf(string createdBy, Instruction instruction) => instruction.Keyword == "RUN"
        ? !createdBy.Contains("#(nop)")
        : createdBy.Contains(instruction.Keyword);

    private static int? CountFiles(Instruction instruction, BuildContext context) =>
        instruction.Keyword == "COPY" && CopiedFolder.Match(instruction.Arguments) is { Success: true } copy ? context.CountFiles(copy.Groups["folder"].Value) : null;

    private static string Short(Instruction instruction)
    {
        var line = Regex.Replace(instruction.ToString(), @"\s+", " ");
        return line.Length > LongInstruction ? line.Substring(0, LongInstruction - 1) + "…" : line;
    }
}
