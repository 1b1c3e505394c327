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

    // The flags that not all builders support, by instruction.
    private static readonly Dictionary<string, string[]> Flags = new(StringComparer.Ordinal)
    {
        ["RUN"] = ["mount", "network", "security", "device"],
        ["COPY"] = ["chmod", "link", "parents", "exclude"],
        ["ADD"] = ["chmod", "link", "exclude", "checksum", "keep-git-dir", "unpack"],
        ["HEALTHCHECK"] = ["start-interval"],
    };

    private static readonly Regex UnknownFlag = new(
        @"\bunknown flag: (?:--)?(?<name>[a-z-]{1,40})",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    /// <summary>True if a Dockerfile uses syntax that only BuildKit supports.</summary>
    public static bool IsUsedIn(Dockerfile dockerfile) =>
        dockerfile.SyntaxDirective is not null || dockerfile.Instructions.Any(IsUsedIn);

    /// <summary>True if a text contains a variable that only BuildKit sets, such as <c>TARGETARCH</c>.</summary>
    public static bool HasPlatformVariable(string text) => PlatformVariable.IsMatch(text);

    /// <summary>
    /// Finds the feature that a builder reported as a parse error because only newer builders support it.
    /// </summary>
    /// <param name="dockerfile">The Dockerfile.</param>
    /// <param name="line">The line in the builder's error, counted from 1.</param>
    /// <param name="reason">The reason in the builder's error.</param>
    /// <param name="start">
    /// The line on which the instruction with the feature starts; <paramref name="line"/> if there is none.
    /// </param>
    /// <returns>The feature, such as <c>COPY --link</c>; null if the Dockerfile is invalid for every builder.</returns>
    public static string? FindUnknownFeature(Dockerfile dockerfile, int line, string reason, out int start)
    {
        start = line;
        var (instruction, first) = dockerfile.Steps.LastOrDefault(step => step.Line <= line);
        if (instruction is null)
            return null;

        var feature = UnknownFlag.Match(reason) is { Success: true } flag
            ? FindFlag(instruction.Keyword, flag.Groups["name"].Value)
            : FindHeredoc(dockerfile, instruction, line);
        if (feature is not null)
            start = first;
        return feature;
    }

    private static string? FindFlag(string keyword, string flag) =>
        Flags.TryGetValue(keyword, out var flags) && flags.Contains(flag, StringComparer.OrdinalIgnoreCase)
            ? $"{keyword} --{flag.ToLowerInvariant()}"
            : null;

    // A builder that does not support heredocs reads their lines as instructions.
    private static string? FindHeredoc(Dockerfile dockerfile, Instruction instruction, int line) =>
        dockerfile.IsInHeredoc(line)
            ? $"{instruction.Keyword} <<{Heredoc.FindAll(instruction).First().Delimiter}"
            : null;

    private static bool IsUsedIn(Instruction instruction) =>
        HasPlatformVariable(instruction.Arguments)
        || (instruction.Keyword is "RUN" or "COPY" or "ADD" && Flag.IsMatch(instruction.Arguments))
        || Heredoc.FindAll(instruction).Any();
}
