using System.Globalization;
using System.Text.RegularExpressions;
using Dockerize.Dockerfiles;
using Dockerize.Reporting;

namespace Dockerize.Builds;

/// <summary>Parses the names of BuildKit's steps.</summary>
internal static class StepName
{
    /// <summary>The maximum length of a label in characters, without the brackets.</summary>
    private const int LongLabel = 512;

    /// <summary>The start of a vertex that adds the layer of a linked copy to the image.</summary>
    private const string Link = "LINK ";

    // `[2/4] RUN …`, `[ 2/12] …`, `[build 2/4] …`, `[linux/amd64 build 2/4] …`; a stage's name has no slash.
    private static readonly Regex Label = new(
        @"\A\[ *(?:[^\s\]]*/[^\s\]]* +(?=[^\]]*/))?(?:(?<stage>[^\s/\]]+) "
            + @"+)?(?<number>[0-9]{1,9})/(?<count>[0-9]{1,9})\z",
        RegexOptions.CultureInvariant
    );

    private static readonly Regex StageAlias = new(
        @"\sAS\s+(?<name>\S+)\s*\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    // BuildKit adds the digest to the tag of a base image, and PinnedBases does so too.
    private static readonly Regex DigestOfTag = new(
        @"(?<=\AFROM (?:--\S+ )*\S+:[^\s:@/]+)@sha256:[0-9a-f]{64}\b",
        RegexOptions.CultureInvariant
    );

    /// <summary>Parses the name of a vertex.</summary>
    /// <returns>The step; null for an internal step of BuildKit, such as <c>[internal] load metadata</c>.</returns>
    public static BuildStep? Read(string vertexName)
    {
        var end = vertexName.IndexOf("] ", StringComparison.Ordinal);
        if (end is < 0 or > LongLabel || Label.Match(vertexName.Substring(0, end)) is not { Success: true } match)
            return null;

        var instruction = vertexName.Substring(end + 2);
        return new BuildStep(
            match.Groups["stage"].Value,
            Number("number"),
            Number("count"),
            instruction.StartsWith(Link, StringComparison.Ordinal)
                ? instruction.Substring(Link.Length)
                : DigestOfTag.Replace(instruction, "")
        );

        int Number(string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// The line of a step. In each stage, BuildKit counts the instructions that create a layer. It also counts FROM,
    /// unless FROM continues another stage, and the ONBUILD instructions of the base image. The step is therefore
    /// counted from the end of the stage.
    /// </summary>
    /// <returns>The line, counted from 1; 0 if the Dockerfile has no such step.</returns>
    public static int LineIn(this BuildStep step, Dockerfile dockerfile)
    {
        var instructions = InstructionsOf(step.Stage, dockerfile);
        var layers = instructions
            .Where(each => each.Instruction.Keyword is "ADD" or "COPY" or "RUN" or "WORKDIR")
            .ToList();
        var index = layers.Count - 1 - (step.Count - step.Number);
        return index >= 0 && index < layers.Count
            ? layers[index].Line
            : instructions.Select(each => each.Line).FirstOrDefault();
    }

    /// <summary>The names of the stages of a Dockerfile.</summary>
    public static IReadOnlyList<string> StageNames(Dockerfile dockerfile) =>
        [
            .. dockerfile
                .Instructions.Where(instruction => instruction.Keyword == "FROM")
                .Select(instruction => StageAlias.Match(instruction.Arguments))
                .Where(match => match.Success)
                .Select(match => match.Groups["name"].Value),
        ];

    // If several stages have the same name, BuildKit uses the last one.
    private static List<(Instruction Instruction, int Line)> InstructionsOf(string stage, Dockerfile dockerfile)
    {
        var (stages, current) = (0, new List<(Instruction, int)>());
        var found = current;
        foreach (var step in dockerfile.Steps)
        {
            if (step.Instruction.Keyword == "FROM")
            {
                current = [];
                var alias = StageAlias.Match(step.Instruction.Arguments);
                var name = alias.Success ? alias.Groups["name"].Value : FormattableString.Invariant($"stage-{stages}");
                if (stage.Length == 0 || string.Equals(stage, name, StringComparison.OrdinalIgnoreCase))
                    found = current;
                stages++;
            }

            current.Add(step);
        }

        return found;
    }
}
