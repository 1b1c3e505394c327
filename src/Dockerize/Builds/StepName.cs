using System.Globalization;
using System.Text.RegularExpressions;
using Dockerize.Dockerfiles;

namespace Dockerize.Builds;

/// <summary>A step of a build as a builder names it.</summary>
/// <param name="Stage">The stage's name, or <c>stage-1</c> by its number counted from 0; empty: there is one only, or the builder counts through all.</param>
/// <param name="Number">Counted from 1.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Text">The instruction, with its variables replaced.</param>
internal sealed record StepName(string Stage, int Number, int Count, string Text)
{
    /// <summary>How many characters of an instruction a line of progress shows: labels make long ones.</summary>
    private const int Width = 100;

    // `[2/4] RUN …`, `[ 2/12] …`, `[build 2/4] …`, `[linux/amd64 build 2/4] …`; a stage's name has no slash.
    private static readonly Regex VertexName = new(
        @"\A\[ *(?:[^\s\]]*/[^\s\]]* +(?=[^\]]*/))?(?:(?<stage>[^\s/\]]+) +)?(?<number>[0-9]+)/(?<count>[0-9]+)\] (?<text>.*)\z",
        RegexOptions.CultureInvariant | RegexOptions.Singleline);

    private static readonly Regex Blanks = new(@"\s+", RegexOptions.CultureInvariant);

    private static readonly Regex StageName = new(@"\sAS\s+(?<name>\S+)\s*\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>What stands before the instruction: <c>[2/4]</c>, <c>[build 2/4]</c>.</summary>
    public string Label => FormattableString.Invariant($"[{(Stage.Length > 0 ? Stage + " " : "")}{Number}/{Count}]");

    /// <summary>Reads BuildKit's name for a step; null: it is something that no instruction asked for, such as <c>[internal] load metadata</c>.</summary>
    public static StepName? Read(string vertexName) => VertexName.Match(vertexName) is { Success: true } match
        ? new(
            match.Groups["stage"].Value,
            int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture),
            int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture),
            match.Groups["text"].Value)
        : null;

    /// <summary>Text in one line of bearable length.</summary>
    public static string Shorten(string text)
    {
        var line = Blanks.Replace(text, " ");
        return line.Length > Width ? line.Substring(0, Width) + "…" : line;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Label} {Shorten(Text)}";

    /// <summary>
    /// The line of a step that BuildKit counted. It counts, stage by stage, the instructions that make a layer, before them FROM unless that
    /// continues another stage, and after FROM what the base image has of ONBUILD; so the last one is always the same.
    /// </summary>
    /// <returns>Counted from 1; 0 if the Dockerfile has no such step.</returns>
    public int LineIn(Dockerfile dockerfile)
    {
        var stage = Steps(dockerfile);
        var layers = stage.Where(step => step.Instruction.Keyword is "ADD" or "COPY" or "RUN" or "WORKDIR").ToList();
        var index = layers.Count - 1 - (Count - Number);
        return index >= 0 && index < layers.Count ? layers[index].Line : stage.Select(step => step.Line).FirstOrDefault();
    }

    /// <summary>The names that a Dockerfile's stages have.</summary>
    public static IReadOnlyList<string> StageNames(Dockerfile dockerfile) =>
    [
        .. dockerfile.Instructions.Where(instruction => instruction.Keyword == "FROM")
            .Select(instruction => StageName.Match(instruction.Arguments))
            .Where(match => match.Success)
            .Select(match => match.Groups["name"].Value),
    ];

    // Of several stages with one name the last is meant.
    private List<(Instruction Instruction, int Line)> Steps(Dockerfile dockerfile)
    {
        var (stages, current) = (0, new List<(Instruction, int)>());
        var found = current;
        foreach (var step in dockerfile.Steps)
        {
            if (step.Instruction.Keyword == "FROM")
            {
                current = [];
                var name = StageName.Match(step.Instruction.Arguments) is { Success: true } match ? match.Groups["name"].Value : FormattableString.Invariant($"stage-{stages}");
                if (Stage.Length == 0 || string.Equals(Stage, name, StringComparison.OrdinalIgnoreCase))
                    found = current;
                stages++;
            }

            current.Add(step);
        }

        return found;
    }
}
