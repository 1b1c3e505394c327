using Dockerize.Builds.Protobuf;
using Dockerize.Builds.Sessions.Grpc;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize.Builds.Sessions;

/// <summary>
/// Sends the credentials of registries (<c>moby.filesync.v1.Auth</c>). Only <c>Credentials</c> is implemented. Without
/// the other methods, the engine itself requests tokens from the registry.
/// </summary>
/// <param name="find">
/// A function that finds the credentials for a registry, <c>host[:port]</c>; null if there are no credentials.
/// </param>
/// <param name="progress">The receiver of one message for each registry; null for none.</param>
internal sealed class AuthService(
    Func<string, CancellationToken, Task<RegistryCredentials?>>? find,
    IProgress<ProgressMessage>? progress
) : IGrpcService
{
    /// <summary>The maximum number of registries to report, so that the engine cannot fill the log.</summary>
    private const int MaximumReports = 100;

    /// <summary>The maximum length of a registry in characters: a DNS name and a port.</summary>
    private const int MaximumRegistry = 260;

    private readonly HashSet<string> reported = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, GrpcMethod> Methods =>
        new Dictionary<string, GrpcMethod>
        {
            ["/moby.filesync.v1.Auth/Credentials"] = (call, cancellationToken) =>
                call.RespondAsync(request => RespondAsync(request, cancellationToken), cancellationToken),
        };

    private async Task<ArraySegment<byte>> RespondAsync(ArraySegment<byte> request, CancellationToken cancellationToken)
    {
        var host = ProtobufField.Read(request).FirstOrDefault(field => field.Number == 1).Text;
        if (host.Length > MaximumRegistry || !ImageReference.IsRegistry(host))
            throw new GrpcException(GrpcStatus.InvalidArgument, "the registry is invalid");

        // The engine requests credentials for Docker Hub by the host name registry-1.docker.io.
        var registry = RegistryKey.Host(host);
        var found = find is null ? null : await find(registry, cancellationToken).ConfigureAwait(false);
        found = found is not null && IsSupported(found) ? found : null;
        Report(registry, found);
        if (found is null)
            return new ProtobufWriter().ToMessage();

        // An empty user name means that the secret is an identity token.
        return found.IdentityToken is { } token
            ? new ProtobufWriter().Add(2, token).ToMessage()
            : new ProtobufWriter().Add(1, found.Username).Add(2, found.Password).ToMessage();
    }

    // The call has no field for a bearer token.
    private static bool IsSupported(RegistryCredentials credentials) =>
        credentials.Username.Length > 0 || credentials.IdentityToken is not null;

    private void Report(string registry, RegistryCredentials? found)
    {
        lock (reported)
        {
            if (reported.Count >= MaximumReports || !reported.Add(registry))
                return;
        }

        progress.ReportDetail(
            found is null
                ? StatusTexts.NoCredentialsForBuilder(registry)
                : StatusTexts.SendingCredentials(registry, found.ToString())
        );
    }
}
