using System.Diagnostics.CodeAnalysis;
using Dockerize.Builds.Sessions.FileSync;
using Dockerize.Builds.Sessions.Grpc;
using Dockerize.Builds.Sessions.Http2;
using Dockerize.Engines;
using Dockerize.Files;

namespace Dockerize.Builds.Sessions;

/// <summary>
/// A BuildKit session: during a build, the engine calls this process for files, credentials, secrets and SSH agents.
/// </summary>
internal sealed class BuildSession : IDisposable
{
    private const string HeaderPrefix = "X-Docker-Expose-Session-";

    /// <summary>The name of each session. BuildKit uses it only in messages.</summary>
    private const string Name = "dockerize";

    /// <summary>The longest time to wait for the end of the calls, before and after the connection is closed.</summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromMilliseconds(400);

    private readonly Stream connection;
    private readonly IReadOnlyList<IGrpcService> services;
    private readonly GrpcServer server;
    private readonly CancellationTokenSource end;
    private readonly CancellationToken cancellation;
    private readonly Task serving;
    private Exception? connectionError;
    private int isClosed;

    private BuildSession(
        string id,
        Stream connection,
        IReadOnlyList<IGrpcService> services,
        GrpcServer server,
        CancellationToken cancellationToken
    )
    {
        Id = id;
        this.connection = connection;
        this.services = services;
        this.server = server;
        cancellation = cancellationToken;
        end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        serving = ServeAsync();
    }

    /// <summary>The id that the build request contains.</summary>
    public string Id { get; }

    /// <summary>
    /// The error that ended the session or one of its calls, such as an unreadable file; null if there is none. A
    /// session that the engine closed has an error, which is a cause only if the build failed.
    /// </summary>
    public Exception? Error => server.Error ?? Volatile.Read(ref connectionError);

    /// <summary>Opens a session and serves calls until it is closed.</summary>
    /// <param name="api">The engine that builds.</param>
    /// <param name="content">The content that the session offers.</param>
    /// <param name="cancellationToken">A token that ends the session.</param>
    /// <exception cref="EngineException">The engine refuses sessions, or the connection failed.</exception>
    public static async Task<BuildSession> OpenAsync(
        EngineApi api,
        SessionContent content,
        CancellationToken cancellationToken
    )
    {
        var services = ServicesFor(content).ToList();
        var server = new GrpcServer(services);
        var id = Guid.NewGuid().ToString("N");
        (string, string?)[] headers =
        [
            (HeaderPrefix + "Uuid", id),
            (HeaderPrefix + "Name", Name),
            // The key can be any text, but a header cannot.
            (
                HeaderPrefix + "Sharedkey",
                content.SharedKey.Length > 0 ? ContentDigest.ComputeHex(content.SharedKey) : null
            ),
            .. server.Methods.Select(method => (HeaderPrefix + "Grpc-Method", (string?)method)),
        ];
        var connection = await api.OpenSessionAsync(headers, cancellationToken).ConfigureAwait(false);
        return new(id, connection, services, server, cancellationToken);
    }

    /// <summary>
    /// Ends the session. A canceled session closes its connection at once. Otherwise, the calls can end before.
    /// </summary>
    public async Task CloseAsync()
    {
        if (Interlocked.Exchange(ref isClosed, 1) != 0)
            return;

        end.Cancel();
        if (!cancellation.IsCancellationRequested)
            await Task.WhenAny(serving, EndDelay()).ConfigureAwait(false);
        // Closing the connection also ends reads and writes that do not observe a token.
        connection.Dispose();
        await Task.WhenAny(serving, EndDelay()).ConfigureAwait(false);
        foreach (var service in services.OfType<IDisposable>())
            service.Dispose();
        end.Dispose();
    }

    /// <summary>Ends the session like <see cref="CloseAsync"/>, and blocks the thread until the end.</summary>
    public void Dispose() => CloseAsync().GetAwaiter().GetResult();

    private static Task EndDelay() => Task.Delay(EndTimeout, CancellationToken.None);

    private static IEnumerable<IGrpcService> ServicesFor(SessionContent content)
    {
        yield return new HealthService();
        yield return new AuthService(content.FindCredentials, content.Progress);
        if (content.Secrets.Count > 0)
            yield return new SecretsService(content.Secrets, content.Environment);
        if (content.Ssh.Count > 0)
            yield return new SshService(content.Ssh, content.Environment);
        if (content.Folders.Count > 0)
            yield return new FileSyncService(content.Folders, content.Progress);
    }

    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "The build that uses the session reports the error."
    )]
    private async Task ServeAsync()
    {
        try
        {
            await new Http2Connection(connection, server.HandleAsync).RunAsync(end.Token).ConfigureAwait(false);
            EndWith(new IOException("the engine closed the build session"));
        }
        catch (Exception exception)
        {
            EndWith(exception);
        }
    }

    // After the end of the session, an error of the connection is only a consequence.
    private void EndWith(Exception error)
    {
        if (!end.IsCancellationRequested)
            Volatile.Write(ref connectionError, error);
    }
}
