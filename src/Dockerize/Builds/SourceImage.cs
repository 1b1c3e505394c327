using Dockerize.Dockerfiles;
using Dockerize.Images;

namespace Dockerize.Builds;

/// <summary>An image that a Dockerfile uses: in FROM, COPY --from, RUN --mount=from or <c># syntax=</c>.</summary>
/// <param name="Name">The reference in the Dockerfile, with variables resolved.</param>
/// <param name="Platform">
/// The platform of <c>--platform</c>, or of the build; null for the platform of the engine.
/// </param>
/// <param name="Line">The line of the Dockerfile, counted from 1.</param>
internal sealed record SourceImage(string Name, string? Platform, int Line)
{
    private const string Scratch = "scratch";

    private static readonly string[] AddressStarts = ["https://", "http://", "git://", "ssh://", "git@", "$"];

    /// <summary>The part of the Dockerfile that specifies the image.</summary>
    public SourceImageUse Use { get; init; }

    /// <summary>
    /// True if the name is known. False if it cannot be parsed or has a variable that is not resolved. Only the builder
    /// knows the image then.
    /// </summary>
    public bool IsKnown => Name.Length > 0 && !Name.Contains('$');

    /// <summary>
    /// The name, if it may be the misspelled name of a stage; null if it can only be the name of an image.
    /// </summary>
    public StageName? Stage { get; init; }

    /// <summary>
    /// A placeholder image in the same registry, to find credentials for an image that is not known; null if the
    /// registry is not known either.
    /// </summary>
    public ImageReference? Neighbor =>
        Name.Split('$')[0].LastIndexOf('/') is > 0 and var end
            ? ImageReference.Parse(Name.Substring(0, end) + "/x")
            : null;

    /// <summary>Finds the images that a build uses.</summary>
    /// <param name="dockerfile">The Dockerfile.</param>
    /// <param name="options">The build options: values of ARG, the platform and the stage to build.</param>
    /// <param name="skipsUnused">
    /// True to include only the target stage and the stages that it uses, as BuildKit does. False to include every
    /// stage up to the target stage, as the classic builder does.
    /// </param>
    /// <param name="isComplete">
    /// False if the build also depends on an image that is not known, or on a download. Only the builder can detect
    /// changes of these.
    /// </param>
    public static IReadOnlyList<SourceImage> FindAll(
        Dockerfile dockerfile,
        BuildOptions options,
        bool skipsUnused,
        out bool isComplete
    )
    {
        var stages = BuildStage.FromDockerfile(dockerfile, options);
        var used = FindUsed(stages, options.Target, skipsUnused).ToList();
        var images = used.SelectMany(stage => ImagesOf(stage, stages, options))
            .GroupBy(image => (image.Name, image.Platform))
            .Select(same => same.First())
            .ToList();
        if (skipsUnused && dockerfile.SyntaxDirective is { } directive)
            images.Add(new SourceImage(directive.Image, null, directive.Line) { Use = SourceImageUse.Syntax });
        isComplete =
            images.TrueForAll(image => image.IsKnown)
            && !used.Exists(stage => stage.Steps.Any(step => HasRemoteSource(step.Instruction)));
        return images;
    }

    /// <summary>
    /// The image that the target stage starts from, directly or through other stages; null for <c>scratch</c>, or if
    /// only the builder knows the image.
    /// </summary>
    /// <param name="dockerfile">The Dockerfile.</param>
    /// <param name="options">The build options: values of ARG, the platform and the stage to build.</param>
    /// <exception cref="ImageBuildException">The name of the image is invalid.</exception>
    public static ImageReference? Base(Dockerfile dockerfile, BuildOptions options)
    {
        var source = BuildStage.Path(dockerfile, options).Source;
        if (!source.IsKnown || source.Name == Scratch)
            return null;

        try
        {
            return ImageReference.Parse(source.Name);
        }
        catch (InvalidReferenceException exception)
        {
            throw source.Unusable(dockerfile, options, exception);
        }
    }

    /// <summary>
    /// The images of a build whose registries are known, with a placeholder for an image that is not known.
    /// </summary>
    /// <param name="sources">The images of the Dockerfile.</param>
    /// <param name="options">The build options with the cache images.</param>
    public static IEnumerable<ImageReference> References(IReadOnlyList<SourceImage> sources, BuildOptions options) =>
        [
            .. sources
                .Where(source => source.IsKnown)
                .Select(source => source.Name)
                .Concat(options.CacheFrom)
                .Select(name => ImageReference.TryParse(name, out var image) ? image : null)
                .OfType<ImageReference>(),
            .. sources.Where(source => !source.IsKnown).Select(source => source.Neighbor).OfType<ImageReference>(),
        ];

    /// <summary>
    /// The exception for an image that cannot be used, with the line of the Dockerfile that specifies it.
    /// </summary>
    /// <param name="dockerfile">The Dockerfile.</param>
    /// <param name="options">The build options.</param>
    /// <param name="cause">The error.</param>
    public ImageBuildException Unusable(Dockerfile dockerfile, BuildOptions options, Exception cause) =>
        new(ImageBuildFailure.SourceImage, cause.Message, cause)
        {
            DockerfilePath = options.DockerfilePath,
            Line = Line,
            SourceName = Name,
            SourceUse = Use,
            Stages = StepName.StageNames(dockerfile),
            UnsetArguments = BuildArguments.WithoutValue(dockerfile, options, Line),
        };

    /// <summary>The stages that a build runs, from top to bottom.</summary>
    /// <param name="stages">The stages of the Dockerfile.</param>
    /// <param name="target">The name of the stage to build; null for the last stage.</param>
    /// <param name="skipsUnused">
    /// True for BuildKit, which runs only stages that the target uses; false for the classic builder.
    /// </param>
    public static IEnumerable<BuildStage> FindUsed(List<BuildStage> stages, string? target, bool skipsUnused)
    {
        if (BuildStage.FindTarget(stages, target) is not { } last)
            return stages;

        return skipsUnused ? FindReachable(stages, last) : stages.Take(stages.IndexOf(last) + 1);
    }

    /// <summary>The address that an ADD instruction downloads; null if it adds only files of the context.</summary>
    public static string? FindAddress(Instruction instruction) =>
        instruction.Keyword == "ADD"
            ? instruction
                .Words.Select(word => word.Trim('[', ']', ',', '"'))
                .FirstOrDefault(word => word.Length > 0 && word[0] != '$' && IsAddress(word, 0))
            : null;

    // True for ADD of an address, or of a variable that may contain one. A source with a checksum cannot change.
    private static bool HasRemoteSource(Instruction instruction)
    {
        var line = instruction.Arguments.Split(['\n'], 2)[0];
        if (instruction.Keyword != "ADD" || line.Contains("--checksum="))
            return false;

        // The last word is the destination in the image.
        var last = line.LastIndexOfAny([' ', '\t', ',']);
        return Enumerable
            .Range(0, Math.Max(last, 0))
            .Any(index => (index == 0 || IsSeparator(line[index - 1])) && IsAddress(line, index));
    }

    private static bool IsSeparator(char character) =>
        char.IsWhiteSpace(character) || character is '"' or '\'' or '[' or ',';

    private static bool IsAddress(string line, int index) =>
        Array.Exists(AddressStarts, start => string.CompareOrdinal(line, index, start, 0, start.Length) == 0);

    private static IEnumerable<SourceImage> ImagesOf(BuildStage stage, List<BuildStage> stages, BuildOptions options)
    {
        var copied = CopySources(stage)
            .Where(source => BuildStage.Find(stages, source.Name) is null)
            .Select(source => new SourceImage(source.Name, options.PlatformText, source.Line)
            {
                Use = source.Use,
                Stage = StageName.OfCopy(source.Name, stage, stages),
            });
        var from = stage.From with { Stage = StageName.OfFrom(stage, stages) };
        return (stage.Base is null ? copied.Prepend(from) : copied).Where(image => image.Name != Scratch);
    }

    // The images and stages that a stage copies or mounts from.
    private static IEnumerable<(string Name, SourceImageUse Use, int Line)> CopySources(BuildStage stage) =>
        stage.Steps.SelectMany(step =>
            step.Instruction.Flags.SelectMany(FlagSources)
                .Select(source => (source, UseIn(step.Instruction), step.Line))
        );

    private static SourceImageUse UseIn(Instruction instruction) =>
        instruction.Keyword == "RUN" ? SourceImageUse.Mount : SourceImageUse.Copy;

    // COPY --from=NAME …, RUN --mount=type=bind,from=NAME,…
    private static IEnumerable<string> FlagSources(string flag)
    {
        const string Mount = "mount=";
        const string From = "from=";
        var parts = flag.StartsWith(Mount, StringComparison.Ordinal)
            ? flag.Substring(Mount.Length).Split(',')
            : flag.Split([','], 2).Take(1);
        return parts
            .Where(part => part.Length > From.Length && part.StartsWith(From, StringComparison.Ordinal))
            .Select(part => part.Substring(From.Length));
    }

    private static IEnumerable<BuildStage> FindReachable(List<BuildStage> stages, BuildStage target)
    {
        var (reached, open) = (new HashSet<BuildStage>(), new Stack<BuildStage>([target]));
        while (open.Count > 0)
        {
            var stage = open.Pop();
            if (!reached.Add(stage))
                continue;

            var others = CopySources(stage).Select(source => BuildStage.Find(stages, source.Name)).Append(stage.Base);
            foreach (var other in others.OfType<BuildStage>())
                open.Push(other);
        }

        return stages.Where(reached.Contains);
    }
}
