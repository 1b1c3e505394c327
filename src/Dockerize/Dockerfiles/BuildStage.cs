using System.Text.RegularExpressions;

namespace Dockerize;

/// <summary>A stage of a Dockerfile: a FROM and the instructions below it.</summary>
internal sealed class BuildStage
{
    private static readonly Regex FromArguments = new(
        @"\A(?:--platform=(?<platform>\S+)\s+)?(?<name>\S+)(?:\s+as\s+(?<stage>\S+))?\s*\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private static readonly Regex Variable = new(
        @"\$(?:(?<name>\w+)|\{(?<name>\w+)(?::?(?<operator>[-+])(?<word>[^}]*))?\})", RegexOptions.CultureInvariant);

    private readonly List<(Instruction Instruction, int Line)> steps = [];

    private BuildStage(string arguments, int line)
    {
        var from = FromArguments.Match(arguments);
        Alias = from.Groups["stage"].Value;
        // A variable that is left in a platform is the engine's own.
        var platform = from.Groups["platform"] is { Success: true, Value: var value } && !value.Contains('$') ? value : null;
        From = new SourceImage(from.Groups["name"].Value, platform, line);
    }

    /// <summary>What it is called; empty: nothing.</summary>
    public string Alias { get; }

    /// <summary>What it starts from: an image, or another stage.</summary>
    public SourceImage From { get; }

    /// <summary>Its instructions below FROM, with the line of each, counted from 1.</summary>
    public IReadOnlyList<(Instruction Instruction, int Line)> Steps => steps;

    /// <summary>The stages of a Dockerfile from top to bottom, with the variables of their FROM lines resolved as far as anybody but the builder can.</summary>
    public static List<BuildStage> Of(Dockerfile dockerfile, BuildOptions options)
    {
        var (stages, variables) = (new List<BuildStage>(), new Dictionary<string, string?>(StringComparer.Ordinal));
        foreach (var step in dockerfile.Steps)
        {
            if (step.Instruction.Keyword == "FROM")
                stages.Add(new BuildStage(Resolve(step.Instruction.Arguments), step.Line));
            else if (stages.Count > 0)
                stages[stages.Count - 1].steps.Add(step);
            else if (step.Instruction.Keyword == "ARG")
                Declare(step.Instruction.Arguments);
        }

        return stages;

        void Declare(string argument)
        {
            var parts = argument.Split(['='], 2);
            variables[parts[0]] = options.Arguments.TryGetValue(parts[0], out var given) ? given : parts.Length > 1 ? Resolve(parts[1].Trim().Trim('"', '\'')) : null;
        }

        string Resolve(string text) => Variable.Replace(text, match =>
        {
            var (name, word) = (match.Groups["name"].Value, Resolve(match.Groups["word"].Value));
            var value = variables.TryGetValue(name, out var declared) ? declared : BuiltIn(name, options.Platform);
            return match.Groups["operator"].Value switch
            {
                "-" when string.IsNullOrEmpty(value) => word,
                "+" => string.IsNullOrEmpty(value) ? "" : word,
                _ => value ?? (variables.ContainsKey(name) ? "" : match.Value),
            };
        });
    }

    /// <summary>The stage that a build makes; null if there is none of that name, of which the builder says so.</summary>
    /// <param name="stages">All of a Dockerfile.</param>
    /// <param name="target">Its name; null: the last.</param>
    public static BuildStage? Wanted(List<BuildStage> stages, string? target) => target is null ? stages.LastOrDefault() : Find(stages, target);

    /// <summary>The stage of that name or, since COPY --from and --target may count them, of that number; null if there is none.</summary>
    public static BuildStage? Find(List<BuildStage> stages, string name) =>
        stages.Find(stage => stage.IsNamed(name)) ?? (int.TryParse(name, out var index) && index >= 0 && index < stages.Count ? stages[index] : null);

    /// <summary>What a build is made of, from the image that it starts with: through the stages of which each starts FROM the one before.</summary>
    /// <returns>That image, and all instructions above it that are not of ONBUILD; the name is empty where there is no such stage.</returns>
    public static (SourceImage Source, IReadOnlyList<Instruction> Instructions) Path(Dockerfile dockerfile, BuildOptions options)
    {
        var (stages, instructions) = (Of(dockerfile, options), new List<Instruction>());
        var source = new SourceImage("", null, 0);
        for (var stage = Wanted(stages, options.Target); stage is not null; stage = stages.Take(stages.IndexOf(stage)).LastOrDefault(other => other.IsNamed(source.Name)))
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

    private bool IsNamed(string name) => Alias.Length > 0 && string.Equals(Alias, name, StringComparison.OrdinalIgnoreCase);
}
