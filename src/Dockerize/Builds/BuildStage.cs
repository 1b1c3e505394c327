using Dockerize.Dockerfiles;

namespace Dockerize.Builds;

/// <summary>A stage of a Dockerfile: a FROM instruction and the instructions below it.</summary>
internal sealed class BuildStage
{
    private const string PlatformFlag = "platform=";

    private readonly List<(Instruction Instruction, int Line)> steps = [];

    private BuildStage(string arguments, Func<string, string> resolve, int line, string? requestedPlatform)
    {
        string[] flags = [.. InstructionWords.Flags(arguments)];
        // Variables are replaced after the words are split, because a value cannot add words.
        var words = arguments.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Skip(flags.Length).ToList();
        if (words.Count == 3 && string.Equals(words[1], "AS", StringComparison.OrdinalIgnoreCase))
            Alias = words[2];
        // Other arguments are an error, which the builder reports.
        var name = words.Count == 1 || Alias.Length > 0 ? FromVariables.Unquote(resolve(words[0])) : null;
        var platform = Array.FindLast(flags, flag => flag.StartsWith(PlatformFlag, StringComparison.Ordinal));
        From = new SourceImage(
            name ?? "",
            platform is null ? requestedPlatform : PlatformOf(resolve(platform.Substring(PlatformFlag.Length))),
            line
        );
        HasBlankImage = name is not null && FromVariables.IsBlank(name);
    }

    /// <summary>The name of the stage; empty if it has none.</summary>
    public string Alias { get; } = "";

    /// <summary>The operand of FROM: an image, or the name of <see cref="Base"/>.</summary>
    public SourceImage From { get; }

    /// <summary>The earlier stage that this stage starts from; null if it starts from an image.</summary>
    public BuildStage? Base { get; private set; }

    /// <summary>True if the operand of FROM is blank after its variables are replaced.</summary>
    public bool HasBlankImage { get; }

    /// <summary>The instructions below FROM, with the line of each, counted from 1.</summary>
    public IReadOnlyList<(Instruction Instruction, int Line)> Steps => steps;

    /// <summary>
    /// The stages of a Dockerfile from top to bottom. Variables in FROM are not replaced if only the builder knows
    /// their values.
    /// </summary>
    /// <exception cref="InvalidDockerfileException">
    /// The variables of an instruction expand to more than <see cref="FromVariables.MaximumExpansion"/> characters.
    /// </exception>
    public static List<BuildStage> FromDockerfile(Dockerfile dockerfile, BuildOptions options)
    {
        var (stages, variables) = (new List<BuildStage>(), new FromVariables(options));
        var names = new Dictionary<string, BuildStage>(StringComparer.OrdinalIgnoreCase);
        foreach (var step in dockerfile.Steps)
        {
            if (step.Instruction.Keyword == "FROM")
                Add(step.Instruction.Arguments, step.Line);
            else if (stages.Count > 0)
                stages[stages.Count - 1].steps.Add(step);
            else if (step.Instruction.Keyword == "ARG")
                variables.Declare(step.Instruction, step.Line);
        }

        return stages;

        void Add(string arguments, int line)
        {
            var stage = new BuildStage(arguments, text => variables.Resolve(text, line), line, options.PlatformText);
            stage.Base = names.TryGetValue(stage.From.Name, out var above) ? above : null;
            stages.Add(stage);
            if (stage.Alias.Length > 0)
                names[stage.Alias] = stage;
        }
    }

    /// <summary>
    /// The stage to build; null if the Dockerfile does not have it. The builder then reports the error.
    /// </summary>
    /// <param name="stages">The stages of the Dockerfile.</param>
    /// <param name="target">The name of the stage; null for the last stage.</param>
    public static BuildStage? FindTarget(List<BuildStage> stages, string? target) =>
        target is null ? stages.LastOrDefault() : Find(stages, target);

    /// <summary>
    /// The last stage with a name; null if there is none. As in COPY --from and --target, a number that is not the name
    /// of a stage is the index of a stage.
    /// </summary>
    public static BuildStage? Find(List<BuildStage> stages, string name)
    {
        if (stages.FindLast(stage => stage.IsNamed(name)) is { } named)
            return named;

        return int.TryParse(name, out var index) && index >= 0 && index < stages.Count ? stages[index] : null;
    }

    /// <summary>
    /// The base image of a build, and the instructions of the target stage and of the stages that it is based on.
    /// </summary>
    /// <returns>
    /// The image and the instructions in order, without the ONBUILD instructions of the base image. If the target stage
    /// does not exist, the name of the image is empty.
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

    // A platform with an unresolved variable is treated as the platform of the engine.
    private static string? PlatformOf(string value) => value.Contains('$') ? null : FromVariables.Unquote(value);

    private bool IsNamed(string name) =>
        Alias.Length > 0 && string.Equals(Alias, name, StringComparison.OrdinalIgnoreCase);
}
