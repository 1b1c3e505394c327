using Dockerize.Builds.Protobuf;
using Dockerize.Builds.Sessions.Grpc;

namespace Dockerize.Builds.Sessions;

/// <summary>
/// Sends the secrets of build steps (<c>moby.buildkit.secrets.v1.Secrets</c>). A value is read when it is requested,
/// and is not kept.
/// </summary>
/// <param name="secrets">The secrets.</param>
/// <param name="environment">A function that reads an environment variable.</param>
internal sealed class SecretsService(IReadOnlyList<BuildSecret> secrets, Func<string, string?> environment)
    : IGrpcService
{
    /// <inheritdoc/>
    public IReadOnlyDictionary<string, GrpcMethod> Methods =>
        new Dictionary<string, GrpcMethod>
        {
            ["/moby.buildkit.secrets.v1.Secrets/GetSecret"] = (call, cancellationToken) =>
                call.RespondAsync(Respond, cancellationToken),
        };

    private ArraySegment<byte> Respond(ArraySegment<byte> request)
    {
        var id = ProtobufField.Read(request).FirstOrDefault(field => field.Number == 1).Text;
        // The builder ignores this error for a mount that does not require its secret.
        var secret =
            secrets.FirstOrDefault(secret => secret.Id == id)
            ?? throw new GrpcException(GrpcStatus.NotFound, $"secret {id}: not found");
        var value = SecretValue.Read(secret, environment);
        return new ProtobufWriter(value.Length + 16).Add(1, new ArraySegment<byte>(value)).ToMessage();
    }
}
