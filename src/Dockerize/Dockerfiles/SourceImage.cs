using System.Text.RegularExpressions;

namespace Dockerize;

/// <summary>An image from elsewhere that a Dockerfile builds on: of a FROM, or of what copies or mounts <c>from</c> it.</summary>
/// <param name="Name">The reference as it stands there, with variables resolved.</param>
/// <param name="Platform">What <c>--platform</c> asks for; null: nothing, or the platform that the engine runs on.</param>
/// <param name="Line">Where it stands, counted from 1.</param>
public sealed record SourceImage(string Name, string? Platform, int Line)
{
    private const string Scratch = "scratch";

    private static readonly Regex From = new(
        @"\A(?:--platform=(?<platform>\S+)\s+)?(?<name>\S+)(?:\s+as\s+(?<stage>\S+))?\s*\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    // COPY --from=NAME …, RUN --mount=type=bind,from=NAME,…
    private static readonly Regex Source = new(@"(?<=\A(?:--\S+\s+)*--(?:from=|mount=(?:\S*,)?from=))(?<name>[^\s,]+)", RegexOptions.CultureInvariant);

    private static readonly Regex Variable = new(
        @"\$(?:(?<name>\w+)|\{(?<name>\w+)(?::?(?<operator>[-+])(?<word>[^}]*))?\})", RegexOptions.CultureInvariant);

    /// <summary>The images that a build needs.</summary>
    /// <param name="dockerfile">The Dockerfile.</param>
    /// <param name="options">With the values of ARG, the platform and the stage to build.</param>
    /// <param name="skipsUnused">True: only what the wanted stage needs, as BuildKit builds; false: what stands above its end too.</param>
    /// <param name="isComplete">False if a name has a variable in it that only the builder knows.</param>
    public static IReadOnlyList<SourceImage> Of(Dockerfile dockerfile, BuildOptions options, bool skipsUnused, out bool isComplete)
    {
        var (stages, variables) = (new List<Stage>(), new Dictionary<string, string?>(StringComparer.Ordinal));
        foreach (var (instruction, line) in dockerfile.Steps)
        {
            if (instruction.Keyword == "FROM")
                stages.Add(new Stage(From.Match(Resolve(instruction.Arguments)), line));
            else if (stages.Count > 0)
                stages[stages.Count - 1].Sources.AddRange(Source.Matches(instruction.Arguments).Cast<Match>().Select(match => new SourceImage(match.Value, null, line)));
            else if (instruction.Keyword == "ARG")
                Declare(instruction.Arguments);
        }

        var last = options.Target is null ? stages.Count - 1 : stages.FindIndex(stage => IsNamed(stage, options.Target));
        // Of a stage that is not there the builder says so.
        var wanted = skipsUnused && last >= 0 ? Reachable(stages, last) : stages.Take(last < 0 ? stages.Count : last + 1);
        var images = wanted
            .SelectMany(stage => stage.Sources)
            .Where(image => image.Name != Scratch && image.Name.Length > 0 && Find(stages, image.Name) is null)
            .GroupBy(image => (image.Name, image.Platform))
            .Select(same => same.First())
            .ToList();
        if (skipsUnused && dockerfile.SyntaxDirective is { } directive)
            images.Add(new SourceImage(directive.Image, null, directive.Line));
        isComplete = !images.Exists(image => image.Name.Contains('$'));
        return [.. images.Where(image => !image.Name.Contains('$'))];

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

    private static IEnumerable<Stage> Reachable(List<Stage> stages, int last)
    {
        var (reached, open) = (new HashSet<Stage>(), new Stack<Stage>([stages[last]]));
        while (open.Count > 0)
        {
            var stage = open.Pop();
            if (!reached.Add(stage))
                continue;
            foreach (var source in stage.Sources)
            {
                if (Find(stages, source.Name) is { } other)
                    open.Push(other);
            }
        }

        return stages.Where(reached.Contains);
    }

    // COPY --from and --target may count stages instead of naming them.
    private static Stage? Find(List<Stage> stages, string name) =>
        stages.Find(stage => IsNamed(stage, name)) ?? (int.TryParse(name, out var index) && index >= 0 && index < stages.Count ? stages[index] : null);

    private static bool IsNamed(Stage stage, string name) => string.Equals(stage.Alias, name, StringComparison.OrdinalIgnoreCase);

    private sealed class Stage(Match from, int line)
    {
        public string Alias { get; } = from.Groups["stage"].Value;

        // What it starts from comes first. A variable that is left in a platform is the engine's own.
        public List<SourceImage> Sources { get; } =
            [new(from.Groups["name"].Value, from.Groups["platform"] is { Success: true, Value: var platform } && !platform.Contains('$') ? platform : null, line)];
    }
}
