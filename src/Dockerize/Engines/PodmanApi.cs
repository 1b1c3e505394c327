using System.Net.Http;
using Dockerize.Images;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Engines;

/// <summary>
/// The calls to Podman's own API, one method each (https://docs.podman.io/en/latest/_static/api.html). They are for
/// image indexes, which the Docker API of Podman does not list, push or remove. Every method throws an <see
/// cref="EngineException"/> if Podman rejects the request or stops responding, or if the connection is lost.
/// </summary>
/// <param name="connection">The connection to Podman.</param>
internal sealed class PodmanApi(EngineConnection connection)
{
    /// <summary>The version in the paths. The push of an index exists since Podman 4.</summary>
    private const string Version = "4.0.0";

    /// <summary><c>GET /libpod/images/json</c>: finds the index that has a name.</summary>
    /// <param name="name">A reference; without a tag, <c>latest</c> is used.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <returns>The id and the names of the index; null if the name does not refer to an index.</returns>
    public async Task<ImageSummary?> FindIndexAsync(ImageReference name, CancellationToken cancellationToken)
    {
        var full = FullName(name);
        var indexes = await ListIndexesAsync("reference", full, cancellationToken).ConfigureAwait(false);
        if (indexes.FirstOrDefault(image => image.Tags.Contains(full)) is not { } index)
            return null;

        // The list by reference contains only the matching names of an index.
        indexes = await ListIndexesAsync("id", index.Id, cancellationToken).ConfigureAwait(false);
        return indexes.FirstOrDefault(image => image.Id == index.Id) ?? index;
    }

    /// <summary><c>POST /libpod/manifests/NAME</c>: creates an index.</summary>
    /// <param name="name">A reference with a tag that no index has.</param>
    /// <param name="images">The ids of the images.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    public Task CreateIndexAsync(ImageReference name, IEnumerable<string> images, CancellationToken cancellationToken)
    {
        var request = new EngineRequest(HttpMethod.Post, Route(name))
        {
            ApiVersion = Version,
            Query = [.. images.Select(image => ("images", (string?)image))],
        };
        return connection.SendAsync(request, cancellationToken);
    }

    /// <summary><c>PUT /libpod/manifests/NAME</c>: sets annotations of an index (Podman 5).</summary>
    public Task AnnotateIndexAsync(
        ImageReference name,
        IReadOnlyDictionary<string, string> annotations,
        CancellationToken cancellationToken
    )
    {
        var request = new EngineRequest(HttpMethod.Put, Route(name))
        {
            ApiVersion = Version,
            Json = new JObject
            {
                ["operation"] = "annotate",
                ["index_annotations"] = new JObject(
                    annotations.Select(annotation => new JProperty(annotation.Key, annotation.Value))
                ),
            },
        };
        return connection.SendAsync(request, cancellationToken);
    }

    /// <summary><c>GET /libpod/manifests/NAME/json</c>: gets the content of an index.</summary>
    public Task<JObject> GetIndexAsync(ImageReference name, CancellationToken cancellationToken)
    {
        var request = new EngineRequest(HttpMethod.Get, Route(name) + "/json") { ApiVersion = Version };
        return connection.ReadAsync<JObject>(request, cancellationToken);
    }

    /// <summary>
    /// <c>POST /libpod/images/ID/tag</c>: adds a name to an index. The Docker API does not accept the id of an index.
    /// </summary>
    /// <param name="id">The id of the index.</param>
    /// <param name="name">The name; without a tag, <c>latest</c> is used.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    public Task TagIndexAsync(string id, ImageReference name, CancellationToken cancellationToken)
    {
        var request = new EngineRequest(HttpMethod.Post, $"libpod/images/{ImageRoute.Escape(id)}/tag")
        {
            ApiVersion = Version,
            Query = [("repo", name.CanonicalName), ("tag", name.Tag ?? "latest")],
        };
        return connection.SendAsync(request, cancellationToken);
    }

    /// <summary>
    /// <c>DELETE /libpod/manifests/NAME</c>: removes a name of an index. If it is the last name, the index is removed.
    /// The images of the index are kept.
    /// </summary>
    public Task RemoveIndexAsync(ImageReference name, CancellationToken cancellationToken) =>
        connection.SendAsync(
            new EngineRequest(HttpMethod.Delete, Route(name)) { ApiVersion = Version },
            cancellationToken
        );

    /// <summary><c>DELETE /libpod/manifests/ID</c>: removes an index with all its names.</summary>
    public Task RemoveIndexAsync(string id, CancellationToken cancellationToken) =>
        connection.SendAsync(
            new EngineRequest(HttpMethod.Delete, $"libpod/manifests/{ImageRoute.Escape(HexOf(id))}")
            {
                ApiVersion = Version,
            },
            cancellationToken
        );

    /// <summary><c>GET /libpod/images/json</c>: checks if nothing uses an image or an index.</summary>
    /// <param name="id">The id of the image or the index.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <returns>True if the image has no name, and no other image and no index uses it.</returns>
    public async Task<bool> IsDanglingAsync(string id, CancellationToken cancellationToken)
    {
        var filters = new JObject { ["dangling"] = new JArray("true"), ["id"] = new JArray(HexOf(id)) };
        var request = new EngineRequest(HttpMethod.Get, "libpod/images/json")
        {
            ApiVersion = Version,
            Query = [("filters", filters.ToString(Formatting.None))],
        };
        return (await connection.ReadAsync<JArray>(request, cancellationToken).ConfigureAwait(false)).Count > 0;
    }

    /// <summary><c>POST /libpod/manifests/NAME/registry/NAME</c>: pushes an index and its images.</summary>
    /// <param name="name">A reference; without a tag, <c>latest</c> is used.</param>
    /// <param name="call">The credentials, and the exception for a rejected request.</param>
    /// <param name="messages">The receiver of the messages of the transfer.</param>
    /// <param name="cancellationToken">A token that cancels the push.</param>
    public Task PushIndexAsync(
        ImageReference name,
        RegistryCall call,
        IProgress<EngineMessage> messages,
        CancellationToken cancellationToken
    )
    {
        var request = new EngineRequest(HttpMethod.Post, $"{Route(name)}/registry/{FullName(name)}")
        {
            ApiVersion = Version,
            Query = [("all", "true"), ("quiet", "false")],
            Headers = call.Headers,
            Refusal = call.Refusal,
        };
        return connection.StreamAsync(request, messages, cancellationToken);
    }

    private async Task<IReadOnlyList<ImageSummary>> ListIndexesAsync(
        string filter,
        string value,
        CancellationToken cancellationToken
    )
    {
        var filters = new JObject { [filter] = new JArray(value) };
        var request = new EngineRequest(HttpMethod.Get, "libpod/images/json")
        {
            ApiVersion = Version,
            Query = [("filters", filters.ToString(Formatting.None))],
        };
        var images = await connection.ReadAsync<JArray>(request, cancellationToken).ConfigureAwait(false);
        return
        [
            .. images
                .OfType<JObject>()
                .Where(image => image["IsManifestList"] is JValue { Value: true })
                .Select(ImageAnswers.ReadSummary),
        ];
    }

    // Podman's own API does not accept the algorithm in an id.
    private static string HexOf(string id) => id.Substring(id.IndexOf(':') + 1);

    private static string Route(ImageReference name) => $"libpod/manifests/{FullName(name)}";

    // Podman's own API completes a short name with localhost, and the Docker API with docker.io.
    private static string FullName(ImageReference name) => $"{name.CanonicalName}:{name.Tag ?? "latest"}";
}
