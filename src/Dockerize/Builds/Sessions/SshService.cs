using System.Collections.Concurrent;
using System.Net.Sockets;
using Dockerize.Builds.Protobuf;
using Dockerize.Builds.Sessions.Grpc;

namespace Dockerize.Builds.Sessions;

/// <summary>
/// Connects build steps to SSH agents of this machine (<c>moby.sshforward.v1.SSH</c>). A private key in a file is
/// loaded into an agent of its own, which ends with the service.
/// </summary>
/// <param name="agents">The SSH agents.</param>
/// <param name="environment">A function that reads an environment variable.</param>
internal sealed class SshService(IReadOnlyList<BuildSsh> agents, Func<string, string?> environment)
    : IGrpcService,
        IDisposable
{
    private const string Path = "/moby.sshforward.v1.SSH/";

    /// <summary>The metadata key of the id in a call of ForwardAgent.</summary>
    private const string IdKey = "buildkit.ssh.id";

    private readonly CancellationTokenSource lifetime = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<SshKeyAgent>>> keyAgents = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, GrpcMethod> Methods =>
        new Dictionary<string, GrpcMethod>(StringComparer.Ordinal)
        {
            [Path + "CheckAgent"] = CheckAsync,
            [Path + "ForwardAgent"] = ForwardAsync,
        };

    /// <summary>Ends the agents that the service started.</summary>
    public void Dispose()
    {
        lifetime.Cancel();
        foreach (var started in keyAgents.Values.Where(agent => agent.IsValueCreated).Select(agent => agent.Value))
        {
            started.ContinueWith(
                task => task.Result.Dispose(),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            );
        }

        lifetime.Dispose();
    }

    private async Task CheckAsync(GrpcCall call, CancellationToken cancellationToken)
    {
        var request =
            await call.ReadAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new GrpcException(GrpcStatus.InvalidArgument, "the request is missing");
        var id = ProtobufField
            .Read(request)
            .Where(field => field.Number == 1)
            .Select(field => field.Text)
            .LastOrDefault();
        using (await ConnectAsync(id, cancellationToken).ConfigureAwait(false))
            await call.WriteAsync(new ProtobufWriter().ToMessage(), cancellationToken).ConfigureAwait(false);
    }

    private async Task ForwardAsync(GrpcCall call, CancellationToken cancellationToken)
    {
        using var agent = await ConnectAsync(call.Metadata(IdKey) is [.., var id] ? id : null, cancellationToken)
            .ConfigureAwait(false);
        // On .NET Framework, a read from a socket cannot be canceled. Closing the socket ends it.
        using var registration = cancellationToken.Register(agent.Dispose);
        await new SshForwarding(call, agent).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<Stream> ConnectAsync(string? id, CancellationToken cancellationToken)
    {
        var name = string.IsNullOrEmpty(id) ? BuildSsh.DefaultId : id!;
        var agent =
            agents.FirstOrDefault(agent => agent.Id == name)
            ?? throw new GrpcException(GrpcStatus.NotFound, $"unset ssh forward key {name}");
        var path = SshSocket.Find(agent, environment) ?? throw new BuildSshException(agent, BuildSshProblem.NoAgent);
        if (agent.Path is not null && !SshSocket.Exists(path))
            path = (await StartAsync(agent).ConfigureAwait(false)).Socket;
        try
        {
            return await SshSocket.OpenAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
            when (exception is SocketException or IOException or TimeoutException or UnauthorizedAccessException)
        {
            var reason = $"could not connect to '{path}': {exception.Message}";
            throw new BuildSshException(agent, BuildSshProblem.AgentFailed, reason, exception);
        }
    }

    private Task<SshKeyAgent> StartAsync(BuildSsh agent) =>
        keyAgents.GetOrAdd(agent.Id, _ => new(() => SshKeyAgent.StartAsync(agent, environment, lifetime.Token))).Value;
}
