using System.Diagnostics.CodeAnalysis;
using Dockerize.Archives;
using Dockerize.Builds;
using Dockerize.Containers;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Engines.Endpoints;
using Dockerize.Images;
using Dockerize.Indexes;
using Dockerize.Pushes;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize;

/// <summary>
/// A connection to a Docker engine. Thread-safe. Methods that call the engine throw an <see cref="EngineException"/> if
/// the engine rejects the call or stops responding, or if the connection is lost.
/// </summary>
[SuppressMessage(
    "ApiDesign",
    "RS0026:Do not add multiple public overloads with optional parameters",
    Justification = "The overloads differ in the type of their first parameter, which is required."
)]
public sealed class DockerEngine : IDisposable
{
    /// <summary>The default timeout: the maximum time without a response from the engine, 100 seconds.</summary>
    public static readonly TimeSpan DefaultTimeout = EngineConnection.DefaultTimeout;

    private readonly TaggedPush push;

    private DockerEngine(EngineApi api)
    {
        Api = api;
        Images = new EngineImages(api);
        push = new TaggedPush(api);
        Archive = new ImageArchive(api);
    }

    /// <summary>The endpoint that the client is connected to.</summary>
    public EngineEndpoint Endpoint => Api.Endpoint;

    /// <summary>The properties that the engine reports in its response to a ping.</summary>
    public EngineInfo Info => Api.Info;

    /// <summary>The calls of the engine API.</summary>
    internal EngineApi Api { get; }

    /// <summary>The image operations that consist of several API calls.</summary>
    internal EngineImages Images { get; }

    /// <summary>Saves images to files.</summary>
    internal ImageArchive Archive { get; }

    /// <summary>Connects to the first endpoint that responds.</summary>
    /// <param name="host">
    /// The address of the engine. If null or empty, the environment selects the engine, as in the docker CLI:
    /// <c>DOCKER_HOST</c>, <c>DOCKER_CONTEXT</c>, the current docker context, or a default endpoint.
    /// </param>
    /// <param name="context">
    /// The name of a docker context, used if <paramref name="host"/> is not set. <c>default</c> ignores
    /// <c>DOCKER_CONTEXT</c> and the current docker context.
    /// </param>
    /// <param name="timeout">
    /// The maximum time without a response from the engine, also while connecting. If null, it is
    /// <see cref="DefaultTimeout"/>; the time limit for connecting is then 10 seconds, or 40 seconds through ssh or
    /// wslc.
    /// </param>
    /// <param name="cancellationToken">A token that cancels connecting.</param>
    /// <exception cref="EngineUnavailableException">No Docker engine was found.</exception>
    /// <exception cref="DockerizeException">
    /// The address, the docker context or a certificate is invalid, or <c>config.json</c> cannot be read.
    /// </exception>
    public static Task<DockerEngine> ConnectAsync(
        string? host = null,
        string? context = null,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default
    ) => ConnectAsync(new EndpointSelection(host, context), timeout, cancellationToken);

    /// <summary>Connects to the first endpoint of a selection that responds.</summary>
    internal static Task<DockerEngine> ConnectAsync(
        EndpointSelection selection,
        TimeSpan? timeout,
        CancellationToken cancellationToken
    ) =>
        ConnectToFirstAsync(
            () => EngineEndpoint.Candidates(selection, Environment.GetEnvironmentVariable),
            timeout,
            cancellationToken
        );

    /// <summary>Connects to the first endpoint of a list that responds.</summary>
    internal static Task<DockerEngine> ConnectToFirstAsync(
        IEnumerable<EngineEndpoint> endpoints,
        TimeSpan? timeout,
        CancellationToken cancellationToken
    ) => ConnectToFirstAsync(() => endpoints, timeout, cancellationToken);

    /// <summary>Reads the version of the engine.</summary>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    public async Task<EngineVersion> GetVersionAsync(CancellationToken cancellationToken = default)
    {
        var answer = await Api.GetVersionAsync(cancellationToken).ConfigureAwait(false);
        return EngineVersion.TryParse(EngineJson.Text(answer["Version"]), out var version)
            ? version
            : throw EngineConnectionException.NotAnEngine(Endpoint);
    }

    /// <summary>Inspects an image.</summary>
    /// <param name="image">A reference or an image id.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <returns>The properties of the image; null if the engine does not have it.</returns>
    /// <exception cref="ArgumentException"><paramref name="image"/> is empty.</exception>
    public Task<ImageInspection?> InspectAsync(string image, CancellationToken cancellationToken = default) =>
        Api.InspectImageAsync(image, cancellationToken);

    /// <summary>Lists the images of the engine.</summary>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    public Task<IReadOnlyList<ImageSummary>> ListImagesAsync(CancellationToken cancellationToken = default) =>
        Api.ListImagesAsync(includesUnnamed: false, cancellationToken);

    /// <summary>Adds a name to an image. If another image had that name, that image loses it.</summary>
    /// <param name="image">A reference or an image id.</param>
    /// <param name="name">The name. The default tag is <c>latest</c>.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    /// <exception cref="ArgumentException">The name has a digest.</exception>
    public Task TagAsync(string image, ImageReference name, CancellationToken cancellationToken = default) =>
        Api.TagImageAsync(
            image,
            (name ?? throw new ArgumentNullException(nameof(name))).RequireNoDigest(nameof(name)),
            cancellationToken
        );

    /// <summary>
    /// Removes a name from an image. The image is deleted with its last name, or if it is specified by its id.
    /// </summary>
    /// <param name="image">A reference or an image id.</param>
    /// <param name="force">True to remove an image that has several names, or that a stopped container uses.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    public Task RemoveImageAsync(string image, bool force = false, CancellationToken cancellationToken = default) =>
        Images.RemoveAsync(image, force, keepsParents: false, cancellationToken);

    /// <summary>
    /// Creates an image index (multi-platform image) from images of the engine. A push of its name pushes the index and
    /// all its images. A container of its name uses the image for the platform of the engine. The images are not
    /// changed. An image that is itself an index adds all its platforms. If the call fails or is canceled, the name
    /// still refers to its previous image.
    /// </summary>
    /// <remarks>
    /// Docker requires containerd's image store and version 28 or later. Podman requires version 4 or later.
    /// </remarks>
    /// <param name="name">The name of the index. The default tag is <c>latest</c>.</param>
    /// <param name="images">
    /// References or image ids, in any order. Each platform must occur only once.
    /// </param>
    /// <param name="annotations">The annotations of the index; null for none. Podman requires version 5.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <returns>
    /// The digest of the index. Podman compresses the layers during a push, so the digest in a registry is different:
    /// use the result of <see cref="PushAsync"/>.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The name has a digest, there are no images, or an image is empty.
    /// </exception>
    /// <exception cref="ImageIndexUnsupportedException">The engine cannot store an image index.</exception>
    /// <exception cref="DuplicatePlatformException">Several images are for the same platform.</exception>
    /// <exception cref="EngineRefusedException">The engine does not have an image.</exception>
    public Task<Digest> CreateIndexAsync(
        ImageReference name,
        IEnumerable<string> images,
        IReadOnlyDictionary<string, string>? annotations = null,
        CancellationToken cancellationToken = default
    )
    {
        // Invalid arguments are reported before the first await.
        var tagged = (name ?? throw new ArgumentNullException(nameof(name))).RequireNoDigest(nameof(name));
        return CreateIndexAsync(
            tagged,
            ImageIndex.RequireImages(images),
            annotations ?? new Dictionary<string, string>(),
            cancellationToken
        );
    }

    /// <summary>Writes an image as a tar archive that <c>docker load</c> reads.</summary>
    /// <param name="image">
    /// A reference or an image id. An image that is specified by its id is saved without names.
    /// </param>
    /// <param name="destination">The stream that receives the archive.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <exception cref="ArgumentException"><paramref name="image"/> is empty.</exception>
    /// <exception cref="EngineException">
    /// The engine does not have the image, or sent only a part of the archive, which is then in the stream.
    /// </exception>
    public Task SaveAsync(string image, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (string.IsNullOrWhiteSpace(image))
            throw new ArgumentException("The image is empty.", nameof(image));
        ArgumentNullException.ThrowIfNull(destination);

        return Archive.WriteAsync([image], destination, cancellationToken);
    }

    /// <summary>Writes images as one tar archive. <c>docker load</c> restores the images with their names.</summary>
    /// <param name="names">The names of the images.</param>
    /// <param name="destination">The stream that receives the archive.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <exception cref="ArgumentException">There are no names.</exception>
    /// <exception cref="EngineException">
    /// The engine does not have an image, or sent only a part of the archive, which is then in the stream.
    /// </exception>
    public Task SaveAsync(
        IReadOnlyList<ImageReference> names,
        Stream destination,
        CancellationToken cancellationToken = default
    )
    {
        string[] images = [.. ImageSaveRequest.RequireNames(names).Select(name => name.Familiar)];
        ArgumentNullException.ThrowIfNull(destination);

        return Archive.WriteAsync(images, destination, cancellationToken);
    }

    /// <summary>
    /// Saves an image to a file that <c>docker load</c> reads. The file is replaced after the image is complete. If the
    /// save fails or is canceled, the previous file is kept.
    /// </summary>
    /// <param name="request">The names of the image, and the path of the file.</param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the save.</param>
    /// <returns>The path and the size of the file.</returns>
    /// <exception cref="EngineException">The engine does not have the image, or sent only a part of it.</exception>
    /// <exception cref="ImageReplacedException">
    /// A name does not refer to the image with the id in <see cref="ImageSaveRequest.ImageId"/>.
    /// </exception>
    /// <exception cref="DockerizeException">The file cannot be written.</exception>
    public async Task<SavedArchive> SaveAsync(
        ImageSaveRequest request,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);

        Api.ThrowIfDisposed();
        var size = await Archive.SaveAsync(request.Definition, progress, cancellationToken).ConfigureAwait(false);
        return new SavedArchive(request.Path, size);
    }

    /// <summary>
    /// Makes sure that the engine has an image. Pulls it if <see cref="ImagePullRequest.Policy"/> requires that.
    /// </summary>
    /// <param name="request">The image, its platform, and the pull policy.</param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the pull.</param>
    /// <exception cref="ImageUnavailableException">
    /// The image could not be pulled, or is missing and the policy is <see cref="PullPolicy.Never"/>.
    /// </exception>
    /// <exception cref="RegistryTimeoutException">The registry did not respond in time.</exception>
    /// <exception cref="PlatformMismatchException">The image is for another platform.</exception>
    public Task<ImageInspection> EnsureImageAsync(
        ImagePullRequest request,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);

        return Images.EnsureAsync(request.Source, request.FindCredentialsAsync, progress, cancellationToken);
    }

    /// <summary>Pulls an image.</summary>
    /// <param name="request">The image and its platform.</param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the pull.</param>
    /// <exception cref="ImageUnavailableException">The image could not be pulled.</exception>
    /// <exception cref="RegistryTimeoutException">The registry did not respond in time.</exception>
    public async Task<ImageInspection> PullAsync(
        ImagePullRequest request,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);

        var credentials = await request.FindCredentialsAsync(cancellationToken).ConfigureAwait(false);
        return await Images.PullAsync(request.Source, credentials, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Pulls an image, and finds the digest of its name in the registry.</summary>
    /// <param name="request">The image and its platform.</param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the pull.</param>
    /// <returns>The digest; null if the engine does not know it.</returns>
    /// <exception cref="ImageUnavailableException">The image could not be pulled.</exception>
    internal async Task<Digest?> PullDigestAsync(
        ImagePullRequest request,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        var credentials = await request.FindCredentialsAsync(cancellationToken).ConfigureAwait(false);
        var image = await Images
            .PullAsync(request.Source, credentials, progress, cancellationToken)
            .ConfigureAwait(false);
        var digests = image.DigestsIn(request.Image).ToList();
        // The same image may have been pulled under other digests before.
        if (digests.Count > 1 && Images.CanQueryRegistries)
            return await Images
                .FindDigestAsync(request.Image, credentials, progress, cancellationToken)
                .ConfigureAwait(false);

        return digests.Count > 0 ? digests[0] : null;
    }

    /// <summary>Builds an image from a folder with a Dockerfile. The files are read before the call returns.</summary>
    /// <param name="request">The folder, the names of the image, and the build options.</param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the build, also in the engine.</param>
    /// <returns>
    /// The properties of the image. For several platforms, the id is that of the image index, and the other properties
    /// are those of the image for the platform of the engine.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// <see cref="ImageBuildRequest.Platforms"/> has duplicates or is set together with <see
    /// cref="BuildOptions.Platform"/>, or a request with several platforms has no tags.
    /// </exception>
    /// <exception cref="ImageIndexUnsupportedException">
    /// Several platforms are requested, and the engine cannot store an image index.
    /// </exception>
    /// <exception cref="ImageBuildException">
    /// The build failed. Existing tags still refer to their previous images.
    /// </exception>
    /// <exception cref="SmokeTestException">
    /// The image failed its smoke test. Existing tags still refer to their previous images.
    /// </exception>
    /// <exception cref="IOException">The context or the Dockerfile does not exist.</exception>
    /// <exception cref="FormatException">A tag or a pattern of the ignore file is invalid.</exception>
    /// <exception cref="DockerizeException">
    /// A secret or an SSH agent cannot be used, a file changed during the build, credentials cannot be read, or the
    /// engine stopped responding.
    /// </exception>
    public async Task<ImageInspection> BuildAsync(
        ImageBuildRequest request,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);

        Api.ThrowIfDisposed();
        return await request.Read(cancellationToken).RunAsync(Api, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Runs a smoke test of an image: starts a container, waits for its HTTP response or its health check, and removes
    /// it. The container is also removed if the test fails or is canceled.
    /// </summary>
    /// <remarks>
    /// Ports of containers are reachable only if the engine runs on this machine. On another engine, the container must
    /// become healthy, or keep running if the image has no health check.
    /// </remarks>
    /// <param name="image">A reference or an image id.</param>
    /// <param name="test">The test; null for the defaults.</param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the test.</param>
    /// <returns>
    /// True if the image passed; false if it was not tested, because it is not for the platform of the engine.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="image"/> is empty.</exception>
    /// <exception cref="SmokeTestException">The image failed.</exception>
    /// <exception cref="EngineRefusedException">The engine does not have the image.</exception>
    public async Task<bool> TestAsync(
        string image,
        SmokeTest? test = null,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        var inspection =
            await Api.InspectImageAsync(image, cancellationToken).ConfigureAwait(false)
            ?? throw new EngineRefusedException(Endpoint, $"No such image: {image}");
        return await new SmokeTestRun(Api, test ?? new SmokeTest())
            .RunAsync([inspection], image, progress, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Pushes an image, and verifies the digest in the registry afterwards. If the image does not have the name of the
    /// push in the engine, it gets that name temporarily. After the push, the name refers to its previous image again,
    /// or is removed. It is kept if the image has no other name, because an engine deletes an image with its last name.
    /// </summary>
    /// <param name="request">The image, the name to push it under, and the credentials.</param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the push, also in the engine.</param>
    /// <returns>The name and the digest in the registry.</returns>
    /// <exception cref="ImagePushException">
    /// The push failed. The failure is <see cref="ImagePushFailure.ImageReplaced"/> if another process moved the name
    /// to another image during the push.
    /// </exception>
    /// <exception cref="DockerizeException">Credentials cannot be read, or the engine stopped responding.</exception>
    public async Task<PushedImage> PushAsync(
        ImagePushRequest request,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);

        Api.ThrowIfDisposed();
        var name = request.Name.WithTag(request.Tag ?? TaggedPush.CreateTag());
        var options = new PushOptions(request.Credentials, request.Retries);
        var digest = await push.PushAsync(request.Image, name, options, progress, cancellationToken)
            .ConfigureAwait(false);
        return new PushedImage(name, digest);
    }

    /// <inheritdoc/>
    public void Dispose() => Api.Dispose();

    /// <summary>Checks that the engine can store an image index.</summary>
    /// <exception cref="ImageIndexUnsupportedException">The engine cannot store an index.</exception>
    internal Task RequireIndexSupportAsync(CancellationToken cancellationToken) =>
        new ImageIndex(Api).RequireSupportAsync(cancellationToken);

    private async Task<Digest> CreateIndexAsync(
        ImageReference name,
        IReadOnlyList<string> images,
        IReadOnlyDictionary<string, string> annotations,
        CancellationToken cancellationToken
    )
    {
        var index = new ImageIndex(Api) { Annotations = annotations };
        await index.RequireSupportAsync(cancellationToken).ConfigureAwait(false);
        return await index.CreateAsync([name], images, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds the paths that exist in an image, without running it.</summary>
    /// <param name="image">A reference or an image id.</param>
    /// <param name="paths">Absolute paths; symbolic links are not followed.</param>
    /// <param name="platform">
    /// The platform, if the reference may be that of an image index; null for the platform of the engine.
    /// </param>
    /// <param name="cancellationToken">A token that cancels the calls.</param>
    internal Task<IReadOnlyList<string>> FindFilesAsync(
        string image,
        IEnumerable<string> paths,
        Platform? platform,
        CancellationToken cancellationToken
    ) => Images.FindFilesAsync(image, paths, platform, cancellationToken);

    [SuppressMessage(
        "Reliability",
        "CA2000:Dispose objects before losing scope",
        Justification = "The returned engine owns its connection."
    )]
    private static async Task<DockerEngine> ConnectToFirstAsync(
        Func<IEnumerable<EngineEndpoint>> endpoints,
        TimeSpan? timeout,
        CancellationToken cancellationToken
    )
    {
        var failures = new List<string>();
        foreach (var endpoint in endpoints())
        {
            // For a missing socket, .NET reports `Cannot assign requested address`, which does not show the cause.
            if (endpoint.Uri.Scheme == "unix" && !File.Exists(endpoint.Uri.LocalPath))
            {
                failures.Add($"{endpoint} ({endpoint.Origin}): socket not found");
                continue;
            }

            var connection = new EngineConnection(endpoint, timeout);
            DockerEngine? engine = null;
            try
            {
                var (info, failure) = await connection.PingAsync(cancellationToken).ConfigureAwait(false);
                if (info is not null)
                    return engine = new DockerEngine(new EngineApi(connection, connection.Pin(info)));

                failures.Add($"{endpoint} ({endpoint.Origin}): {failure}");
            }
            finally
            {
                // Also after a cancellation, because the connection may have started a program.
                if (engine is null)
                    connection.Dispose();
            }
        }

        throw new EngineUnavailableException(failures);
    }
}
