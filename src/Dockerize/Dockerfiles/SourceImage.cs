using System.Text.RegularExpressions;

namespace Dockerize;

/// <summary>An image from elsewhere that a Dockerfile builds on: of a FROM, or of what copies or mounts <c>from</c> it.</summary>
/// <param name="Name">The reference as it stands there, with variables resolved.</param>
/// <param name="Platform">What <c>--platform</c> asks for; null: nothing, or the platform that the engine runs on.</param>
/// <param name="Line">Where it stands, counted from 1.</param>
internal sealed record SourceImage(string Name, string? Platform, int Line)
{
    private const string Scratch = "scratch";

    // COPY --from=NAME …, RUN --mount=type=bind,from=NAME,…
    private static readonly Regex Source = new(@"(?<=\A(?:--\S+\s+)*--(?:from=|mount=(?:\S*,)?from=))(?<name>[^\s,]+)", RegexOptions.CultureInvariant);

    /// <summary>The images that a build needs.</summary>
    /// <param name="dockerfile">The Dockerfile.</param>
    /// <param name="options">With the values of ARG, the platform and the stage to build.</param>
    /// <param name="skipsUnused">True: only what the wanted stage needs, as BuildKit builds; false: what stands above its end too.</param>
    /// <param name="isComplete">False if a name has a variable in it that only the builder knows.</param>
    public static IReadOnlyList<SourceImage> Of(Dockerfile dockerfile, BuildOptions options, bool skipsUnused, out bool isComplete)
    {
        var stages = BuildStage.Of(dockerfile, options);
        var last = BuildStage.Wanted(stages, options.Target);
        var wanted = last is null ? stages : skipsUnused ? Reachable(stages, last) : stages.Take(stages.IndexOf(last) + 1);
        var images = wanted
            .SelectMany(Sources)
            .Where(image => image.Name != Scratch && image.Name.Length > 0 && BuildStage.Find(stages, image.Name) is null)
            .GroupBy(image => (image.Name, image.Platform))
            .Select(same => same.First())
            .ToList();
        if (skipsUnused && dockerfile.SyntaxDirective is { } directive)
            images.Add(new SourceImage(directive.Image, null, directive.Line));
        isComplete = !images.Exists(image => image.Name.Contains('$'));
        return [.. images.Where(image => !image.Name.Contains('$'))];
    }

    /// <summary>The image that the wanted stage starts FROM, also through other stages; null if there is none, or only the builder knows which.</summary>
    /// <param name="dockerfile">The Dockerfile.</param>
    /// <param name="options">With the values of ARG, the platform and the stage to build.</param>
    /// <exception cref="DockerizeException">DKZ1003: its name is no reference; with the Dockerfile's line.</exception>
    public static ImageReference? Base(Dockerfile dockerfile, BuildOptions options)
    {
        var source = BuildStage.Path(dockerfile, options).Source;
        if (source.Name.Length == 0 || source.Name == Scratch || source.Name.Contains('$'))
            return null;
        try
        {
            return ImageReference.Parse(source.Name);
        }
        catch (DockerizeException exception)
        {
            throw new DockerizeException(exception.Diagnostic with { File = options.DockerfilePath, Line = source.Line }, exception);
        }
    }

    private static IEnumerable<SourceImage> Sources(BuildStage stage) =>
    [
        stage.From,
        .. stage.Steps.SelectMany(step => Source.Matches(step.Instruction.Arguments).Cast<Match>().Select(match => new SourceImage(match.Value, null, step.Line))),
    ];

    private static IEnumerable<BuildStage> Reachable(List<BuildStage> stages, BuildStage last)
    {
        var (reached, open) = (new HashSet<BuildStage>(), new Stack<BuildStage>([last]));
        while (open.Count > 0)
        {
            var stage = open.Pop();
            if (!reached.Add(stage))
                continue;
            foreach (var source in Sources(stage))
            {
                if (BuildStage.Find(stages, source.Name) is { } other)
                    open.Push(other);
            }
        }

        return stages.Where(reached.Contains);
    }
}
