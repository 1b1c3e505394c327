using System.Text.RegularExpressions;

namespace Dockerize.Dockerfiles;

/// <summary>Dockerfile syntax that only BuildKit supports (docs.docker.com/reference/dockerfile).</summary>
internal static class BuildKitSyntax
{
    private static readonly Regex Flag = new(
        @"(?:\A|\s)--(?:mount|network|security|chmod|link|parents|exclude|checksum|keep-git-dir)\b",
        RegexOptions.CultureInvariant
    );

    // BuildKit sets these variables. In the classic builder they are empty.
    private static readonly Regex PlatformVariable = new(
        @"\b(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)\b",
        RegexOptions.CultureInvariant
    );

    /// <summary>True if a Dockerfile uses syntax that only BuildKit supports.</summary>
    public static bool IsUsedIn(Dockerfile dockerfile) =>
        dockerfile.SyntaxDirective is not null || dockerfile.Instructions.Any(IsUsedIn);

    /// <summary>True if a text contains a variable that only BuildKit sets: <c>TARGETARCH</c>.</summary>
    public static bool HasPlatformVariable(string text) => PlatformVariable.IsMatch(text);

    private static bool IsUsedIn(Instruction instruction) =>
        HasPlatformVariable(instruction.Arguments)
        || (instruction.Keyword is "RUN" or "COPY" or "ADD" && Flag.IsMatch(instruction.Arguments))
        || Heredoc.FindAll(instruction).Any();
}
