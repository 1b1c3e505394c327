using System.Text.RegularExpressions;
using Dockerize.Dockerfiles;
using Dockerize.Images;

namespace Dockerize.Builds;

/// <summary>An image from elsewhere that a Dockerfile builds on: of a FROM, or of what copies or mounts <c>from</c> it.</summary>
/// <param name="Name">The reference as it stands there, with variables resolved.</param>
/// <param name="Platform">What <c>--platform</c> asks for, or else the build; null: the platform that the engine runs on.</param>
/// <param name="Line">Where it stands, counted from 1.</param>
internal sealed record SourceImage(string Name, string? Platform, int Line)
{
    private const string Scratch = "scratch";

    // COPY --from=NAME …, RUN --mount=type=bind,from=NAME,…
    private static readonly Regex Source = new(@"(?<=\A(?:--\S+\s+)*--(?:from=|mount=(?:\S*,)?from=))(?<name>[^\s,]+)", RegexOptions.CultureInvariant);

    // ADD of an address, or of what is in a variable and may be one; the last word is a path in the image. What has a checksum cannot change.
    private static readonly Regex RemoteSource = new(
        @"\A(?![^\n]*--checksum=)(?:[^\n]*[\s""'\[,])?(?:https?://|git://|ssh://|git@|\$)[^\n]*[ \t,]", RegexOptions.CultureInvariant);

    /// <summary>False if only the builder can say which image it is: a variable is left in the name, or it cannot be read.</summary>
    public bool IsKnown => Name.Length > 0 && !Name.Contains('$');

    /// <summary>Of an image that is not known, one beside it in its registry; null if that is not known either.</summary>
    public ImageReference? Neighbour => Name.Split('$')[0].LastIndexOf('/') is > 0 and var end ? ImageReference.Parse(Name.Substring(0, end) + "/x") : null;

    /// <summary>The images that a build needs.</summary>
    /// <param name="dockerfile">The Dockerfile.</param>
    /// <param name="options">With the values of ARG, the platform and the stage to build.</param>
    /// <param name="skipsUnused">True: only what the wanted stage needs, as BuildKit builds; false: what stands above its end too.</param>
    /// <param name="isComplete">False if the image depends on something else too, or on an image that is not known: then nobody but the builder can say whether it has changed.</param>
    public static IReadOnlyList<SourceImage> Of(Dockerfile dockerfile, BuildOptions options, bool skipsUnused, out bool isComplete)
    {
        var stages = BuildStage.Of(dockerfile, options);
        var last = BuildStage.Wanted(stages, options.Target);
        var wanted = (last is null ? stages : skipsUnused ? Reachable(stages, last) : stages.Take(stages.IndexOf(last) + 1)).ToList();
        var images = wanted
            .SelectMany(stage => Images(stages, stage, options))
            .GroupBy(image => (image.Name, image.Platform))
            .Select(same => same.First())
            .ToList();
        if (skipsUnused && dockerfile.SyntaxDirective is { } directive)
            images.Add(new SourceImage(directive.Image, null, directive.Line));
        isComplete = images.TrueForAll(image => image.IsKnown)
            && !wanted.Exists(stage => stage.Steps.Any(step => step.Instruction.Keyword == "ADD" && RemoteSource.IsMatch(step.Instruction.Arguments)));
        return images;
    }

    /// <summary>The image that the wanted stage starts FROM, also through other stages; null if there is none, or only the builder knows which.</summary>
    /// <param name="dockerfile">The Dockerfile.</param>
    /// <param name="options">With the values of ARG, the platform and the stage to build.</param>
    /// <exception cref="DockerizeException">DKZ1003: its name is no reference; with the Dockerfile's line.</exception>
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
            throw source.Unusable(options, exception);
        }
    }

    /// <summary>The error of an image that cannot be used, with the line of the Dockerfile that specifies it.</summary>
    public ImageBuildException Unusable(BuildOptions options, Exception cause) => new(ImageBuildFailure.SourceImage, cause.Message, cause)
    {
        DockerfilePath = options.DockerfilePath,
        Line = Line,
    };

    private static IEnumerable<SourceImage> Images(List<BuildStage> stages, BuildStage stage, BuildOptions options)
    {
        var copied = Copied(stage)
            .Where(source => BuildStage.Find(stages, source.Name) is null)
            .Select(source => new SourceImage(source.Name, options.Platform, source.Line));
        return (stage.Base is null ? copied.Prepend(stage.From) : copied).Where(image => image.Name != Scratch);
    }

    // What a stage copies or mounts from: an image, or a stage.
    private static IEnumerable<(string Name, int Line)> Copied(BuildStage stage) =>
        stage.Steps.SelectMany(step => Source.Matches(step.Instruction.Arguments).Cast<Match>().Select(match => (match.Value, step.Line)));

    private static IEnumerable<BuildStage> Reachable(List<BuildStage> stages, BuildStage last)
    {
        var (reached, open) = (new HashSet<BuildStage>(), new Stack<BuildStage>([last]));
        while (open.Count > 0)
        {
            var stage = open.Pop();
            if (!reached.Add(stage))
                continue;
            foreach (var other in Copied(stage).Select(source => BuildStage.Find(stages, source.Name)).Append(stage.Base).OfType<BuildStage>())
                open.Push(other);
        }

        return stages.Where(reached.Contains);
    }
}
