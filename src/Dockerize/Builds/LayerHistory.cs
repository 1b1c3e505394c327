using System.Text.RegularExpressions;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Images;
using Newtonsoft.Json.Linq;

namespace Dockerize.Builds;

/// <summary>Finds the instruction of each layer in the history of an image.</summary>
internal static class LayerHistory
{
    /// <summary>
    /// The digest of the layer that BuildKit creates for a WORKDIR that already exists: an archive without entries.
    /// </summary>
    private const string EmptyLayer = "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef";

    private const int LongInstruction = 80;

    // The arguments of a generated COPY instruction: a folder whose content has the same paths as in the image.
    private static readonly Regex CopiedFolder = new(
        @"\A(?:--link )?(?<folder>[^\s""]+/) /\z",
        RegexOptions.CultureInvariant
    );

    /// <summary>
    /// The layers of a built image. The history has one entry for each instruction, and most entries have no layer. If
    /// layers and instructions cannot be matched with certainty, the layers have only their ids.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="source">The base image and the instructions on top of it.</param>
    /// <param name="baseImage">The base image; null for scratch.</param>
    /// <param name="history">The engine's response to <c>GET /images/NAME/history</c>, newest first.</param>
    /// <param name="context">The build context.</param>
    public static IReadOnlyList<ImageLayer> Read(
        ImageInspection image,
        (SourceImage Source, IReadOnlyList<Instruction> Instructions) source,
        ImageInspection? baseImage,
        JArray history,
        BuildContext context
    )
    {
        var below = baseImage?.Layers ?? [];
        if (!image.Layers.Take(below.Count).SequenceEqual(below))
            return [.. image.Layers.Select(id => new ImageLayer(id))];

        var above = image.Layers.Skip(below.Count).ToList();
        var built = FromInstructions(above, source.Instructions, history, context);
        var sizes = built is null ? null : FindBaseSizes(below, history.Skip(source.Instructions.Count));
        return
        [
            .. below.Select((id, index) => new ImageLayer(id) { Base = source.Source.Name, Size = sizes?[index] }),
            .. built ?? above.Select(id => new ImageLayer(id)).ToList(),
        ];
    }

    // Most entries of a history have no layer. If as many entries have a size as there are layers, each is a layer.
    private static List<long>? FindBaseSizes(IReadOnlyList<string> layers, IEnumerable<JToken> history)
    {
        var sizes = history
            .Reverse()
            .Select(entry => EngineJson.Number(entry["Size"]))
            .Where(size => size > 0)
            .ToList();
        return sizes.Count == layers.Count ? sizes : null;
    }

    private static List<ImageLayer>? FromInstructions(
        List<string> ids,
        IReadOnlyList<Instruction> instructions,
        JArray history,
        BuildContext context
    )
    {
        var entries = history
            .Take(instructions.Count)
            .Reverse()
            .Select(entry => (CreatedBy: $"{entry["CreatedBy"]}", Size: EngineJson.Number(entry["Size"])))
            .ToList();
        if (entries.Count < instructions.Count)
            return null;

        var layers = new List<ImageLayer>();
        foreach (
            var (instruction, (createdBy, size)) in instructions.Zip(
                entries,
                (instruction, entry) => (instruction, entry)
            )
        )
        {
            if (!IsMadeBy(createdBy, instruction))
                return null;

            var next = layers.Count < ids.Count ? ids[layers.Count] : null;
            var isEmptyWorkdir = instruction.Keyword == "WORKDIR" && next == EmptyLayer;
            if (size == 0 && instruction.Keyword is not ("RUN" or "COPY" or "ADD") && !isEmptyWorkdir)
                continue;

            if (next is null)
                return null;

            layers.Add(
                new ImageLayer(next)
                {
                    Instruction = Shorten(instruction),
                    Files = CountFiles(instruction, context),
                    Size = size,
                }
            );
        }

        return layers.Count == ids.Count ? layers : null;
    }

    // The classic builder and Podman mark instructions that run no command with `#(nop)`. BuildKit writes the keyword
    // of every instruction.
    private static bool IsMadeBy(string createdBy, Instruction instruction) =>
        instruction.Keyword == "RUN" ? !createdBy.Contains("#(nop)") : createdBy.Contains(instruction.Keyword);

    private static int? CountFiles(Instruction instruction, BuildContext context) =>
        instruction.Keyword == "COPY" && CopiedFolder.Match(instruction.Arguments) is { Success: true } copy
            ? context.CountFiles(copy.Groups["folder"].Value)
            : null;

    private static string Shorten(Instruction instruction)
    {
        var line = Regex.Replace(instruction.ToString(), @"\s+", " ");
        return line.Length > LongInstruction ? line.Substring(0, LongInstruction - 1) + "…" : line;
    }
}
