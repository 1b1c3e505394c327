namespace Dockerize.Dockerfiles;

/// <summary>The part of an instruction that is invalid.</summary>
public enum InstructionPart
{
    /// <summary>The name of a variable or label.</summary>
    Name,

    /// <summary>The value, which contains a line feed.</summary>
    Value,

    /// <summary>
    /// The value or an argument, which contains a NUL character. Programs cannot receive NUL characters.
    /// </summary>
    Nul,
}

/// <summary>A name or a value is invalid in a Dockerfile instruction.</summary>
/// <param name="keyword">The keyword of the instruction, such as <c>ENV</c>, <c>LABEL</c> or <c>ARG</c>.</param>
/// <param name="name">The name of the variable or label; empty for an instruction without names.</param>
/// <param name="part">The part that is invalid.</param>
public sealed class InvalidInstructionException(string keyword, string name, InstructionPart part)
    : FormatException(
        part switch
        {
            InstructionPart.Name => $"Invalid name '{name}' in {keyword}: it is empty, starts with '#', "
                + "or contains white space, a control character, a quote, '=', '$' or '\\'.",
            InstructionPart.Value => $"Invalid value of '{name}' in {keyword}: it contains a line feed.",
            _ when name.Length > 0 => $"Invalid value of '{name}' in {keyword}: it contains a NUL character.",
            _ => $"Invalid argument in {keyword}: it contains a NUL character.",
        }
    )
{
    /// <summary>The keyword of the instruction, such as <c>ENV</c>, <c>LABEL</c> or <c>ARG</c>.</summary>
    public string Keyword => keyword;

    /// <summary>The name of the variable or label; empty for an instruction without names.</summary>
    public string Name => name;

    /// <summary>The part that is invalid.</summary>
    public InstructionPart Part => part;
}
