using System.Net.Http;
using Dockerize.Engines.Endpoints;
using Dockerize.Images;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Engines;

/// <summary>
/// The calls to the Docker Engine API, one method each (https://docs.docker.com/reference/api/engine/). The connection
/// adds the API version to the paths. Every method throws an <see cref="EngineException"/> if the engine rejects the
/// request or stops responding, or if the connection is lost.
/// </summary>
/// <param name="connection">The connection to the engine.</param>
/// <param name="info">The properties that the engine reported.</param>
internal sealed class EngineApi(EngineConnection connection, EngineInfo info) : IDisposable
{
    private const string True = "1";

    /// <summary>The first API version that describes the manifests of an image (Docker 28).</summary>
    public static readonly Version FirstWithManifests = new(1, 48);

    /// <summary>The first API version that inspects one of the images of an index (Docker 28.1).</summary>
    private static readonly Version FirstWithPlatforms = new(1, 49);

    /// <summary><c>GET /_ping</c>, which <see cref="EngineConnection.PingAsync"/> sends.</summary>
    public static EngineRequest Ping { get; } = new(HttpMethod.Get, "_ping");

    /// <summary>The endpoint of the engine.</summary>
    public EngineEndpoint Endpoint => connection.Endpoint;

    /// <summary>The longest time without a response from the engine.</summary>
    public TimeSpan Timeout => connection.Timeout;

    /// <summary>The properties that the engine reported.</summary>
    public EngineInfo Info => info;

    /// <summary>
    /// True if a call can select the image of an index for a platform. An index exists only in containerd's image
    /// store.
    /// </summary>
    public bool CanSelectPlatform => !info.IsPodman && info.ApiVersion >= FirstWithPlatforms;

    /// <summary>The calls to Podman's own API; null if the engine is not Podman.</summary>
    public PodmanApi? Podman => info.IsPodman ? new PodmanApi(connection) : null;

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    /// <summary>Throws if the connection is disposed. Callers use it before work that precedes a call.</summary>
    /// <exception cref="ObjectDisposedException">The connection is disposed.</exception>
    public void ThrowIfDisposed() => connection.ThrowIfDisposed();

    /// <summary><c>GET /version</c>: gets the versions of the engine and its components.</summary>
    public async Task<JObject> GetVersionAsync(CancellationToken cancellationToken) =>
        await connection.FindAsync<JObject>(new(HttpMethod.Get, "version"), cancellationToken).ConfigureAwait(false)
        ?? throw EngineConnectionException.NotAnEngine(Endpoint);

    /// <summary><c>GET /info</c>: gets the configuration of the engine, such as its image store.</summary>
    public Task<JObject> GetInfoAsync(CancellationToken cancellationToken) =>
        connection.ReadAsync<JObject>(new(HttpMethod.Get, "info"), cancellationToken);

    /// <summary><c>GET /images/NAME/json</c>: inspects an image.</summary>
    /// <param name="image">A reference or an image id.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <returns>The properties of the image; null if the engine does not have it.</returns>
    public Task<ImageInspection?> InspectImageAsync(string image, CancellationToken cancellationToken) =>
        InspectImageAsync(image, platform: null, cancellationToken);

    /// <summary><c>GET /images/NAME/json</c>: inspects the image of an image index for a platform.</summary>
    /// <param name="image">A reference or an image id.</param>
    /// <param name="platform">The platform; null for the platform of the engine.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <returns>
    /// The properties of the image, with its own id; null if the engine does not have it, or cannot select a platform
    /// (<see cref="CanSelectPlatform"/>).
    /// </returns>
    public async Task<ImageInspection?> InspectImageAsync(
        string image,
        Platform? platform,
        CancellationToken cancellationToken
    )
    {
        if (platform is not null && !CanSelectPlatform)
            return null;

        var request = new EngineRequest(HttpMethod.Get, $"images/{ImageRoute.Escape(image)}/json")
        {
            Query = [("platform", PlatformQuery.ToJson(platform))],
        };
        var answer = await connection.FindAsync<JObject>(request, cancellationToken).ConfigureAwait(false);
        var inspection = answer is null ? null : ImageAnswers.ReadInspection(answer);
        return inspection is not { Id.Length: 0 } ? inspection : throw EngineConnectionException.NotAnEngine(Endpoint);
    }

    /// <summary><c>GET /images/NAME/json</c>: gets the platform of an image, and its manifests.</summary>
    /// <param name="image">A reference or an image id.</param>
    /// <param name="withManifests">True to get the manifests (<see cref="FirstWithManifests"/>).</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <exception cref="EngineRefusedException">The engine does not have the image.</exception>
    public Task<JObject> InspectManifestsAsync(string image, bool withManifests, CancellationToken cancellationToken)
    {
        var request = new EngineRequest(HttpMethod.Get, $"images/{ImageRoute.Escape(image)}/json")
        {
            Query = [("manifests", withManifests ? True : null)],
        };
        return connection.ReadAsync<JObject>(request, cancellationToken);
    }

    /// <summary><c>GET /images/NAME/history</c>: gets the instructions of an image.</summary>
    /// <returns>
    /// The instructions that created the image, newest first; empty if the engine does not have the image.
    /// </returns>
    public async Task<JArray> GetHistoryAsync(string image, CancellationToken cancellationToken)
    {
        var request = new EngineRequest(HttpMethod.Get, $"images/{ImageRoute.Escape(image)}/history");
        return await connection.FindAsync<JArray>(request, cancellationToken).ConfigureAwait(false) ?? [];
    }

    /// <summary><c>GET /images/json</c>: lists images.</summary>
    /// <param name="includesUnnamed">True to include images without a name, such as the steps of a build.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    public async Task<IReadOnlyList<ImageSummary>> ListImagesAsync(
        bool includesUnnamed,
        CancellationToken cancellationToken
    )
    {
        var request = new EngineRequest(HttpMethod.Get, "images/json")
        {
            Query = [("all", includesUnnamed ? True : null)],
        };
        var images = await connection.ReadAsync<JArray>(request, cancellationToken).ConfigureAwait(false);
        return [.. images.OfType<JObject>().Select(ImageAnswers.ReadSummary)];
    }

    /// <summary>
    /// <c>POST /images/NAME/tag</c>: adds a name to an image. If another image has the name, it loses the name.
    /// </summary>
    /// <param name="image">A reference or an image id.</param>
    /// <param name="name">The name; without a tag, <c>latest</c> is used.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    public Task TagImageAsync(string image, ImageReference name, CancellationToken cancellationToken)
    {
        var request = new EngineRequest(HttpMethod.Post, $"images/{ImageRoute.Escape(image)}/tag")
        {
            Query = [("repo", name.FamiliarName), ("tag", TagOf(name))],
        };
        return connection.SendAsync(request, cancellationToken);
    }

    /// <summary>
    /// <c>DELETE /images/NAME</c>: removes a name of an image. If it is the last name, the image is removed.
    /// </summary>
    /// <param name="image">A reference or an image id.</param>
    /// <param name="isForced">
    /// True to remove the image even if it has several names or a stopped container uses it.
    /// </param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <param name="keepsParents">True to keep the parent images that have no name.</param>
    public Task RemoveImageAsync(string image, bool isForced, bool keepsParents, CancellationToken cancellationToken)
    {
        var request = new EngineRequest(HttpMethod.Delete, $"images/{ImageRoute.Escape(image)}")
        {
            Query = [("force", isForced ? True : null), ("noprune", keepsParents ? True : null)],
        };
        return connection.SendAsync(request, cancellationToken);
    }

    /// <summary><c>GET /images/get</c>: writes images as a tar archive, like <c>docker save</c>.</summary>
    /// <param name="images">References or image ids.</param>
    /// <param name="destination">The stream to write the archive to.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    public Task SaveImagesAsync(IEnumerable<string> images, Stream destination, CancellationToken cancellationToken)
    {
        var request = new EngineRequest(HttpMethod.Get, "images/get")
        {
            Query = [.. images.Select(image => ("names", (string?)image))],
        };
        return connection.DownloadAsync(request, destination, cancellationToken);
    }

    /// <summary><c>POST /images/load</c>: adds the images of a tar archive.</summary>
    /// <param name="archive">The writer of the archive.</param>
    /// <param name="messages">The receiver of the messages, which contain the error of a failed load.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    public Task LoadImagesAsync(
        BodyWriter archive,
        IProgress<EngineMessage> messages,
        CancellationToken cancellationToken
    )
    {
        var request = new EngineRequest(HttpMethod.Post, "images/load") { Query = [("quiet", True)], Body = archive };
        return connection.StreamAsync(request, messages, cancellationToken);
    }

    /// <summary><c>POST /images/create</c>: pulls an image.</summary>
    /// <param name="image">A reference; without a tag or digest, <c>latest</c> is used.</param>
    /// <param name="platform">The platform to select; null for the platform of the engine.</param>
    /// <param name="call">The credentials, and the exception for a rejected request.</param>
    /// <param name="messages">The receiver of the messages of the transfer.</param>
    /// <param name="cancellationToken">A token that cancels the pull.</param>
    public Task PullImageAsync(
        ImageReference image,
        string? platform,
        RegistryCall call,
        IProgress<EngineMessage> messages,
        CancellationToken cancellationToken
    )
    {
        var request = new EngineRequest(HttpMethod.Post, "images/create")
        {
            Query =
            [
                ("fromImage", image.FamiliarName),
                ("tag", image.Digest?.ToString() ?? TagOf(image)),
                ("platform", platform),
            ],
            Headers = call.Headers,
            Refusal = call.Refusal,
        };
        return connection.StreamAsync(request, messages, cancellationToken);
    }

    /// <summary><c>POST /images/NAME/push</c>: pushes an image.</summary>
    /// <param name="image">A reference; without a tag, <c>latest</c> is used.</param>
    /// <param name="platform">
    /// The platform of the only image to push of an index (Docker 28); null for the complete index.
    /// </param>
    /// <param name="call">The credentials, and the exception for a rejected request.</param>
    /// <param name="messages">The receiver of the messages of the transfer.</param>
    /// <param name="cancellationToken">A token that cancels the push.</param>
    public Task PushImageAsync(
        ImageReference image,
        Platform? platform,
        RegistryCall call,
        IProgress<EngineMessage> messages,
        CancellationToken cancellationToken
    )
    {
        var request = new EngineRequest(HttpMethod.Post, $"images/{image.FamiliarName}/push")
        {
            Query = [("tag", TagOf(image)), ("platform", PlatformQuery.ToJson(platform))],
            Headers = call.Headers,
            Refusal = call.Refusal,
        };
        return connection.StreamAsync(request, messages, cancellationToken);
    }

    /// <summary>
    /// <c>GET /distribution/NAME/json</c>: gets the manifest or the index that a name refers to in its registry. Podman
    /// does not implement this call.
    /// </summary>
    /// <param name="image">A reference; without a tag or digest, <c>latest</c> is used.</param>
    /// <param name="call">The credentials, and the exception for a rejected request.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <returns>The digest and the media type; null if the name is not found in the registry.</returns>
    public async Task<RegistryManifest?> FindManifestAsync(
        ImageReference image,
        RegistryCall call,
        CancellationToken cancellationToken
    )
    {
        var name = image.Digest is { } known ? $"{image.FamiliarName}@{known}" : $"{image.FamiliarName}:{TagOf(image)}";
        var request = new EngineRequest(HttpMethod.Get, $"distribution/{name}/json")
        {
            Headers = call.Headers,
            Refusal = call.Refusal,
        };
        var answer = await connection.FindAsync<JObject>(request, cancellationToken).ConfigureAwait(false);
        return ImageAnswers.ReadManifest(EngineJson.Object(answer?["Descriptor"]));
    }

    /// <summary><c>POST /build</c>: builds an image.</summary>
    /// <param name="call">The build context, the parameters, and the exception for a rejected build.</param>
    /// <param name="messages">The receiver of the messages of the builder.</param>
    /// <param name="cancellationToken">A token that cancels the build.</param>
    public Task BuildAsync(BuildCall call, IProgress<EngineMessage> messages, CancellationToken cancellationToken)
    {
        var request = new EngineRequest(HttpMethod.Post, "build")
        {
            Query = call.Query,
            Headers = call.Headers,
            Body = call.Context,
            Refusal = call.Refusal,
        };
        return connection.StreamAsync(request, messages, cancellationToken);
    }

    /// <summary><c>POST /session</c>: opens the connection of a BuildKit session.</summary>
    /// <param name="headers">The headers that describe the session.</param>
    /// <param name="cancellationToken">A token that cancels the call until it returns.</param>
    /// <returns>The connection. The engine is the client of HTTP/2 without TLS (<c>h2c</c>).</returns>
    public Task<Stream> OpenSessionAsync(
        IReadOnlyList<(string Name, string? Value)> headers,
        CancellationToken cancellationToken
    )
    {
        var request = new EngineRequest(HttpMethod.Post, "session")
        {
            Headers = [("Connection", "Upgrade"), ("Upgrade", "h2c"), .. headers],
        };
        return connection.UpgradeAsync(request, cancellationToken);
    }

    /// <summary><c>POST /grpc</c>: opens a connection to BuildKit's own API.</summary>
    /// <param name="cancellationToken">A token that cancels the call until it returns.</param>
    /// <returns>The connection. The engine is the server of HTTP/2 without TLS (<c>h2c</c>).</returns>
    public Task<Stream> OpenBuildKitAsync(CancellationToken cancellationToken)
    {
        var request = new EngineRequest(HttpMethod.Post, "grpc")
        {
            Headers = [("Connection", "Upgrade"), ("Upgrade", "h2c")],
        };
        return connection.UpgradeAsync(request, cancellationToken);
    }

    /// <summary><c>POST /containers/create</c>: creates a container that is never started.</summary>
    /// <param name="image">A reference or an image id.</param>
    /// <param name="platform">
    /// The platform of the image in an image index; null for the platform of the engine. It is ignored without <see
    /// cref="CanSelectPlatform"/>.
    /// </param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <returns>The id of the container.</returns>
    public Task<string> CreateContainerAsync(string image, Platform? platform, CancellationToken cancellationToken)
    {
        // The engine rejects a container without a command, even if it is never started.
        var request = new EngineRequest(HttpMethod.Post, "containers/create")
        {
            Query = [("platform", CanSelectPlatform ? platform?.ToString() : null)],
            Json = new JObject { ["Image"] = image, ["Entrypoint"] = new JArray("none") },
        };
        return CreateContainerAsync(request, cancellationToken);
    }

    /// <summary><c>POST /containers/create</c>: creates a container.</summary>
    /// <param name="configuration">The image, and the settings that differ from those of the image.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <returns>The id of the container.</returns>
    public Task<string> CreateContainerAsync(
        ContainerConfiguration configuration,
        CancellationToken cancellationToken
    ) =>
        CreateContainerAsync(
            new EngineRequest(HttpMethod.Post, "containers/create") { Json = configuration.ToJson() },
            cancellationToken
        );

    /// <summary><c>POST /containers/ID/start</c>: starts a container.</summary>
    public Task StartContainerAsync(string container, CancellationToken cancellationToken) =>
        connection.SendAsync(
            new(HttpMethod.Post, $"containers/{ImageRoute.Escape(container)}/start"),
            cancellationToken
        );

    /// <summary><c>GET /containers/ID/json</c>: inspects a container.</summary>
    public async Task<ContainerState> InspectContainerAsync(string container, CancellationToken cancellationToken)
    {
        var request = new EngineRequest(HttpMethod.Get, $"containers/{ImageRoute.Escape(container)}/json");
        return ContainerAnswers.ReadState(
            await connection.ReadAsync<JObject>(request, cancellationToken).ConfigureAwait(false)
        );
    }

    /// <summary><c>GET /containers/ID/logs</c>: writes the last lines of the output of a container.</summary>
    /// <param name="container">The id of the container, which has no terminal.</param>
    /// <param name="lines">The maximum number of lines.</param>
    /// <param name="destination">
    /// The stream to write to. The output is in frames: a header of eight bytes, and the bytes that the container
    /// wrote. Byte 0 of a header is 2 for standard error, and the bytes 4 to 7 are the length of the frame.
    /// </param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    public Task ReadContainerLogAsync(
        string container,
        int lines,
        Stream destination,
        CancellationToken cancellationToken
    )
    {
        var request = new EngineRequest(HttpMethod.Get, $"containers/{ImageRoute.Escape(container)}/logs")
        {
            Query = [("stdout", True), ("stderr", True), ("tail", FormattableString.Invariant($"{lines}"))],
        };
        return connection.DownloadAsync(request, destination, cancellationToken);
    }

    /// <summary><c>HEAD /containers/ID/archive</c>: checks if a container has a path.</summary>
    /// <param name="container">The id of the container.</param>
    /// <param name="path">An absolute path; symbolic links are not followed.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <returns>True if the container has the path.</returns>
    public Task<bool> HasPathAsync(string container, string path, CancellationToken cancellationToken)
    {
        var request = new EngineRequest(HttpMethod.Head, $"containers/{ImageRoute.Escape(container)}/archive")
        {
            Query = [("path", path)],
        };
        return connection.ExistsAsync(request, cancellationToken);
    }

    /// <summary><c>GET /containers/json</c>: checks if a container exists.</summary>
    /// <param name="container">The beginning of a container id.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <returns>True if the engine has a running or stopped container whose id begins with this text.</returns>
    public async Task<bool> HasContainerAsync(string container, CancellationToken cancellationToken)
    {
        var filters = new JObject { ["id"] = new JObject { [container] = true } };
        var request = new EngineRequest(HttpMethod.Get, "containers/json")
        {
            Query = [("all", True), ("filters", filters.ToString(Formatting.None))],
        };
        return (await connection.ReadAsync<JArray>(request, cancellationToken).ConfigureAwait(false)).Count > 0;
    }

    /// <summary>
    /// <c>DELETE /containers/ID</c>: removes a container and its anonymous volumes, even if it is running.
    /// </summary>
    public Task RemoveContainerAsync(string container, CancellationToken cancellationToken)
    {
        var request = new EngineRequest(HttpMethod.Delete, $"containers/{ImageRoute.Escape(container)}")
        {
            Query = [("v", True), ("force", True)],
        };
        return connection.SendAsync(request, cancellationToken);
    }

    private async Task<string> CreateContainerAsync(EngineRequest request, CancellationToken cancellationToken)
    {
        var answer = await connection.ReadAsync<JObject>(request, cancellationToken).ConfigureAwait(false);
        return EngineJson.Text(answer["Id"]) is { } id && ImageRoute.IsValid(id)
            ? id
            : throw EngineConnectionException.NotAnEngine(Endpoint);
    }

    private static string TagOf(ImageReference name) => name.Tag ?? "latest";
}
