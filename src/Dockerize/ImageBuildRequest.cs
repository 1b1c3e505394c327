using Dockerize.Builds;
using Dockerize.Builds.Sessions;
using Dockerize.Containers;
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

    /// <summary>
    /// The platforms of an image index (multi-platform image); empty for an image for one platform. The build creates
    /// an image for each platform, and their index has the names in <see cref="Tags"/>.
    /// </summary>
    /// <remarks>
    /// Docker requires containerd's image store and version 28 or later. Podman requires version 4 or later. RUN
    /// instructions for another platform than that of the engine require emulation, such as QEMU. A single platform is
    /// equal to <see cref="BuildOptions.Platform"/>.
    /// </remarks>
    public IReadOnlyList<Platform> Platforms { get; set; } = [];

    /// <summary>The pull policy for base images.</summary>
    public PullPolicy Pull { get; set; }

    /// <summary>The builder to use.</summary>
    public BuilderKind Builder { get; set; }

    /// <summary>
    /// The secrets that RUN instructions mount: <c>RUN --mount=type=secret,id=…</c>. Requires BuildKit. A changed value
    /// does not run a cached step again.
    /// </summary>
    public IReadOnlyList<BuildSecret> Secrets { get; set; } = [];

    /// <summary>
    /// The SSH agents that RUN instructions mount: <c>RUN --mount=type=ssh</c>. Requires BuildKit.
    /// </summary>
    public IReadOnlyList<BuildSsh> Ssh { get; set; } = [];

    /// <summary>
    /// The smoke test; null for none. The image gets its tags only after it has passed. Of several platforms, the image
    /// for the platform of the engine is tested.
    /// </summary>
    public SmokeTest? SmokeTest { get; set; }

    /// <summary>The build options: platform, build arguments, labels, network, target stage, cache.</summary>
    public BuildOptions Options { get; set; } = new();

    /// <summary>The full path of the Dockerfile.</summary>
    internal string DockerfilePath => Path.GetFullPath(Path.Combine(Context, Dockerfile));

    /// <summary>Validates the parts of the request that do not require an engine.</summary>
    /// <exception cref="ArgumentException">
    /// The platforms have duplicates, conflict with the platform of the build options, or require a tag.
    /// </exception>
    /// <exception cref="DirectoryNotFoundException">The context does not exist.</exception>
    /// <exception cref="FileNotFoundException">The Dockerfile does not exist.</exception>
    /// <exception cref="BuildSecretException">A secret cannot be used.</exception>
    /// <exception cref="BuildSshException">An SSH agent cannot be used.</exception>
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

        var tags = ParseTags();
        if (Platforms.Count > 0 && Options.Platform is not null)
            throw Invalid("Platforms and Options.Platform are both set. Set one of them.");
        if (Platform.FindDuplicate(Platforms) is { } duplicate)
            throw Invalid($"The platform {duplicate} occurs more than once in Platforms.");
        if (Platforms.Count > 1 && tags.Count == 0)
            throw Invalid("An image for several platforms requires a name. Set Tags.");
        SessionSources.RequireSecrets(Secrets, Environment.GetEnvironmentVariable);
        SessionSources.RequireSsh(Ssh, Environment.GetEnvironmentVariable);

        static ArgumentException Invalid(string message) => new(message);
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
            Options = Options with
            {
                DockerfilePath = path,
                ContextRoot = Context,
                Platform = Platforms.Count == 1 ? Platforms[0] : Options.Platform,
                Secrets = Secrets,
                Ssh = Ssh,
            },
            Platforms = Platforms.Count > 1 ? Platforms : [],
            Names = names,
            Pull = Pull,
            Builder = Builder,
            SmokeTest = SmokeTest,
        };
    }

    private IReadOnlyList<ImageReference> ParseTags() =>
        [
            .. Tags.Where(tag => !string.IsNullOrWhiteSpace(tag))
                .Select(tag => ImageReference.Parse(tag.Trim()).RequireNoDigest()),
        ];
}
