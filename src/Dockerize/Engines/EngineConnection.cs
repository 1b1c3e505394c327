using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Dockerize.Engines.Endpoints;
using Newtonsoft.Json.Linq;

namespace Dockerize.Engines;

/// <summary>
/// Sends requests to an engine, with timeouts and cancellation. Throws a typed exception for each kind of failure. The
/// requests are defined in <see cref="EngineApi"/>.
/// </summary>
internal sealed class EngineConnection : IDisposable
{
    /// <summary>The reason in the error for a response that is not from an engine.</summary>
    public const string NotFromEngine = "the response is not from a Docker engine";

    /// <summary>The default timeout: the longest time without a response from the engine.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(100);

    /// <summary>The default timeout of a ping.</summary>
    public static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The default timeout of a ping through a program. It is longer than the connection timeout of ssh, so that the
    /// error of ssh is reported. wslc may have to start a virtual machine.
    /// </summary>
    private static readonly TimeSpan ProgramPingTimeout = TimeSpan.FromSeconds(40);

    private readonly EngineTransport transport;
    private readonly TimeSpan timeout;
    private readonly TimeSpan pingTimeout;
    private Uri apiAddress;
    private bool isDisposed;

    /// <summary>Initializes a connection. No request is sent yet.</summary>
    /// <param name="endpoint">The endpoint of the engine.</param>
    /// <param name="timeout">
    /// The longest time without a response from the engine, also to a ping. Null for the defaults: <see
    /// cref="DefaultTimeout"/> for requests, and 10 seconds for pings, or 40 seconds for pings through ssh or wslc.
    /// </param>
    public EngineConnection(EngineEndpoint endpoint, TimeSpan? timeout)
    {
        Endpoint = endpoint;
        this.timeout = timeout ?? DefaultTimeout;
        pingTimeout = timeout ?? (endpoint.Program is null ? PingTimeout : ProgramPingTimeout);
        transport = new EngineTransport(endpoint);
        apiAddress = transport.Address;
    }

    /// <summary>The endpoint of the engine.</summary>
    public EngineEndpoint Endpoint { get; }

    /// <summary>The longest time without a response from the engine.</summary>
    public TimeSpan Timeout => timeout;

    /// <inheritdoc/>
    public void Dispose()
    {
        isDisposed = true;
        transport.Dispose();
    }

    /// <summary>Throws if the connection is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The connection is disposed.</exception>
    public void ThrowIfDisposed()
    {
        if (isDisposed)
            throw new ObjectDisposedException(nameof(DockerEngine));
    }

    /// <summary>Sets the API version of all later requests. Pings are sent without a version.</summary>
    /// <param name="info">The properties that the engine reports.</param>
    /// <returns>The properties, with the API version that the connection uses.</returns>
    /// <exception cref="ApiVersionException">
    /// The engine does not support the version in <c>DOCKER_API_VERSION</c>.
    /// </exception>
    public EngineInfo Pin(EngineInfo info)
    {
        if (Endpoint.ApiVersion is { } requested && requested > info.ApiVersion)
            throw ApiVersionException.Unsupported(Endpoint, requested, info.ApiVersion!);

        var version = EngineApiVersion.Choose(Endpoint.ApiVersion, info.ApiVersion);
        if (version is not null)
            apiAddress = new Uri(transport.Address, $"v{version}/");
        return info with { ApiVersion = version };
    }

    /// <summary>Sends a request and ignores the content of the response.</summary>
    /// <exception cref="EngineException">
    /// The engine rejected the request or stopped responding, or the connection was lost.
    /// </exception>
    public Task SendAsync(EngineRequest request, CancellationToken cancellationToken) =>
        CallAsync(request, EngineResponse.ReadTextAsync, cancellationToken);

    /// <summary>Sends a request and parses the JSON response.</summary>
    /// <typeparam name="T">The kind of JSON value: an object or an array.</typeparam>
    /// <exception cref="EngineException">
    /// The engine rejected the request or stopped responding, or the connection was lost.
    /// </exception>
    public Task<T> ReadAsync<T>(EngineRequest request, CancellationToken cancellationToken)
        where T : JToken => CallAsync(request, EngineResponse.ReadJsonAsync<T>, cancellationToken);

    /// <summary>Sends a request and parses the JSON response, if there is one.</summary>
    /// <typeparam name="T">The kind of JSON value: an object or an array.</typeparam>
    /// <returns>The response; null if its status is 404.</returns>
    /// <exception cref="EngineException">
    /// The engine rejected the request or stopped responding, or the connection was lost.
    /// </exception>
    public Task<T?> FindAsync<T>(EngineRequest request, CancellationToken cancellationToken)
        where T : JToken =>
        CallAsync(
            request,
            async (response, token) =>
                response.StatusCode == HttpStatusCode.NotFound
                    ? null
                    : await EngineResponse.ReadJsonAsync<T>(response, token).ConfigureAwait(false),
            cancellationToken
        );

    /// <summary>Sends a HEAD request to check if an object of the engine exists.</summary>
    /// <returns>True if the object exists; false if the status is 404.</returns>
    /// <exception cref="EngineException">
    /// The engine rejected the request or stopped responding, or the connection was lost.
    /// </exception>
    public Task<bool> ExistsAsync(EngineRequest request, CancellationToken cancellationToken) =>
        CallAsync(
            request,
            (response, _) =>
                response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotFound
                    ? Task.FromResult(response.IsSuccessStatusCode)
                    : throw new EngineResponseException(response.StatusCode, ""),
            cancellationToken
        );

    /// <summary>Sends a request and reads the response, a stream of messages, to its end.</summary>
    /// <param name="request">The request.</param>
    /// <param name="messages">The receiver of each message as it arrives.</param>
    /// <param name="cancellationToken">
    /// A token that closes the connection, which makes the engine stop its work.
    /// </param>
    /// <exception cref="EngineException">
    /// The engine rejected the request or stopped responding, or the connection was lost.
    /// </exception>
    public Task StreamAsync(
        EngineRequest request,
        IProgress<EngineMessage> messages,
        CancellationToken cancellationToken
    ) =>
        StreamAsync(
            request,
            (stream, activity, token) =>
                EngineMessage.ReadAllAsync(stream, new NotingProgress(messages, activity), token),
            cancellationToken
        );

    /// <summary>Sends a request and copies the body of the response to a stream.</summary>
    /// <exception cref="EngineException">
    /// The engine rejected the request or stopped responding, or the connection was lost.
    /// </exception>
    public Task DownloadAsync(EngineRequest request, Stream destination, CancellationToken cancellationToken) =>
        StreamAsync(
            request,
            (stream, activity, token) => EngineResponse.CopyAsync(stream, destination, activity, token),
            cancellationToken
        );

    /// <summary>Sends a request that changes the protocol of its connection.</summary>
    /// <param name="request">The request, with the header <c>Upgrade</c> and without a body.</param>
    /// <param name="cancellationToken">A token that cancels the call until it returns.</param>
    /// <returns>The connection, whose next byte is the first one of the other protocol.</returns>
    /// <exception cref="EngineException">
    /// The engine rejected the request or stopped responding, or the connection was lost.
    /// </exception>
    public async Task<Stream> UpgradeAsync(EngineRequest request, CancellationToken cancellationToken)
    {
        Task<Stream>? opening = null;
        try
        {
            return await CallInTimeAsync(
                    request,
                    (message, token) => opening = transport.UpgradeAsync(message, token),
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch
        {
            // After a timeout or a cancellation, the call may still open a connection, which then has no owner.
            _ = opening?.ContinueWith(
                task => (task.Exception is null ? task.Result : null)?.Dispose(),
                CancellationToken.None,
                TaskContinuationOptions.NotOnCanceled,
                TaskScheduler.Default
            );
            throw;
        }
    }

    /// <summary>Pings the engine.</summary>
    /// <returns>The properties that the engine reports, or the reason why it is not usable.</returns>
    [SuppressMessage(
        "Reliability",
        "CA2025:Ensure tasks using 'IDisposable' instances complete before the instances are disposed",
        Justification = "If the engine does not respond, the task never completes, so it is not awaited."
    )]
    public async Task<(EngineInfo? Info, string Failure)> PingAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(pingTimeout);
        using var request = EngineApi.Ping.ToMessage(transport.Address);
        try
        {
            // Connecting does not observe the token.
            var answer = transport.SendAsync(request, limit.Token);
            if (await Task.WhenAny(answer, Task.Delay(pingTimeout, cancellationToken)).ConfigureAwait(false) != answer)
                throw new TimeoutException();

            using var response = await answer.ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? (EngineInfo.Read(response.Headers), "")
                : (
                    null,
                    ConnectionErrors.PingFailure(
                        response,
                        await EngineResponse.ReadBodyAsync(response, limit.Token).ConfigureAwait(false)
                    )
                );
        }
        catch (EngineRedirectException redirect)
        {
            return (null, $"the server redirects to '{redirect.Location}', and redirects are not followed");
        }
        catch (Exception exception) when (IsTimeout(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (null, FormattableString.Invariant($"no response within {pingTimeout.TotalSeconds} seconds"));
        }
        catch (Exception exception) when (ConnectionErrors.IsConnectionError(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (
                null,
                ConnectionErrors.IsAccessDenied(exception)
                    ? "permission denied (add this user to the group docker, or on Windows to docker-users)"
                    : ConnectionErrors.Reason(exception)
            );
        }
    }

    // The HTTP client reports a timeout as a cancellation that no caller requested, possibly wrapped in a connection
    // error.
    private static bool IsTimeout(Exception exception) =>
        exception is TimeoutException || ConnectionErrors.Find<OperationCanceledException>(exception) is not null;

    private Uri AddressOf(EngineRequest request) =>
        request.ApiVersion is null ? apiAddress : new Uri(transport.Address, $"v{request.ApiVersion}/");

    // Sends a request whose complete response must arrive within the timeout.
    private Task<T> CallAsync<T>(
        EngineRequest request,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken
    ) =>
        CallInTimeAsync(
            request,
            async (message, token) =>
            {
                using var response = await transport.SendAsync(message, token).ConfigureAwait(false);
                return await read(response, token).ConfigureAwait(false);
            },
            cancellationToken
        );

    // Runs a call that must end within the timeout.
    private Task<T> CallInTimeAsync<T>(
        EngineRequest request,
        Func<HttpRequestMessage, CancellationToken, Task<T>> call,
        CancellationToken cancellationToken
    )
    {
        return ExplainAsync(AnswerInTimeAsync, request.Refusal, cancellationToken);

        async Task<T> AnswerInTimeAsync()
        {
            // Connecting does not observe the token, and neither does reading on .NET Framework.
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var answer = AnswerAsync();
            if (await Task.WhenAny(answer, Task.Delay(timeout, stop.Token)).ConfigureAwait(false) != answer)
                throw new TimeoutException();

            stop.Cancel();
            return await answer.ConfigureAwait(false);
        }

        async Task<T> AnswerAsync()
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(timeout);
            using var message = request.ToMessage(AddressOf(request));
            return await call(message, limit.Token).ConfigureAwait(false);
        }
    }

    [SuppressMessage(
        "Reliability",
        "CA2025:Ensure tasks using 'IDisposable' instances complete before the instances are disposed",
        Justification = "If the engine does not respond, the task never completes, so it is not awaited."
    )]
    private Task<bool> StreamAsync(
        EngineRequest request,
        Func<Stream, ConnectionActivity, CancellationToken, Task> read,
        CancellationToken cancellationToken
    ) =>
        ExplainAsync(
            async () =>
            {
                var activity = new ConnectionActivity();
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                using var message = request.ToMessage(AddressOf(request));
                if (request.Body is not null)
                    message.Content = new StreamedContent(request.Body, activity, stop.Token);
                var work = ReadStreamAsync(message, read, activity, stop.Token);
                try
                {
                    await WatchAsync(work, activity, cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    stop.Cancel();
                }

                return true;
            },
            request.Refusal,
            cancellationToken
        );

    [SuppressMessage(
        "Reliability",
        "CA2016:Forward the 'CancellationToken' parameter to methods",
        Justification = ".NET Framework has no such overload. The registration cancels the call."
    )]
    private async Task ReadStreamAsync(
        HttpRequestMessage request,
        Func<Stream, ConnectionActivity, CancellationToken, Task> read,
        ConnectionActivity activity,
        CancellationToken cancellationToken
    )
    {
        using var response = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        // On .NET Framework, reading does not observe the token, but it ends when the response is disposed.
        using var registration = cancellationToken.Register(response.Dispose);
        if (!response.IsSuccessStatusCode)
        {
            var body = await EngineResponse.ReadBodyAsync(response, cancellationToken).ConfigureAwait(false);
            throw new EngineResponseException(response.StatusCode, body);
        }

        activity.Note();
        // The stream is disposed together with the response, after the registration.
        var stream = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
        await read(stream, activity, cancellationToken).ConfigureAwait(false);
    }

    // A build sends no message while its current command prints no output, so a missing message is not an error. The
    // call times out only if the engine does not respond to a ping either.
    private async Task WatchAsync(Task work, ConnectionActivity activity, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        while (true)
        {
            var rest = timeout - activity.Silence;
            if (rest > TimeSpan.Zero)
            {
                var first = await Task.WhenAny(work, Task.Delay(rest, stop.Token)).ConfigureAwait(false);
                if (first == work || cancellationToken.IsCancellationRequested)
                    break;
            }
            else if (await IsDeadAsync(work, activity, cancellationToken).ConfigureAwait(false))
            {
                throw new TimeoutException();
            }
            else
            {
                activity.Note();
            }
        }

        stop.Cancel();
        await work.ConfigureAwait(false);
    }

    private async Task<bool> IsDeadAsync(Task work, ConnectionActivity activity, CancellationToken cancellationToken)
    {
        var (info, _) = await PingAsync(cancellationToken).ConfigureAwait(false);
        return info is null && !work.IsCompleted && activity.Silence > timeout;
    }

    // Runs a call and converts its errors into typed exceptions. A cancellation does not wait for the end of the call.
    private async Task<T> ExplainAsync<T>(
        Func<Task<T>> call,
        Func<string, Exception>? refusal,
        CancellationToken cancellationToken
    )
    {
        ThrowIfDisposed();
        var cancelled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = cancellationToken.Register(() => cancelled.TrySetResult(true));
        try
        {
            var answer = call();
            await Task.WhenAny(answer, cancelled.Task).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return await answer.ConfigureAwait(false);
        }
        catch (Exception exception)
            when (exception is not DockerizeException
                && ConnectionErrors.Find<DockerizeException>(exception) is { } inner
            )
        {
            // An error of the body writer, such as an unreadable file, arrives wrapped in connection errors.
            ExceptionDispatchInfo.Capture(inner).Throw();
            throw;
        }
        catch (Exception exception) when (ConnectionErrors.Find<AnswerTooLongException>(exception) is { } tooLong)
        {
            throw new EngineAnswerTooLongException(Endpoint, tooLong);
        }
        catch (EngineResponseException exception)
        {
            var message = ConnectionErrors.ApiMessage(exception);
            throw refusal?.Invoke(message) ?? new EngineRefusedException(Endpoint, message, exception);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && IsTimeout(exception))
        {
            throw new EngineTimeoutException(Endpoint, timeout, exception);
        }
        catch (Exception exception) when (ConnectionErrors.IsConnectionError(exception))
        {
            // A cancellation closes the connection. The resulting error is reported as a cancellation.
            cancellationToken.ThrowIfCancellationRequested();
            throw new EngineConnectionException(Endpoint, ConnectionErrors.Reason(exception), exception);
        }
    }

    private sealed class NotingProgress(IProgress<EngineMessage> messages, ConnectionActivity activity)
        : IProgress<EngineMessage>
    {
        public void Report(EngineMessage value)
        {
            activity.Note();
            messages.Report(value);
        }
    }
}
