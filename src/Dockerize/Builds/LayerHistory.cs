using System.Text.RegularExpressions;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Images;
using Newtonsoft.Json.Linq;

namespace Dockerize.Builds;

/// <summary>Reads which instruction made which layer from the history of an image.</summary>
internal static class LayerHistory
{
    /// <summary>The layer that BuildKit makes of a WORKDIR which is there already: an archive without entries.</summary>
    private const string Empty = "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef";

    private const int LongInstruction = 80;

    // A generated COPY: of a folder that has the paths of the image below it.
    private static readonly Regex CopiedFolder = new(@"\A(?<folder>[^\s""]+/) /\z", RegexOptions.CultureInvariant);

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
    public static IReadOnlyList<ImageLayer> Read(
        ImageInspection image, string baseName, ImageInspection? baseImage, IReadOnlyList<Instruction> instructions, JArray history, BuildContext context)
    {
        var below = baseImage?.Layers ?? [];
        if (!image.Layers.Take(below.Count).SequenceEqual(below))
            return [.. image.Layers.Select(id => new ImageLayer(id))];
        var above = image.Layers.Skip(below.Count).ToList();
        return [.. below.Select(id => new ImageLayer(id) { Base = baseName }), .. FromInstructions(above, instructions, history, context) ?? above.Select(id => new ImageLayer(id))];
    }

    private static List<ImageLayer>? FromInstructions(List<string> ids, IReadOnlyList<Instruction> instructions, JArray history, BuildContext context)
    {
        var entries = history.Take(instructions.Count).Reverse().Select(entry => ($"{entry["CreatedBy"]}", Size: entry["Size"] is JValue { Value: long size } ? size : 0)).ToList();
        if (entries.Count < instructions.Count)
            return null;
        var layers = new List<ImageLayer>();
        foreach (var (instruction, (createdBy, size)) in instructions.Zip(entries, (instruction, entry) => (instruction, entry)))
        {
            if (!IsMadeBy(createdBy, instruction))
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
    private static bool IsMadeBy(string createdBy, Instruction instruction) => instruction.Keyword == "RUN"
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
