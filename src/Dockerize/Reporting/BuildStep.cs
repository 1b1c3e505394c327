using Dockerize.Strings;

namespace Dockerize.Reporting;

/// <summary>A step of a build.</summary>
/// <param name="Stage">
/// The name of the stage, or <c>stage-N</c> if it has no name, where N is counted from 0. Empty if there is only one
/// stage, or if the builder numbers the steps of all stages together.
/// </param>
/// <param name="Number">The number of the step, counted from 1.</param>
/// <param name="Count">The total number of steps.</param>
/// <param name="Instruction">The instruction, with its variables replaced.</param>
public sealed record BuildStep(string Stage, int Number, int Count, string Instruction)
{
    /// <summary>
    /// The maximum number of characters of an instruction in a progress line. LABEL instructions can be long.
    /// </summary>
    private const int Width = 100;

    /// <summary>The label before the instruction: <c>[2/4]</c>, <c>[build 2/4]</c>.</summary>
    public string Label => FormattableString.Invariant($"[{(Stage.Length > 0 ? Stage + " " : "")}{Number}/{Count}]");

    /// <summary>The label and the instruction, shortened to one line of limited length.</summary>
    public override string ToString() => $"{Label} {Shorten(Instruction)}";

    /// <summary>Shortens a text to one line of limited length.</summary>
    internal static string Shorten(string text)
    {
        var line = PlainText.CollapseWhitespace(text);
        return line.Length > Width ? line.Substring(0, Width) + "…" : line;
    }
}
