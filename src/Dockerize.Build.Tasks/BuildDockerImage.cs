using System.Globalization;
using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>Builds an image from a Dockerfile and the files it copies, and tags it.</summary>
public sealed class BuildDockerImage : DockerTask
{
    /// <summary>The full path of the Dockerfile.</summary>
    [Required]
    public string Dockerfile { get; set; } = "";

    /// <summary>The files, with ContextPath, Layer and Mode.</summary>
    public ITaskItem[] ContextFiles { get; set; } = [];

    /// <summary>The whole reference; wins over registry, repository and tags.</summary>
    public string? Image { get; set; }

    /// <summary>The registry, <c>host[:port]</c>; empty: the image stays in the engine.</summary>
    public string? Registry { get; set; }

    /// <summary>The path below the registry; empty: made from <see cref="AssemblyName"/>.</summary>
    public string? Repository { get; set; }

    /// <summary>The app's assembly, without extension.</summary>
    [Required]
    public string AssemblyName { get; set; } = "";

    /// <summary>Tags, separated by blanks, semicolons or commas.</summary>
    public string? Tags { get; set; }

    /// <summary>Whether a push is to follow, so that a name which cannot be pushed is an error before anything is built.</summary>
    public bool Push { get; set; }

    /// <summary>Whether to repeat every step.</summary>
    public bool NoCache { get; set; }

    /// <summary>The stage to build; empty: the last.</summary>
    public string? Target { get; set; }

    /// <summary>The network of RUN instructions; empty: the engine's default.</summary>
    public string? Network { get; set; }

    /// <summary>Build arguments, with their Value.</summary>
    public ITaskItem[] BuildArguments { get; set; } = [];

    /// <summary>One item for each tag: the reference, with ImageId, Size (bytes), Platform and Pushed.</summary>
    [Output]
    public ITaskItem[] Images { get; private set; } = [];

    /// <summary>The image id.</summary>
    [Output]
    public string ImageId { get; private set; } = "";

    private protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var references = ImageTags.Resolve(Image, Registry, string.IsNullOrWhiteSpace(Repository) ? ImageTags.NormalizeRepository(AssemblyName) : Repository, Tags);
        if (Push)
            ImageTags.RequireRegistry(references);

        using var engine = await DockerEngine.ConnectAsync(Host, cancellationToken: cancellationToken).ConfigureAwait(false);
        var dockerfile = Dockerize.Dockerfile.Load(Dockerfile);
        var context = BuildContext.Create(dockerfile.Text, ContextFiles.Select(TaskItems.ToContextFile), Dockerfile, cancellationToken);
        var options = new BuildOptions
        {
            DockerfilePath = Dockerfile,
            NoCache = NoCache,
            Target = string.IsNullOrWhiteSpace(Target) ? null : Target!.Trim(),
            Network = string.IsNullOrWhiteSpace(Network) ? null : Network!.Trim(),
            Arguments = NamedValues.LastOfEach(TaskItems.Pairs("", null, BuildArguments)).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal),
        };
        var image = await new ClassicBuilder(engine).BuildAsync(dockerfile, context, options, Progress, cancellationToken).ConfigureAwait(false);
        foreach (var reference in references)
            await engine.TagAsync(image.Id, reference, cancellationToken).ConfigureAwait(false);

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
