using System.Text.RegularExpressions;
using Dockerize.Dockerfiles;

namespace Dockerize.Builds;

/// <summary>A stage of a Dockerfile: a FROM and the instructions below it.</summary>
internal sealed class BuildStage
{
    private static readonly Regex FromArguments = new(
        @"\A(?:--(?:platform=(?<platform>\S+)|\S+)\s+)*(?<name>\S+)(?:\s+as\s+(?<stage>\S+))?\s*\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private static readonly Regex Variable = new(
        @"\$(?:(?<name>\w+)|\{(?<name>\w+)(?:(?<colon>:)?(?<operator>[-+])(?<word>(?:[^{}]|\{[^{}]*\})*))?\})", RegexOptions.CultureInvariant);

    private readonly List<(Instruction Instruction, int Line)> steps = [];

    private BuildStage(string arguments, int line, string? wanted, List<BuildStage> above)
    {
        var from = FromArguments.Match(arguments);
        Alias = from.Groups["stage"].Value;
        // A variable that is left in a platform is the engine's own.
        var platform = from.Groups["platform"] is not { Success: true, Value: var value } ? wanted : value.Contains('$') ? null : Unquote(value);
        From = new SourceImage(Unquote(from.Groups["name"].Value), platform, line);
        Base = above.FindLast(stage => stage.IsNamed(From.Name));
    }

    /// <summary>What it is called; empty: nothing.</summary>
    public string Alias { get; }

    /// <summary>What it starts from, as it is written there: an image, or the name of <see cref="Base"/>.</summary>
    public SourceImage From { get; }

    /// <summary>The stage above that it starts from; null: it starts from an image.</summary>
    public BuildStage? Base { get; }

    /// <summary>Its instructions below FROM, with the line of each, counted from 1.</summary>
    public IReadOnlyList<(Instruction Instruction, int Line)> Steps => steps;

    /// <summary>The stages of a Dockerfile from top to bottom, with the variables of their FROM lines resolved as far as anybody but the builder can.</summary>
    public static List<BuildStage> Of(Dockerfile dockerfile, BuildOptions options)
    {
        var (stages, variables) = (new List<BuildStage>(), new Dictionary<string, string?>(StringComparer.Ordinal));
        foreach (var step in dockerfile.Steps)
        {
            if (step.Instruction.Keyword == "FROM")
                stages.Add(new BuildStage(Resolve(step.Instruction.Arguments), step.Line, options.Platform, stages));
            else if (stages.Count > 0)
                stages[stages.Count - 1].steps.Add(step);
            else if (step.Instruction.Keyword == "ARG")
                step.Instruction.Words.ToList().ForEach(Declare);
        }

        return stages;

        void Declare(string argument)
        {
            var parts = argument.Split(['='], 2);
            variables[parts[0]] = options.Arguments.TryGetValue(parts[0], out var given) ? given : parts.Length > 1 ? Resolve(Unquote(parts[1])) : null;
        }

        string Resolve(string text) => Variable.Replace(text, match =>
        {
            var (name, word) = (match.Groups["name"].Value, Resolve(match.Groups["word"].Value));
            var isDeclared = variables.TryGetValue(name, out var value);
            value ??= BuiltIn(name, options.Platform);
            var given = match.Groups["operator"].Value;
            if (value is null && (BuildKitSyntax.HasPlatformVariable(name) || (!isDeclared && given.Length == 0)))
                return match.Value;
            // With a colon, what is empty counts as not set.
            var isSet = match.Groups["colon"].Success ? !string.IsNullOrEmpty(value) : value is not null;
            return given switch
            {
                "-" => isSet ? value! : word,
                "+" => isSet ? word : "",
                _ => value ?? "",
            };
        });
    }

    /// <summary>The stage that a build makes; null if there is none of that name, of which the builder says so.</summary>
    /// <param name="stages">All of a Dockerfile.</param>
    /// <param name="target">Its name; null: the last.</param>
    public static BuildStage? Wanted(List<BuildStage> stages, string? target) => target is null ? stages.LastOrDefault() : Find(stages, target);

    /// <summary>
    /// The stage of that name, of several the last, or, since COPY --from and --target may count them, of that number; null if there is none.
    /// </summary>
    public static BuildStage? Find(List<BuildStage> stages, string name) =>
        stages.FindLast(stage => stage.IsNamed(name)) ?? (int.TryParse(name, out var index) && index >= 0 && index < stages.Count ? stages[index] : null);

    /// <summary>What a build is made of, from the image that it starts with: through the stages of which each starts FROM the one before.</summary>
    /// <returns>That image, and all instructions above it that are not of ONBUILD; the name is empty where there is no such stage.</returns>
    public static (SourceImage Source, IReadOnlyList<Instruction> Instructions) Path(Dockerfile dockerfile, BuildOptions options)
    {
        var (stages, instructions) = (Of(dockerfile, options), new List<Instruction>());
        var source = new SourceImage("", null, 0);
        for (var stage = Wanted(stages, options.Target); stage is not null; stage = stage.Base)
        {
            instructions.InsertRange(0, stage.Steps.Select(step => step.Instruction));
            source = stage.From;
        }

        return (source, instructions);
    }

    // What every Dockerfile has without an ARG; without a wanted platform they are the engine's own, which needs no asking for.
    private static string? BuiltIn(string name, string? platform) => (name, platform?.Split('/')) switch
    {
        ("TARGETPLATFORM", not null) => platform,
        ("TARGETOS", [var os, ..]) => os,
        ("TARGETARCH", [_, var architecture, ..]) => architecture,
        ("TARGETVARIANT", [_, _, var variant]) => variant,
        ("TARGETVARIANT", not null) => "",
        _ => null,
    };

    private static string Unquote(string word) => word.Trim('"', '\'');

    private bool IsNamed(string name) => Alias.Length > 0 && string.Equals(Alias, name, StringComparison.OrdinalIgnoreCase);
}
