using Dockerize.Strings;

namespace Dockerize.Reporting;

/// <summary>A step of a build.</summary>
/// <param name="Stage">
/// The name of the stage, or <c>stage-1</c> by its number counted from 0; empty if there is only one, or if the builder
/// counts the steps of all stages.
/// </param>
/// <param name="Number">The number of the step, counted from 1.</param>
/// <param name="Count">The number of steps.</param>
/// <param name="Instruction">The instruction, with its variables replaced.</param>
public sealed record BuildStep(string Stage, int Number, int Count, string Instruction)
{
    /// <summary>The number of characters of an instruction in a line of progress. Labels make long ones.</summary>
    private const int Width = 100;

    /// <summary>The label in front of the instruction: <c>[2/4]</c>, <c>[build 2/4]</c>.</summary>
    public string Label => FormattableString.Invariant($"[{(Stage.Length > 0 ? Stage + " " : "")}{Number}/{Count}]");

    /// <summary>The label and the instruction, in one line of limited length.</summary>
    public override string ToString() => $"{Label} {Shorten(Instruction)}";

    /// <summary>A text in one line of limited length.</summary>
    internal static string Shorten(string text)
    {
        var line = PlainText.CollapseWhitespace(text);
        return line.Length > Width ? line.Substring(0, Width) + "…" : line;
    }
}
