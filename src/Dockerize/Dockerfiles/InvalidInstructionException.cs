namespace Dockerize.Dockerfiles;

/// <summary>The part of an instruction that is invalid.</summary>
public enum InstructionPart
{
    /// <summary>The name of a variable or label.</summary>
    Name,

    /// <summary>The value: it has a line feed.</summary>
    Value,

    /// <summary>The value or an argument: it has a NUL character, which no program can receive.</summary>
    Nul,
}

/// <summary>A Dockerfile instruction cannot hold a name or a value.</summary>
/// <param name="keyword">The instruction: <c>ENV</c>, <c>LABEL</c>, <c>ARG</c>.</param>
/// <param name="name">The name of the variable or label; empty for an instruction without names.</param>
/// <param name="part">The part that is invalid.</param>
public sealed class InvalidInstructionException(string keyword, string name, InstructionPart part)
    : FormatException(
        part switch
        {
            InstructionPart.Name => $"Invalid name '{name}' in {keyword}: it is empty, starts with '#', "
                + "or contains a space, a quote, '=', '$' or '\\'.",
            InstructionPart.Value => $"Invalid value of '{name}' in {keyword}: it contains a line feed.",
            _ when name.Length > 0 => $"Invalid value of '{name}' in {keyword}: it contains a NUL character.",
            _ => $"Invalid argument in {keyword}: it contains a NUL character.",
        }
    )
{
    /// <summary>The instruction: <c>ENV</c>, <c>LABEL</c>, <c>ARG</c>.</summary>
    public string Keyword => keyword;

    /// <summary>The name of the variable or label; empty for an instruction without names.</summary>
    public string Name => name;

    /// <summary>The part that is invalid.</summary>
    public InstructionPart Part => part;
}
