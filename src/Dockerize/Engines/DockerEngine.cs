using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using Docker.DotNet;
using Docker.DotNet.Models;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize;

/// <summary>
/// A Docker engine that answers. No version of its API is asked for: the engine then speaks its own, and both old and new ones have all that
/// is used here. Safe for use from several threads.
/// </summary>
public sealed class DockerEngine : IDisposable
{
    /// <summary>How long an engine may take to answer a ping before it counts as not there.</summary>
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Docker.DotNet allows 100 ms, less than a busy engine on Windows takes to accept.</summary>
    private static readonly TimeSpan NamedPipeTimeout = TimeSpan.FromSeconds(5);

    private DockerEngine(EngineEndpoint endpoint)
    {
        Endpoint = endpoint;
        Client = Open(endpoint);
    }

    /// <summary>Where it listens.</summary>
    public EngineEndpoint Endpoint { get; }

    internal DockerClient Client { get; }

    /// <summary>The first engine that answers.</summary>
    /// <param name="host">The address that the project names; null or empty: what the environment names, else the usual places.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="DockerizeException">DKZ2001: none answers, with every place that was tried; DKZ2002: an address is none.</exception>
    public static async Task<DockerEngine> ConnectAsync(string? host = null, CancellationToken cancellationToken = default)
    {
        var tried = new List<string>();
        foreach (var endpoint in EngineEndpoint.Candidates(host, Environment.GetEnvironmentVariable))
        {
            // The error of a socket that is not there would read `Cannot assign requested address`.
            if (endpoint.Uri.Scheme == "unix" && !File.Exists(endpoint.Uri.LocalPath))
            {
                tried.Add($"{endpoint} ({endpoint.Origin}): no such socket");
                continue;
            }

            if (await WhyNoAnswerAsync(endpoint, cancellationToken).ConfigureAwait(false) is not { } reason)
                return new DockerEngine(endpoint);
            tried.Add($"{endpoint} ({endpoint.Origin}): {reason}");
        }

        throw new DockerizeException(EngineDiagnostics.NotFound(tried));
    }

    /// <summary>What the engine says of an image; null if it does not have it.</summary>
    /// <param name="image">A reference or an image id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="DockerizeException">DKZ2003: the connection broke; DKZ2004: the engine refused.</exception>
    public Task<ImageFacts?> InspectAsync(string image, CancellationToken cancellationToken = default) => CallAsync(async () =>
    {
        try
        {
            var answer = await Client.Images.InspectImageAsync(image, cancellationToken).ConfigureAwait(false);
            return new ImageFacts
            {
                Id = answer.ID,
                Os = answer.Os,
                Architecture = answer.Architecture,
                Size = answer.Size,
                ExposedPorts = [.. (answer.Config?.ExposedPorts?.Keys ?? []).OrderBy(port => port, StringComparer.Ordinal)],
                Entrypoint = [.. answer.Config?.Entrypoint ?? []],
                User = answer.Config?.User ?? "",
                Env = (answer.Config?.Env ?? [])
                    .Select(variable => variable.Split(['='], 2))
                    .GroupBy(parts => parts[0], StringComparer.Ordinal)
                    .ToDictionary(parts => parts.Key, parts => parts.Last().Length > 1 ? parts.Last()[1] : "", StringComparer.Ordinal),
            };
        }
        catch (DockerImageNotFoundException)
        {
            return (ImageFacts?)null;
        }
    }, cancellationToken);

    /// <summary>Looks which of some files an image has, without running anything in it.</summary>
    /// <param name="image">A reference or an image id.</param>
    /// <param name="paths">Absolute paths; a link counts as what it is called.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <returns>Those that it has.</returns>
    /// <exception cref="DockerizeException">DKZ2003: the connection broke; DKZ2004: the engine refused.</exception>
    public async Task<IReadOnlyList<string>> FindFilesAsync(string image, IEnumerable<string> paths, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // A container that is never started; it needs a command all the same. Nothing ends its creation: nobody would know its id.
        var parameters = new CreateContainerParameters { Image = image, Entrypoint = ["none"] };
        var container = await CallAsync(() => Client.Containers.CreateContainerAsync(parameters, CancellationToken.None), CancellationToken.None).ConfigureAwait(false);
        try
        {
            var found = new List<string>();
            foreach (var path in paths)
            {
                if (await HasFileAsync(container.ID, path, cancellationToken).ConfigureAwait(false))
                    found.Add(path);
            }

            return found;
        }
        finally
        {
            // Also when the look was ended: the container must not stay.
            var removal = new ContainerRemoveParameters { Force = true, RemoveVolumes = true };
            await CallAsync(() => Client.Containers.RemoveContainerAsync(container.ID, removal, CancellationToken.None), CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Has the engine pull an image, and inspects it.</summary>
    /// <param name="image">A reference with a tag or a digest; with neither, its <c>latest</c>.</param>
    /// <param name="credentials">For its registry; null: anonymous.</param>
    /// <param name="progress">Gets lines as they arrive.</param>
    /// <param name="cancellationToken">Ends the pull.</param>
    /// <exception cref="DockerizeException">DKZ2007: the image cannot be had; DKZ2003: the connection broke.</exception>
    public async Task<ImageFacts> PullAsync(
        ImageReference image,
        RegistryCredentials? credentials = null,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default)
    {
        progress?.Report(new(ProgressImportance.High, $"Pulling {image}"));
        var transfer = new TransferProgress(progress);
        var parameters = new ImagesCreateParameters { FromImage = image.FamiliarName, Tag = image.Digest ?? image.Tag ?? "latest" };
        await CallAsync(
            () => Client.Images.CreateImageAsync(parameters, Authentication(image, credentials), transfer, cancellationToken),
            cancellationToken,
            message => EngineDiagnostics.CannotPull(image, message)).ConfigureAwait(false);
        if (transfer.Error is { } error)
            throw new DockerizeException(EngineDiagnostics.CannotPull(image, error));
        return await InspectAsync(image.Familiar, cancellationToken).ConfigureAwait(false)
            ?? throw new DockerizeException(EngineDiagnostics.CannotPull(image, "the engine does not have it after the pull"));
    }

    /// <summary>Gives an image one more name, taking that name from the image that had it.</summary>
    /// <param name="image">A reference or an image id.</param>
    /// <param name="name">The name; without a tag it means <c>latest</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="DockerizeException">DKZ2003: the connection broke; DKZ2004: the engine refused.</exception>
    public Task TagAsync(string image, ImageReference name, CancellationToken cancellationToken = default)
    {
        var parameters = new ImageTagParameters { RepositoryName = name.FamiliarName, Tag = name.Tag ?? "latest" };
        return CallAsync(() => Client.Images.TagImageAsync(image, parameters, cancellationToken), cancellationToken);
    }

    /// <summary>Has the engine push an image to the registry that its reference names.</summary>
    /// <param name="image">A reference with a tag.</param>
    /// <param name="credentials">For its registry; null: anonymous.</param>
    /// <param name="progress">Gets lines as they arrive.</param>
    /// <param name="cancellationToken">Ends the push.</param>
    /// <returns>The digest under which the registry has it, <c>sha256:…</c>.</returns>
    /// <exception cref="DockerizeException">DKZ3002: the push failed; DKZ3003: it ended without a digest; DKZ2003: the connection broke.</exception>
    public async Task<string> PushAsync(
        ImageReference image,
        RegistryCredentials? credentials = null,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default)
    {
        progress?.Report(new(ProgressImportance.High, $"Pushing {image}"));
        var transfer = new TransferProgress(progress);
        var parameters = new ImagePushParameters { Tag = image.Tag ?? "latest" };
        await CallAsync(
            () => Client.Images.PushImageAsync(image.FamiliarName, parameters, Authentication(image, credentials), transfer, cancellationToken),
            cancellationToken,
            message => RegistryDiagnostics.PushFailed(image, message, credentials)).ConfigureAwait(false);

        // The engine reports errors of a push inside the stream, and ends it without one when its own connection breaks.
        if (transfer.Error is { } error)
            throw new DockerizeException(RegistryDiagnostics.PushFailed(image, error, credentials));
        var digest = transfer.Digest ?? throw new DockerizeException(RegistryDiagnostics.NoDigest(image));
        progress?.Report(new(ProgressImportance.High, string.Format(
            CultureInfo.InvariantCulture,
            transfer.MovedCount == 0 ? "Pushed {0}: the registry had all {2} layers" : "Pushed {0}: {1} of {2} layers, {3}",
            image, transfer.MovedCount, transfer.LayerCount, ByteSize.Format(transfer.MovedBytes))));
        return digest;
    }

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();

    internal Task CallAsync(Func<Task> call, CancellationToken cancellationToken, Func<string, Diagnostic>? refusal = null) => CallAsync(
        async () =>
        {
            await call().ConfigureAwait(false);
            return true;
        },
        cancellationToken,
        refusal);

    /// <summary>Makes a call, and turns what can go wrong between us and the engine into a diagnostic.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends the wait, also where the call itself does not look at it: Docker.DotNet does not while it waits for a message.</param>
    /// <param name="refusal">What it means when the engine answers with an error, from the engine's message.</param>
    internal async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken, Func<string, Diagnostic>? refusal = null)
    {
        var cancelled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = cancellationToken.Register(() => cancelled.TrySetResult(true));
        try
        {
            var answer = call();
            await Task.WhenAny(answer, cancelled.Task).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return await answer.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not DockerizeException && Find<DockerizeException>(exception) is { } own)
        {
            // While a body goes out, an error of its source comes back wrapped in errors of the connection.
            throw new DockerizeException(own.Diagnostic, exception);
        }
        catch (DockerApiException exception)
        {
            var message = ApiMessage(exception);
            throw new DockerizeException(refusal?.Invoke(message) ?? EngineDiagnostics.Refused(Endpoint, message), exception);
        }
        catch (Exception exception) when (IsConnectionError(exception) && !cancellationToken.IsCancellationRequested)
        {
            throw new DockerizeException(EngineDiagnostics.ConnectionLost(Endpoint, Innermost(exception).Message), exception);
        }
    }

    private Task<bool> HasFileAsync(string container, string path, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        try
        {
            await Client.Containers.GetArchiveFromContainerAsync(container, new GetArchiveFromContainerParameters { Path = path }, statOnly: true, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (DockerApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }, cancellationToken);

    private static DockerClient Open(EngineEndpoint endpoint)
    {
        using var configuration = new DockerClientConfiguration(endpoint.Uri, namedPipeConnectTimeout: NamedPipeTimeout);
        return configuration.CreateClient();
    }

    private static async Task<string?> WhyNoAnswerAsync(EngineEndpoint endpoint, CancellationToken cancellationToken)
    {
        using var client = Open(endpoint);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(PingTimeout);
        try
        {
            await client.System.PingAsync(patience.Token).ConfigureAwait(false);
            return null;
        }
        catch (DockerApiException exception)
        {
            return $"what listens there answered {(int)exception.StatusCode}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "no answer within " + PingTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture) + " seconds";
        }
        catch (Exception exception) when (IsConnectionError(exception))
        {
            return Find<SocketException>(exception) is { SocketErrorCode: SocketError.AccessDenied } || Find<UnauthorizedAccessException>(exception) is not null
                ? "permission denied (is this user in the group docker, or docker-users on Windows?)"
                : Innermost(exception).Message;
        }
    }

    // A time-out of the HTTP client is a cancellation that nobody asked for, and what is no JSON did not come from an engine.
    private static bool IsConnectionError(Exception exception) =>
        exception is HttpRequestException or IOException or SocketException or TimeoutException or UnauthorizedAccessException or OperationCanceledException or JsonException;

    private static AuthConfig Authentication(ImageReference image, RegistryCredentials? credentials) =>
        credentials is null ? new AuthConfig() : new AuthConfig
        {
            ServerAddress = image.Registry,
            Username = credentials.Username,
            Password = credentials.Password,
            IdentityToken = credentials.IdentityToken,
        };

    // The body is {"message":"…"}; a proxy in between may answer with anything.
    private static string ApiMessage(DockerApiException exception)
    {
        var status = $"{(int)exception.StatusCode} {exception.StatusCode}";
        try
        {
            return JObject.Parse(exception.ResponseBody)["message"] is JValue { Value: string message } ? message.Trim() : status;
        }
        catch (JsonException)
        {
            return status;
        }
    }

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;

    private static T? Find<T>(Exception? exception)
        where T : Exception => exception is null or T ? (T?)exception : Find<T>(exception.InnerException);
}
