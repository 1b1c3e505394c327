using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Dockerize.Builds;
using Dockerize.Dockerfiles;
using Dockerize.Images;
using Dockerize.Reporting;

namespace Dockerize;

/// <summary>
/// Builds and pushes images in one call each, with the engine of the environment. Calls that share a
/// <see cref="DockerEngine"/> are faster, and pushes through it that use the same name wait for each other.
/// </summary>
[SuppressMessage(
    "ApiDesign",
    "RS0026:Do not add multiple public overloads with optional parameters",
    Justification = "The overloads differ in the type of their first parameter, which is required."
)]
public static class DockerImages
{
    /// <summary>
    /// The labels of every image that is built here: <c>build.dockerize.version</c>, the version of this library.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Labels { get; } =
        new Dictionary<string, string>
        {
            ["build.dockerize.version"] = typeof(DockerImages)
                .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
                .InformationalVersion.Split('+')[0],
        };

    /// <summary>Builds an image from a folder with a Dockerfile.</summary>
    /// <param name="context">The folder. Files that its <c>.dockerignore</c> excludes are not sent.</param>
    /// <param name="tag">The name of the image, with or without a tag; null for none.</param>
    /// <param name="cancellationToken">Cancels the build, in the engine too.</param>
    /// <returns>The image id, <c>sha256:…</c>.</returns>
    /// <inheritdoc
    ///   cref="BuildAsync(ImageBuildRequest, IProgress{ProgressMessage}?, CancellationToken)"
    ///   path="/exception"/>
    public static Task<string> BuildAsync(
        string context,
        string? tag = null,
        CancellationToken cancellationToken = default
    ) =>
        BuildAsync(
            new ImageBuildRequest(context) { Tags = tag is null ? [] : [tag] },
            progress: null,
            cancellationToken
        );

    /// <summary>Builds an image from a folder with a Dockerfile.</summary>
    /// <param name="request">The folder, the names of the image, and the build options.</param>
    /// <param name="progress">Receives progress messages.</param>
    /// <param name="cancellationToken">Cancels the build, in the engine too.</param>
    /// <returns>The image id, <c>sha256:…</c>.</returns>
    /// <exception cref="Engines.EngineUnavailableException">No engine answers.</exception>
    /// <inheritdoc
    ///   cref="DockerEngine.BuildAsync(ImageBuildRequest, IProgress{ProgressMessage}?, CancellationToken)"
    ///   path="/exception"/>
    public static async Task<string> BuildAsync(
        ImageBuildRequest request,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        (request ?? throw new ArgumentNullException(nameof(request))).Validate();
        using var engine = await DockerEngine.ConnectAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        return (await engine.BuildAsync(request, progress, cancellationToken).ConfigureAwait(false)).Id;
    }

    /// <summary>Pushes an image to a registry.</summary>
    /// <param name="image">The id of the image, or a name that the engine knows.</param>
    /// <param name="registry"><c>host[:port]</c>, or its address with <c>http://</c> or <c>https://</c>.</param>
    /// <param name="repository">The repository in the registry, such as <c>team/shop</c>.</param>
    /// <param name="tag">The tag; null or empty for the time of the push, so that every push has its own.</param>
    /// <param name="cancellationToken">Cancels the push, in the engine too.</param>
    /// <returns>The full name, <c>host:port/name:tag</c>; of Docker Hub <c>docker.io/team/shop:1</c>.</returns>
    /// <exception cref="ArgumentException">
    /// The registry is invalid, or the repository has a tag or a digest.
    /// </exception>
    /// <exception cref="InvalidReferenceException">Registry, repository and tag are not a reference.</exception>
    /// <inheritdoc
    ///   cref="PushAsync(ImagePushRequest, IProgress{ProgressMessage}?, CancellationToken)"
    ///   path="/exception"/>
    public static async Task<string> PushAsync(
        string image,
        string registry,
        string repository,
        string? tag = null,
        CancellationToken cancellationToken = default
    )
    {
        var request = new ImagePushRequest(image, registry, repository, tag);
        return (await PushAsync(request, progress: null, cancellationToken).ConfigureAwait(false)).Name.Canonical;
    }

    /// <summary>Pushes an image to a registry.</summary>
    /// <param name="request">The image, the name to push it under, and the credentials.</param>
    /// <param name="progress">Receives progress messages.</param>
    /// <param name="cancellationToken">Cancels the push, in the engine too.</param>
    /// <returns>The name and the digest in the registry.</returns>
    /// <exception cref="Engines.EngineUnavailableException">No engine answers.</exception>
    /// <inheritdoc
    ///   cref="DockerEngine.PushAsync(ImagePushRequest, IProgress{ProgressMessage}?, CancellationToken)"
    ///   path="/exception"/>
    public static async Task<PushedImage> PushAsync(
        ImagePushRequest request,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);

        using var engine = await DockerEngine.ConnectAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        return await engine.PushAsync(request, progress, cancellationToken).ConfigureAwait(false);
    }
}
