using Dockerize.Dockerfiles;

namespace Dockerize.Build.Dockerfiles;

/// <summary>An instruction of a generated Dockerfile, and the items of the project that it comes from.</summary>
/// <param name="Instruction">The instruction.</param>
/// <param name="Items">The items, for messages: <c>DockerRun 'make locale'</c>; empty if there are none.</param>
internal sealed record ItemInstruction(Instruction Instruction, string Items = "")
{
    public static implicit operator ItemInstruction(Instruction instruction) => new(instruction);
}
