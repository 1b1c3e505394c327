using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Docker.DotNet;
using Dockerize.Engines.Endpoints;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Engines;

/// <summary>
/// The calls to an engine: those of Docker.DotNet, and beside them the ones that answer with a stream of messages. Docker.DotNet's own reading of
/// such a stream never ends when it is cut inside a message or has BuildKit's in it; its builds have no parameter for the builder's version, and send
/// credentials and cache sources in a form that engines do not read. They go over the same socket, pipe or certificate, since they use its handler.
/// </summary>
internal sealed class EngineConnection : IDisposable
{
    /// <summary>What is wrong with something that came instead of an answer.</summary>
    public const string NoAnswer = "what came is no answer of an engine";

    /// <summary>How long an engine may take to answer a ping before it counts as not there, unless somebody says otherwise.</summary>
    public static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The same where ssh connects first: longer than it tries, so that it can say why it did not.</summary>
    private static readonly TimeSpan SshPingTimeout = TimeSpan.FromSeconds(40);

    /// <summary>Docker.DotNet allows 100 ms, less than a busy engine on Windows takes to accept.</summary>
    private static readonly TimeSpan NamedPipeTimeout = TimeSpan.FromSeconds(5);

    private readonly DockerClientConfiguration configuration;
    private readonly HttpMessageInvoker invoker;
    private readonly Uri address;
    private readonly TimeSpan timeout;
    private readonly TimeSpan pingTimeout;

    /// <summary>Makes no call yet.</summary>
    /// <param name="endpoint">Where the engine listens.</param>
    /// <param name="timeout">How long it may be silent, also when it is asked for a sign of life; null: <see cref="DockerEngine.DefaultTimeout"/>, and 10 seconds for that, 40 through ssh.</param>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The configuration disposes of them.")]
    public EngineConnection(EngineEndpoint endpoint, TimeSpan? timeout)
    {
        Endpoint = endpoint;
        this.timeout = timeout ?? DockerEngine.DefaultTimeout;
        pingTimeout = timeout ?? (endpoint.Ssh is null ? PingTimeout : SshPingTimeout);
        var credentials = new HandlerKeeper(endpoint.CreateCredentials());
        configuration = new DockerClientConfiguration(endpoint.ClientUri, credentials, this.timeout, NamedPipeTimeout);
        Client = configuration.CreateClient();
        // The client disposes of it.
        invoker = new HttpMessageInvoker(credentials.Handler!, disposeHandler: false);
        address = endpoint.ClientUri.Scheme is "unix" or "npipe"
            ? new Uri("http://localhost")
            : new UriBuilder(credentials.IsTlsCredentials() ? "https" : "http", endpoint.ClientUri.Host, endpoint.ClientUri.Port).Uri;
    }

    /// <summary>Where the engine listens.</summary>
    public EngineEndpoint Endpoint { get; }

    /// <summary>For the calls that answer with one object.</summary>
    public DockerClient Client { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        invoker.Dispose();
        Client.Dispose();
        configuration.Dispose();
    }

    /// <summary>Makes a call that answers with a stream of messages, and reads it to its end.</summary>
    /// <param name="path">Below the engine's address, such as <c>build</c>.</param>
    /// <param name="query">Its parameters; those that are null are left out.</param>
    /// <param name="headers">Its headers; those that are null are left out.</param>
    /// <param name="body">What to send; it goes out in chunks as it is read. Null: nothing.</param>
    /// <param name="messages">Gets each message as it arrives.</param>
    /// <param name="refusal">What it means when the engine answers with an error, from the engine's message.</param>
    /// <param name="cancellationToken">Cuts the connection, at which the engine ends what it does.</param>
    [SuppressMessage("Reliability", "CA2025:Ensure tasks using 'IDisposable' instances complete before the instances are disposed", Justification = "An engine that does not answer keeps the task from completing.")]
    public Task PostAsync(
        string path,
        IEnumerable<(string Name, string? Value)> query,
        IEnumerable<(string Name, string? Value)> headers,
        Stream? body,
        IProgress<EngineMessage> messages,
        Func<string, Exception>? refusal = null,
        CancellationToken cancellationToken = default) => ExplainAsync(async () =>
    {
        var activity = new ConnectionActivity();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var request = Request(HttpMethod.Post, path + Query(query), headers);
        if (body is not null)
        {
            request.Content = new StreamedBody(body, activity, stop.Token);
            request.Content.Headers.ContentType = new("application/x-tar");
        }

        var work = SendAsync(request, messages, activity, stop.Token);
        try
        {
            await WatchAsync(work, activity, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            stop.Cancel();
        }

        return true;
    }, refusal, cancellationToken);

    /// <summary>Asks for one answer. Docker.DotNet would first study every class that one can be, which takes longer than the answer.</summary>
    /// <typeparam name="T">What it is, an object or an array.</typeparam>
    /// <param name="path">Below the engine's address.</param>
    /// <param name="headers">Its headers; those that are null are left out.</param>
    /// <param name="refusal">What it means when the engine answers with an error, from the engine's message.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null if there is none of that name.</returns>
    public Task<T?> GetAsync<T>(
        string path,
        IEnumerable<(string Name, string? Value)>? headers = null,
        Func<string, Exception>? refusal = null,
        CancellationToken cancellationToken = default)
        where T : JToken => CallAsync(async () =>
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(timeout);
        using var request = Request(HttpMethod.Get, path, headers ?? []);
        using var response = await invoker.SendAsync(request, patience.Token).ConfigureAwait(false);
        var text = await ReadTextAsync(response, patience.Token).ConfigureAwait(false);
        return response.StatusCode == HttpStatusCode.NotFound ? null
            : !response.IsSuccessStatusCode ? throw new DockerApiException(response.StatusCode, text)
            : JToken.Parse(text) as T ?? throw new JsonReaderException(NoAnswer);
    }, refusal, cancellationToken);

    /// <inheritdoc cref="CallAsync{T}"/>
    public Task CallAsync(Func<Task> call, Func<string, Exception>? refusal = null, CancellationToken cancellationToken = default) => CallAsync(
        async () =>
        {
            await call().ConfigureAwait(false);
            return true;
        },
        refusal,
        cancellationToken);

    /// <summary>Makes a call that answers with one object, within the time that the engine may be silent.</summary>
    /// <param name="call">The call.</param>
    /// <param name="refusal">What it means when the engine answers with an error, from the engine's message.</param>
    /// <param name="cancellationToken">Ends the wait, also where the call itself does not look at it.</param>
    /// <exception cref="DockerizeException">DKZ2003: the connection broke; DKZ2004: the engine refused; DKZ2013: it stopped answering.</exception>
    public Task<T> CallAsync<T>(Func<Task<T>> call, Func<string, Exception>? refusal = null, CancellationToken cancellationToken = default) => ExplainAsync(
        async () =>
        {
            // Docker.DotNet's own limit ends with the head of an answer.
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var answer = call();
            if (await Task.WhenAny(answer, Task.Delay(timeout, stop.Token)).ConfigureAwait(false) != answer)
                throw new TimeoutException();
            stop.Cancel();
            return await answer.ConfigureAwait(false);
        },
        refusal,
        cancellationToken);

    // Waits for a call, and turns what can go wrong between us and the engine into a diagnostic.
    private async Task<T> ExplainAsync<T>(Func<Task<T>> call, Func<string, Exception>? refusal, CancellationToken cancellationToken)
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
        catch (Exception exception) when (exception is not DockerizeException && ConnectionErrors.Find<DockerizeException>(exception) is { } own)
        {
            // While a body goes out, an error of its source comes back wrapped in errors of the connection.
            ExceptionDispatchInfo.Capture(own).Throw();
            throw;
        }
        catch (DockerApiException exception)
        {
            var message = ConnectionErrors.ApiMessage(exception);
            throw refusal?.Invoke(message) ?? new EngineRefusedException(Endpoint, message, exception);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && (exception is TimeoutException || ConnectionErrors.Find<OperationCanceledException>(exception) is not null))
        {
            // A time-out of the HTTP client is a cancellation that nobody asked for; it may come wrapped in an error of the connection.
            throw new EngineTimeoutException(Endpoint, timeout, exception);
        }
        catch (Exception exception) when (ConnectionErrors.IsConnectionError(exception))
        {
            // What breaks in the moment of a cancellation is cancelled.
            cancellationToken.ThrowIfCancellationRequested();
            throw new EngineConnectionException(Endpoint, ConnectionErrors.Reason(exception), exception);
        }
    }

    /// <summary>Asks the engine for a sign of life.</summary>
    /// <returns>What it says of itself, or why there is no answer.</returns>
    [SuppressMessage("Reliability", "CA2025:Ensure tasks using 'IDisposable' instances complete before the instances are disposed", Justification = "An engine that does not answer keeps the task from completing.")]
    public async Task<(EngineInfo? Traits, string Failure)> PingAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(pingTimeout);
        using var request = Request(HttpMethod.Get, "_ping", []);
        try
        {
            // A connection that is being made does not look at the token.
            var answer = invoker.SendAsync(request, patience.Token);
            if (await Task.WhenAny(answer, Task.Delay(pingTimeout, cancellationToken)).ConfigureAwait(false) != answer)
                throw new TimeoutException();
            using var response = await answer.ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return (EngineInfo.Read(response.Headers), "");
            return (null, (await ReadTextAsync(response, patience.Token).ConfigureAwait(false)).Contains("HTTPS server")
                ? "what listens there wants TLS (set DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, or name a docker context that has certificates)"
                : $"what listens there answered {(int)response.StatusCode}");
        }
        catch (Exception exception) when (exception is TimeoutException || ConnectionErrors.Find<OperationCanceledException>(exception) is not null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (null, FormattableString.Invariant($"no answer within {pingTimeout.TotalSeconds} seconds"));
        }
        catch (Exception exception) when (ConnectionErrors.IsConnectionError(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var isDenied = ConnectionErrors.Find<SocketException>(exception) is { SocketErrorCode: SocketError.AccessDenied } || ConnectionErrors.Find<UnauthorizedAccessException>(exception) is not null;
            return (null, isDenied ? "permission denied (is this user in the group docker, or docker-users on Windows?)" : ConnectionErrors.Reason(exception));
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, IEnumerable<(string Name, string? Value)> headers)
    {
        // The handler speaks 1.1 and writes whatever the request says, which not every runtime sets to that.
        var request = new HttpRequestMessage(method, new Uri(address, path)) { Version = HttpVersion.Version11 };
        foreach (var (name, value) in headers.Where(header => header.Value is not null))
            request.Headers.Add(name, value);
        return request;
    }

    private static string Query(IEnumerable<(string Name, string? Value)> query)
    {
        var given = query.Where(parameter => parameter.Value is not null).Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}").ToList();
        return given.Count == 0 ? "" : "?" + string.Join("&", given);
    }

    [SuppressMessage("Reliability", "CA2016:Forward the 'CancellationToken' parameter to methods", Justification = ".NET Framework has no such overloads; the registration ends them too.")]
    private async Task SendAsync(HttpRequestMessage request, IProgress<EngineMessage> messages, ConnectionActivity activity, CancellationToken cancellationToken)
    {
        using var response = await invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
        // Where reading does not look at the token, it ends with the connection.
        using var registration = cancellationToken.Register(response.Dispose);
        if (!response.IsSuccessStatusCode)
            throw new DockerApiException(response.StatusCode, await ReadTextAsync(response, cancellationToken).ConfigureAwait(false));
        activity.Note();
        // The response disposes of it, and only when the registration has come to its end.
        var stream = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
        await EngineMessage.ReadAllAsync(stream, new Noted(messages, activity), cancellationToken).ConfigureAwait(false);
    }

    private static Task<string> ReadTextAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
#if NET
        return response.Content.ReadAsStringAsync(cancellationToken);
#else
        cancellationToken.ThrowIfCancellationRequested();
        return response.Content.ReadAsStringAsync();
#endif
    }

    // A build may be silent for as long as one of its commands is, so silence alone says nothing: an engine that is alive answers a ping meanwhile.
    private async Task WatchAsync(Task work, ConnectionActivity activity, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        while (true)
        {
            var rest = timeout - activity.Silence;
            if (rest > TimeSpan.Zero)
            {
                if (await Task.WhenAny(work, Task.Delay(rest, stop.Token)).ConfigureAwait(false) == work || cancellationToken.IsCancellationRequested)
                    break;
            }
            else if ((await PingAsync(cancellationToken).ConfigureAwait(false)).Traits is null && !work.IsCompleted && activity.Silence > timeout)
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

    private sealed class Noted(IProgress<EngineMessage> messages, ConnectionActivity activity) : IProgress<EngineMessage>
    {
        public void Report(EngineMessage value)
        {
            activity.Note();
            messages.Report(value);
        }
    }

    /// <summary>Keeps the handler that Docker.DotNet makes for an address.</summary>
    private sealed class HandlerKeeper(Credentials credentials) : Credentials
    {
        public HttpMessageHandler? Handler { get; private set; }

        public override bool IsTlsCredentials() => credentials.IsTlsCredentials();

        public override HttpMessageHandler GetHandler(HttpMessageHandler innerHandler) => Handler = new Utf8Handler(credentials.GetHandler(innerHandler));

        // Certificates, and processes of ssh whose request was given up.
        public override void Dispose()
        {
            credentials.Dispose();
            base.Dispose();
        }
    }

    /// <summary>What an engine says is UTF-8, whatever character set a proxy calls it; of one that does not exist reading would make an error of its own.</summary>
    private sealed class Utf8Handler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.Content?.Headers.ContentType is { } type)
                type.CharSet = null;
            return response;
        }
    }
}
