using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Dockerize.Builds;
using Dockerize.Dockerfiles;
using Dockerize.Images;
using Dockerize.Reporting;

namespace Dockerize;

/// <summary>
/// Builds, pushes and saves images in one call each. Each call connects to the engine that the environment selects. If
/// several calls share a <see cref="DockerEngine"/>, they are faster, and pushes of the same name wait for each other.
/// </summary>
[SuppressMessage(
    "ApiDesign",
    "RS0026:Do not add multiple public overloads with optional parameters",
    Justification = "The overloads differ in the type of their first parameter, which is required."
)]
public static class DockerImages
{
    /// <summary>
    /// The labels that this library adds to every image: <c>build.dockerize.version</c>, the version of the library.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Labels { get; } =
        new Dictionary<string, string>
        {
            ["build.dockerize.version"] = typeof(DockerImages)
                .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
                .InformationalVersion.Split('+')[0],
        };

    /// <summary>Builds an image from a folder with a Dockerfile.</summary>
    /// <param name="context">The path of the folder. Files that its <c>.dockerignore</c> excludes are not sent.</param>
    /// <param name="tag">The name of the image, with or without a tag; null for an image without a name.</param>
    /// <param name="cancellationToken">A token that cancels the build, also in the engine.</param>
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
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the build, also in the engine.</param>
    /// <returns>The image id, <c>sha256:…</c>.</returns>
    /// <exception cref="Engines.EngineUnavailableException">No Docker engine was found.</exception>
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
    /// <param name="image">The image id, or a name of the image in the engine.</param>
    /// <param name="registry">
    /// The registry: <c>host[:port]</c>, with or without <c>http://</c> or <c>https://</c> in front.
    /// </param>
    /// <param name="repository">The repository in the registry, such as <c>team/shop</c>.</param>
    /// <param name="tag">
    /// The tag. If null or empty, it is the time of the push, so that every push has its own tag.
    /// </param>
    /// <param name="cancellationToken">A token that cancels the push, also in the engine.</param>
    /// <returns>
    /// The full name, such as <c>localhost:5000/shop:1</c>, or <c>docker.io/team/shop:1</c> for Docker Hub.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The registry is invalid, or the repository has a tag or a digest.
    /// </exception>
    /// <exception cref="InvalidReferenceException">The repository or the tag is invalid.</exception>
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
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the push, also in the engine.</param>
    /// <returns>The name and the digest in the registry.</returns>
    /// <exception cref="Engines.EngineUnavailableException">No Docker engine was found.</exception>
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

    /// <summary>
    /// Saves an image to a file that <c>docker load</c> reads. The file is replaced after the image is complete.
    /// </summary>
    /// <param name="request">The names of the image, and the path of the file.</param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the save.</param>
    /// <returns>The path and the size of the file.</returns>
    /// <exception cref="Engines.EngineUnavailableException">No Docker engine was found.</exception>
    /// <inheritdoc
    ///   cref="DockerEngine.SaveAsync(ImageSaveRequest, IProgress{ProgressMessage}?, CancellationToken)"
    ///   path="/exception"/>
    public static async Task<SavedArchive> SaveAsync(
        ImageSaveRequest request,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);

        using var engine = await DockerEngine.ConnectAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        return await engine.SaveAsync(request, progress, cancellationToken).ConfigureAwait(false);
    }
}
