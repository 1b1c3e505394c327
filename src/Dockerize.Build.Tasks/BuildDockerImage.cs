using System.Globalization;
using Dockerize.Build.Apps;
using Dockerize.Build.Settings;
using Dockerize.Builds;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Images;
using Dockerize.Registries;
using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>Builds an image from a Dockerfile and the files it copies, and tags it; or sees that this was done and nothing changed.</summary>
[MSBuildMultiThreadableTask]
public sealed class BuildDockerImage : DockerTask
{
    /// <summary>The full path of the Dockerfile.</summary>
    [Required]
    public string Dockerfile { get; set; } = "";

    /// <summary>The full path of the user's Dockerfile; empty: it was generated.</summary>
    public string? BuildFile { get; set; }

    /// <summary>Which builder of the engine: auto, classic or buildkit; empty: auto.</summary>
    public string? Builder { get; set; }

    /// <summary>The files, with ContextPath, Layer and Mode.</summary>
    public ITaskItem[] ContextFiles { get; set; } = [];

    /// <summary>What the image is to be called: one reference for each tag.</summary>
    [Required]
    public ITaskItem[] References { get; set; } = [];

    /// <summary>Whether a push is to follow: then credentials for it may serve to pull base images from the same registry.</summary>
    public bool Push { get; set; }

    /// <summary>Whether to build though nothing changed.</summary>
    public bool Force { get; set; }

    /// <summary>Whether to repeat every step.</summary>
    public bool NoCache { get; set; }

    /// <summary>When to ask registries for base images: IfMissing, Always or Never; empty: IfMissing.</summary>
    public string? Pull { get; set; }

    /// <summary>What the image is to run on, such as <c>linux/arm64</c>; empty: what the engine runs on.</summary>
    public string? Platform { get; set; }

    /// <summary>The stage to build; empty: the last.</summary>
    public string? Target { get; set; }

    /// <summary>The network of RUN instructions; empty: the engine's default.</summary>
    public string? Network { get; set; }

    /// <summary>Build arguments, with their Value.</summary>
    public ITaskItem[] BuildArguments { get; set; } = [];

    /// <summary>Images whose layers count as built already.</summary>
    public ITaskItem[] CacheFrom { get; set; } = [];

    /// <summary>The full path of the file that says what was built.</summary>
    [Required]
    public string MetadataFile { get; set; } = "";

    /// <summary>One item for each tag: the reference, with ImageId, Size (bytes), Platform and Pushed.</summary>
    [Output]
    public ITaskItem[] Images { get; private set; } = [];

    /// <summary>The image id.</summary>
    [Output]
    public string ImageId { get; private set; } = "";

    private protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ImageReference> references = [.. References.Select(reference => ImageReference.Parse(reference.ItemSpec))];
        using var engine = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        var dockerfile = Dockerize.Dockerfiles.Dockerfile.Load(Dockerfile);
        var context = BuildContext.Create(dockerfile.Text, ContextFiles.Select(TaskItems.ToContextFile), Dockerfile, cancellationToken);
        var builder = BuilderSelector.Choose(engine.Api, TaskItems.ToBuilderKind(Builder), dockerfile, context, isGenerated: string.IsNullOrEmpty(BuildFile));
        var options = new BuildOptions
        {
            DockerfilePath = Dockerfile,
            NoCache = NoCache,
            Target = string.IsNullOrWhiteSpace(Target) ? null : Target!.Trim(),
            Network = string.IsNullOrWhiteSpace(Network) ? null : Network!.Trim(),
            Platform = string.IsNullOrEmpty(Platform) ? null : Dockerize.Images.Platform.Parse(Platform!),
            CacheFrom = TaskItems.Texts(CacheFrom),
            Arguments = NamedValues.LastOfEach(TaskItems.Pairs("", null, BuildArguments)).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal),
        };
        var build = new IncrementalBuild(engine.Api, builder)
        {
            Pull = TaskItems.ToPullPolicy(Pull),
            IsForced = Force,
            Credentials = CredentialSources.For(references[0], Push, SourceImage.Base(dockerfile, options)),
            RecordPath = MetadataFile,
        };
        var image = await build.RunAsync(dockerfile, context, options, references, Progress, cancellationToken).ConfigureAwait(false);

        ImageId = image.Id;
        Images =
        [
            .. references.Select(reference => TaskItems.Create(
                reference.Familiar,
                ("ImageId", image.Id),
                ("Size", image.Size.ToString(CultureInfo.InvariantCulture)),
                ("Platform", $"{image.Os}/{image.Architecture}"),
                ("Pushed", "false"))),
        ];
        Log.LogMessage(MessageImportance.High, "{0}", $"Run it: {image.RunCommand(references[0])}");
    }
}
