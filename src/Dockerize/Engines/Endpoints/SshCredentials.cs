using System.Collections.Concurrent;
using System.Net.Http;
using Docker.DotNet;
using Microsoft.Net.Http.Client;

namespace Dockerize.Engines.Endpoints;

/// <summary>Credentials of Docker.DotNet that connect through ssh, which authenticates the user.</summary>
internal sealed class SshCredentials(SshAddress address) : Credentials
{
    // Docker.DotNet does not close the connection of a canceled request.
    private readonly ConcurrentBag<SshConnection> connections = [];

    public override bool IsTlsCredentials() => false;

    public override HttpMessageHandler GetHandler(HttpMessageHandler innerHandler)
    {
        innerHandler.Dispose();
        return new ManagedHandler((_, _, cancellationToken) => Task.FromResult<Stream>(Open(cancellationToken)))
        {
            UseProxy = false,
        };
    }

    public override void Dispose()
    {
        foreach (var connection in connections)
            connection.Dispose();
        base.Dispose();
    }

    private SshConnection Open(CancellationToken cancellationToken)
    {
        var connection = SshConnection.Open(address, cancellationToken);
        connections.Add(connection);
        return connection;
    }
}
