using Dockerize.Builds;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Images;

namespace Dockerize;

/// <summary>A request to build an image from a folder with a Dockerfile.</summary>
public sealed record ImageBuildRequest
{
    /// <summary>Initializes a request.</summary>
    /// <param name="context">The path of the folder. Files that its <c>.dockerignore</c> excludes are not sent.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public ImageBuildRequest(string context)
    {
        if (string.IsNullOrWhiteSpace(context))
            throw new ArgumentException("The path of the build context is empty.", nameof(context));

        Context = Path.GetFullPath(context);
    }

    /// <summary>The full path of the build context.</summary>
    public string Context { get; }

    /// <summary>
    /// The path of the Dockerfile: relative to <see cref="Context"/>, or a full path. The default is <c>Dockerfile</c>.
    /// </summary>
    public string Dockerfile { get; set; } = "Dockerfile";

    /// <summary>
    /// The names of the image, with or without tags. A name must not have a digest. An image without a name is
    /// identified by its id.
    /// </summary>
    public IReadOnlyList<string> Tags { get; set; } = [];

    /// <summary>The pull policy for base images.</summary>
    public PullPolicy Pull { get; set; }

    /// <summary>The builder to use.</summary>
    public BuilderKind Builder { get; set; }

    /// <summary>The build options: platform, build arguments, labels, network, target stage, cache.</summary>
    public BuildOptions Options { get; set; } = new();

    /// <summary>The full path of the Dockerfile.</summary>
    internal string DockerfilePath => Path.GetFullPath(Path.Combine(Context, Dockerfile));

    /// <summary>Validates the parts of the request that do not require an engine.</summary>
    /// <exception cref="DirectoryNotFoundException">The context does not exist.</exception>
    /// <exception cref="FileNotFoundException">The Dockerfile does not exist.</exception>
    /// <exception cref="InvalidReferenceException">A tag is invalid, or has a digest.</exception>
    internal void Validate()
    {
        if (!Directory.Exists(Context))
            throw new DirectoryNotFoundException($"Build context '{Context}' not found. Correct its path.");
        if (!File.Exists(DockerfilePath))
            throw new FileNotFoundException(
                $"Dockerfile '{DockerfilePath}' not found. Correct its path, which is relative to "
                    + "the build context.",
                DockerfilePath
            );

        _ = ParseTags();
    }

    /// <summary>Reads the Dockerfile and every file of the context.</summary>
    internal ImageBuild Read(CancellationToken cancellationToken)
    {
        Validate();
        var (path, names) = (DockerfilePath, ParseTags());
        var dockerfile = Dockerfiles.Dockerfile.Load(path);
        var files = ContextReader.Read(Context, path, cancellationToken: cancellationToken);
        return new ImageBuild(dockerfile, BuildContext.Create(dockerfile.Text, files, path, cancellationToken))
        {
            Options = Options with { DockerfilePath = path },
            Names = names,
            Pull = Pull,
            Builder = Builder,
        };
    }

    private IReadOnlyList<ImageReference> ParseTags() =>
        [
            .. Tags.Where(tag => !string.IsNullOrWhiteSpace(tag))
                .Select(tag => ImageReference.Parse(tag.Trim()).RequireNoDigest()),
        ];
}
