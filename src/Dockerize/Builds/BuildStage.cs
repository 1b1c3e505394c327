using System.Text.RegularExpressions;
using Dockerize.Dockerfiles;

namespace Dockerize.Builds;

/// <summary>A stage of a Dockerfile: a FROM instruction and the instructions below it.</summary>
internal sealed class BuildStage
{
    private static readonly Regex FromArguments = new(
        @"\A(?:--(?:platform=(?<platform>\S+)|\S+)\s+)*(?<name>\S+)(?:\s+as\s+(?<stage>\S+))?\s*\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    private static readonly Regex Variable = new(
        @"\$(?:(?<name>\w+)|\{(?<name>\w+)(?:(?<colon>:)?(?<operator>[-+])(?<word>(?:[^{}]|\{[^{}]*\})*))?\})",
        RegexOptions.CultureInvariant
    );

    private readonly List<(Instruction Instruction, int Line)> steps = [];

    private BuildStage(string arguments, int line, string? requestedPlatform, List<BuildStage> above)
    {
        var from = FromArguments.Match(arguments);
        Alias = from.Groups["stage"].Value;
        var platform = from.Groups["platform"].Success ? PlatformOf(from.Groups["platform"].Value) : requestedPlatform;
        From = new SourceImage(Unquote(from.Groups["name"].Value), platform, line);
        Base = above.FindLast(stage => stage.IsNamed(From.Name));
    }

    /// <summary>The name of the stage; empty if it has none.</summary>
    public string Alias { get; }

    /// <summary>The operand of FROM: an image, or the name of <see cref="Base"/>.</summary>
    public SourceImage From { get; }

    /// <summary>The stage above that this one starts from; null if it starts from an image.</summary>
    public BuildStage? Base { get; }

    /// <summary>The instructions below FROM, with the line of each, counted from 1.</summary>
    public IReadOnlyList<(Instruction Instruction, int Line)> Steps => steps;

    /// <summary>
    /// The stages of a Dockerfile from top to bottom. Variables of FROM that only the builder knows are not resolved.
    /// </summary>
    public static List<BuildStage> FromDockerfile(Dockerfile dockerfile, BuildOptions options)
    {
        var (stages, variables) = (new List<BuildStage>(), new Dictionary<string, string?>(StringComparer.Ordinal));
        foreach (var step in dockerfile.Steps)
        {
            if (step.Instruction.Keyword == "FROM")
                stages.Add(
                    new BuildStage(Resolve(step.Instruction.Arguments), step.Line, options.PlatformText, stages)
                );
            else if (stages.Count > 0)
                stages[stages.Count - 1].steps.Add(step);
            else if (step.Instruction.Keyword == "ARG")
                step.Instruction.Words.ToList().ForEach(Declare);
        }

        return stages;

        void Declare(string argument)
        {
            var parts = argument.Split(['='], 2);
            var defaultValue = parts.Length > 1 ? Resolve(Unquote(parts[1])) : null;
            variables[parts[0]] = options.Arguments.TryGetValue(parts[0], out var value) ? value : defaultValue;
        }

        string Resolve(string text) =>
            Variable.Replace(
                text,
                match =>
                {
                    var (name, word) = (match.Groups["name"].Value, Resolve(match.Groups["word"].Value));
                    var isDeclared = variables.TryGetValue(name, out var value);
                    value ??= BuiltIn(name, options.PlatformText);
                    var expansion = match.Groups["operator"].Value;
                    if (
                        value is null
                        && (BuildKitSyntax.HasPlatformVariable(name) || (!isDeclared && expansion.Length == 0))
                    )
                        return match.Value;

                    // With a colon, an empty value counts as not set.
                    var isSet = match.Groups["colon"].Success ? !string.IsNullOrEmpty(value) : value is not null;
                    return expansion switch
                    {
                        "-" => isSet ? value! : word,
                        "+" => isSet ? word : "",
                        _ => value ?? "",
                    };
                }
            );
    }

    /// <summary>
    /// The stage that a build creates; null if the Dockerfile does not have it, which the builder reports.
    /// </summary>
    /// <param name="stages">The stages of the Dockerfile.</param>
    /// <param name="target">The name of the stage; null for the last.</param>
    public static BuildStage? FindTarget(List<BuildStage> stages, string? target) =>
        target is null ? stages.LastOrDefault() : Find(stages, target);

    /// <summary>
    /// The last stage with a name, or, as COPY --from and --target allow, the stage with a number; null if there is
    /// none.
    /// </summary>
    public static BuildStage? Find(List<BuildStage> stages, string name)
    {
        if (stages.FindLast(stage => stage.IsNamed(name)) is { } named)
            return named;

        return int.TryParse(name, out var index) && index >= 0 && index < stages.Count ? stages[index] : null;
    }

    /// <summary>
    /// The base image of a build, and the instructions on top of it, through the stages that start from each other.
    /// </summary>
    /// <returns>
    /// The image, and the instructions except those of ONBUILD; the name is empty if the target stage does not exist.
    /// </returns>
    public static (SourceImage Source, IReadOnlyList<Instruction> Instructions) Path(
        Dockerfile dockerfile,
        BuildOptions options
    )
    {
        var (stages, instructions) = (FromDockerfile(dockerfile, options), new List<Instruction>());
        var source = new SourceImage("", null, 0);
        for (var stage = FindTarget(stages, options.Target); stage is not null; stage = stage.Base)
        {
            instructions.InsertRange(0, stage.Steps.Select(step => step.Instruction));
            source = stage.From;
        }

        return (source, instructions);
    }

    // The variables of every Dockerfile. Without a requested platform their values are the engine's own, which only the
    // builder knows.
    private static string? BuiltIn(string name, string? platform) =>
        (name, platform?.Split('/')) switch
        {
            ("TARGETPLATFORM", not null) => platform,
            ("TARGETOS", [var os, ..]) => os,
            ("TARGETARCH", [_, var architecture, ..]) => architecture,
            ("TARGETVARIANT", [_, _, var variant]) => variant,
            ("TARGETVARIANT", not null) => "",
            _ => null,
        };

    // A variable that is left in a platform stands for the engine's own.
    private static string? PlatformOf(string value) => value.Contains('$') ? null : Unquote(value);

    private static string Unquote(string word) => word.Trim('"', '\'');

    private bool IsNamed(string name) =>
        Alias.Length > 0 && string.Equals(Alias, name, StringComparison.OrdinalIgnoreCase);
}
