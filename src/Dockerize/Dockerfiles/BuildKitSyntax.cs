using System.Text.RegularExpressions;

namespace Dockerize.Dockerfiles;

/// <summary>What a Dockerfile can say and only BuildKit understands (docs.docker.com/reference/dockerfile).</summary>
internal static class BuildKitSyntax
{
    private static readonly Regex Flag = new(@"(?:\A|\s)--(?:mount|network|security|chmod|link|parents|exclude|checksum|keep-git-dir)\b", RegexOptions.CultureInvariant);

    // Their values are there without anybody giving them; to the classic builder they are empty.
    private static readonly Regex PlatformVariable = new(@"\b(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)\b", RegexOptions.CultureInvariant);

    /// <summary>Whether a Dockerfile says such things.</summary>
    public static bool IsUsedIn(Dockerfile dockerfile) => dockerfile.SyntaxDirective is not null || dockerfile.Instructions.Any(instruction =>
        HasPlatformVariable(instruction.Arguments)
        || (instruction.Keyword is "RUN" or "COPY" or "ADD" && Flag.IsMatch(instruction.Arguments))
        || Heredoc.Of(instruction).Any());

    /// <summary>Whether a text names a variable that BuildKit alone gives a value: <c>TARGETARCH</c>.</summary>
    public static bool HasPlatformVariable(string text) => PlatformVariable.IsMatch(text);
}
