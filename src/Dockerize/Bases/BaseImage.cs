namespace Dockerize;

/// <summary>The image that an app's image starts FROM: its name and why it is that one, and what inspecting it says.</summary>
/// <param name="Name">The reference as it stands in the Dockerfile.</param>
/// <param name="Reason">One sentence for the Dockerfile's reader.</param>
public sealed record BaseImage(string Name, string Reason)
{
    /// <summary>Where Microsoft publishes .NET's images.</summary>
    public const string DefaultRegistry = "mcr.microsoft.com";

    /// <summary>True if <see cref="Infer"/> chose it, so that it is known to be one of .NET's own images.</summary>
    public bool IsInferred { get; init; }

    /// <summary>What inspecting it in the engine said; null while nobody asked.</summary>
    public ImageFacts? Facts { get; init; }

    /// <summary>What it runs on, as far as its name and its facts tell; null while nothing does.</summary>
    public ImagePlatform? Platform =>
        IsInferred ? new(Facts?.Os ?? "linux", Facts?.Architecture, Name.Contains("alpine"))
        : Facts is null ? null
        : new(Facts.Os, Facts.Architecture, IsMusl: null);

    /// <summary>A base image that the user chose, untouched.</summary>
    public static BaseImage Chosen(string name) => new(name, $"the project names {name}");

    /// <summary>The same with what an engine says of it, which pulls it if it has to.</summary>
    /// <param name="engine">The engine that will build.</param>
    /// <param name="progress">Gets lines of a pull as they arrive.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DockerizeException">DKZ1003: the name is no reference; DKZ2007: the image cannot be had; DKZ2003: the connection broke.</exception>
    public async Task<BaseImage> InspectAsync(DockerEngine engine, IProgress<ProgressMessage>? progress = null, CancellationToken cancellationToken = default)
    {
        var reference = ImageReference.Parse(Name);
        var facts = await engine.InspectAsync(reference.Familiar, cancellationToken).ConfigureAwait(false);
        if (facts is null)
        {
            var credentials = DockerConfig.Load(Environment.GetEnvironmentVariable).Find(reference.Registry);
            facts = await engine.PullAsync(reference, credentials, progress, cancellationToken).ConfigureAwait(false);
        }

        return this with { Facts = facts };
    }

    /// <summary>The image of .NET's own that an app needs.</summary>
    /// <param name="app">The app.</param>
    /// <param name="registry"><c>host[:port][/prefix]</c> to take it from; null or empty: <see cref="DefaultRegistry"/>.</param>
    /// <param name="variant">What follows the version in the tag, such as <c>alpine</c> or <c>noble-chiseled</c>; null or empty: by the app.</param>
    public static BaseImage Infer(PublishedApp app, string? registry = null, string? variant = null)
    {
        var (repository, needs) =
            app.IsSelfContained ? ("runtime-deps", "brings its own runtime and needs what that depends on")
            : app.UsesAspNetCore ? ("aspnet", "needs the ASP.NET Core runtime")
            : ("runtime", "needs the .NET runtime");
        var suffix =
            !string.IsNullOrWhiteSpace(variant) ? "-" + variant!.Trim()
            : app.RuntimeIdentifier?.StartsWith("linux-musl-", StringComparison.Ordinal) == true ? "-alpine"
            : "";
        var source = string.IsNullOrWhiteSpace(registry) ? DefaultRegistry : registry!.Trim().TrimEnd('/');
        return new BaseImage($"{source}/dotnet/{repository}:{app.FrameworkVersion}{suffix}", $"{app.AssemblyName} targets .NET {app.FrameworkVersion} and {needs}")
        {
            IsInferred = true,
        };
    }
}
