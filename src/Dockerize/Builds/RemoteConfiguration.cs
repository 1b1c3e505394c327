using Dockerize.Builds.Protobuf;
using Dockerize.Builds.Sessions;
using Dockerize.Builds.Sessions.Grpc;
using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Registries;

namespace Dockerize.Builds;

/// <summary>
/// Reads the configuration of an image in a registry. BuildKit downloads the manifest and the configuration, but no
/// layers. The engine API has no call for it, so this is a call to BuildKit's own API
/// (https://github.com/moby/buildkit/tree/master/frontend/gateway/pb). It is only valid during a build, so a build
/// without steps runs at the same time.
/// </summary>
/// <param name="api">The engine, for which <see cref="IsSupported"/> is true.</param>
/// <param name="find">A function that finds the credentials for a registry, <c>host[:port]</c>.</param>
internal sealed class RemoteConfiguration(
    EngineApi api,
    Func<string, CancellationToken, Task<RegistryCredentials?>> find
)
{
    private const string Solve = "/moby.buildkit.v1.Control/Solve";
    private const string Resolve = "/moby.buildkit.v1.frontend.LLBBridge/ResolveImageConfig";
    private const string Return = "/moby.buildkit.v1.frontend.LLBBridge/Return";

    /// <summary>The metadata that assigns a call to a build.</summary>
    private const string BuildIdKey = "buildkit-controlapi-buildid";

    /// <summary>The longest time to wait for the end of the build.</summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(1);

    /// <summary>The first API version with these calls that was tested (Docker 20.10).</summary>
    private static readonly Version Docker20 = new(1, 41);

    /// <summary>True if an engine can read a configuration.</summary>
    public static bool IsSupported(EngineApi api) => api.Info.HasBuildKit && api.Info.ApiVersion >= Docker20;

    /// <summary>Reads a configuration.</summary>
    /// <param name="image">The reference, with a digest.</param>
    /// <param name="platform">The platform of the image; null for the platform of the engine.</param>
    /// <param name="cancellationToken">A token that cancels the calls.</param>
    /// <returns>The bytes of the configuration.</returns>
    /// <exception cref="EngineException">The engine refuses sessions, or calls to BuildKit's API.</exception>
    /// <exception cref="GrpcException">BuildKit or the registry rejected the request.</exception>
    /// <exception cref="IOException">The connection was lost, or the response is invalid.</exception>
    public async Task<ArraySegment<byte>> ReadAsync(
        ImageReference image,
        Platform? platform,
        CancellationToken cancellationToken
    )
    {
        var session = await BuildSession
            .OpenAsync(api, new SessionContent { FindCredentials = find }, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            using var connection = await BuildKitApi.ConnectAsync(api, cancellationToken).ConfigureAwait(false);
            return await ReadAsync(new GrpcClient(connection), session.Id, Request(image, platform), cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            await session.CloseAsync().ConfigureAwait(false);
        }
    }

    private static ArraySegment<byte> Request(ImageReference image, Platform? platform)
    {
        var request = new ProtobufWriter().Add(1, image.Canonical);
        if (platform is { } known)
            request.Add(
                2,
                new ProtobufWriter().Add(1, known.Architecture).Add(2, known.Os).Add(3, known.Variant ?? "").ToMessage()
            );
        // The image is not searched in the engine.
        return request.Add(3, "pull").Add(4, $"load {image.Canonical}").ToMessage();
    }

    private static async Task<ArraySegment<byte>> ReadAsync(
        GrpcClient client,
        string session,
        ArraySegment<byte> request,
        CancellationToken cancellationToken
    )
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var build = Guid.NewGuid().ToString("N");
        // Without a definition and a frontend, BuildKit waits for the calls of the client. Internal builds (field 11)
        // are not listed in the history of builds.
        var solving = client.CallAsync(
            Solve,
            new ProtobufWriter().Add(1, build).Add(5, session).Add(11, 1).ToMessage(),
            [],
            end.Token
        );
        var resolving = CallAsync(Resolve, request);
        try
        {
            // A build that ends before is rejected. The other call would wait for it.
            var first = await Task.WhenAny(solving, resolving).ConfigureAwait(false);
            await first.ConfigureAwait(false);
            var response = await resolving.ConfigureAwait(false);
            return ProtobufField.Read(response).LastOrDefault(field => field.Number == 2).Bytes is { Count: > 0 } bytes
                ? bytes
                : throw new InvalidMessageException();
        }
        finally
        {
            await EndAsync().ConfigureAwait(false);
            end.Cancel();
            await Task.WhenAny(Task.WhenAll(solving, resolving)).ConfigureAwait(false);
            _ = solving.Exception;
            _ = resolving.Exception;
        }

        Task<ArraySegment<byte>> CallAsync(string method, ArraySegment<byte> message) =>
            client.CallAsync(method, message, [new(BuildIdKey, build)], end.Token);

        // A canceled build is an error in the log of the engine. A build with an empty result ends without one.
        async Task EndAsync()
        {
            if (solving.IsCompleted)
                return;

            // The field of the result, with the field of an empty reference to a file system.
            byte[] result = [0x0A, 0x02, 0x1A, 0x00];
            var returning = CallAsync(Return, new(result));
            await Task.WhenAny(Task.WhenAll(returning, solving), Task.Delay(EndTimeout, end.Token))
                .ConfigureAwait(false);
            _ = returning.Exception;
        }
    }
}
