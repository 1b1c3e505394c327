using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dockerize.Testing;

/// <summary>
/// A server for faults: it answers a request as a test says, or passes it on to a real engine or registry until the
/// test says stop. It takes one request on each connection, as clients of an engine send it; a real server behind it is
/// told to close, so that it does so too.
/// </summary>
internal sealed class FaultyEngine : IDisposable
{
    private static readonly System.Text.RegularExpressions.Regex ApiVersion = new(
        @"(?<=\A[A-Z]+ )/v[0-9]+\.[0-9]+(?=/)"
    );

    private readonly string path = Path.Combine(Path.GetTempPath(), $"dkz{Guid.NewGuid():N}.sock");
    private readonly Socket listener;
    private readonly Func<Task<Socket>>? connect;
    private readonly ConcurrentQueue<(string Request, Func<Exchange, Task> Behavior)> behaviors = new();
    private readonly ConcurrentQueue<string> requests = new();
    private readonly CancellationTokenSource end = new();
    private int open;
    private long received;

#if NET
    private const AddressFamily EngineFamily = AddressFamily.Unix;

    private static UnixDomainSocketEndPoint EngineEndPoint(string path) => new(path);
#else
    // .NET Framework has no name for a socket in the file system.
    private const AddressFamily EngineFamily = AddressFamily.InterNetwork;

    private static EndPoint EngineEndPoint(string path) => throw new PlatformNotSupportedException(path);
#endif

    /// <summary>An engine that answers pings and nothing else, until <see cref="On"/> says more.</summary>
    public FaultyEngine()
        : this(EngineFamily, null)
    {
        On("", exchange => exchange.AnswerAsync("404 Not Found", """{"message":"there is no such thing here"}"""));
        On("GET /_ping", exchange => exchange.AnswerAsync("200 OK", "OK", "Api-Version: 1.41\r\nOSType: linux\r\n"));
    }

    private FaultyEngine(AddressFamily family, Func<Task<Socket>>? connect)
    {
        listener = new Socket(family, SocketType.Stream, ProtocolType.Unspecified);
        this.connect = connect;
        listener.Bind(
            family == AddressFamily.InterNetwork ? new IPEndPoint(IPAddress.Loopback, 0) : EngineEndPoint(path)
        );
        listener.Listen(128);
        _ = AcceptAsync();
    }

    /// <summary>The address for DockerHost.</summary>
    public string Host =>
        listener.AddressFamily == AddressFamily.InterNetwork ? $"tcp://127.0.0.1:{Port}" : "unix://" + path;

    /// <summary>The address for a reference.</summary>
    public string Registry => $"localhost:{Port}";

    /// <summary>The first lines of the requests so far, without the API version.</summary>
    public IReadOnlyCollection<string> Requests => requests;

    /// <summary>How many connections are open.</summary>
    public int Open => Volatile.Read(ref open);

    /// <summary>The bytes that went through to what is behind it, after the heads of requests.</summary>
    public long Received => Interlocked.Read(ref received);

    /// <summary>True: nothing moves any more, as in a process that is stopped.</summary>
    public bool IsStopped { get; set; }

    /// <summary>An engine at a port, or a proxy, that answers nothing until <see cref="On"/> says more.</summary>
    public static FaultyEngine AtPort() => new(AddressFamily.InterNetwork, null);

    /// <summary>In front of a real engine, <c>unix:///…</c>.</summary>
    public static FaultyEngine InFrontOf(string host) =>
        new(
            EngineFamily,
            async () =>
            {
                var socket = new Socket(EngineFamily, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(EngineEndPoint(host["unix://".Length..]));
                return socket;
            }
        );

    /// <summary>In front of a real registry, <c>localhost:5000</c>.</summary>
    public static FaultyEngine InFrontOfRegistry(string registry) =>
        new(
            AddressFamily.InterNetwork,
            async () =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(
                    registry.Split(':')[0],
                    int.Parse(registry.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)
                );
                return socket;
            }
        );

    /// <summary>
    /// Says what happens to requests that begin so, less their API version; the last that fits counts.
    /// </summary>
    public void On(string request, Func<Exchange, Task> behavior) => behaviors.Enqueue((request, behavior));

    /// <summary>
    /// Says that requests that begin so get this answer, as one stream of messages, or as one that is cut.
    /// </summary>
    public void Answer(string request, string messages, bool cut = false) =>
        On(
            request,
            async exchange =>
            {
                await exchange.ReadBodyAsync();
                await exchange.BeginAsync();
                await exchange.SayAsync(messages);
                if (!cut)
                    await exchange.EndAsync();
            }
        );

    public void Dispose()
    {
        end.Cancel();
        listener.Dispose();
        File.Delete(path);
        end.Dispose();
    }

    private int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptAsync());
        }
        catch (Exception exception)
            when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        Interlocked.Increment(ref open);
        try
        {
            using var client = new NetworkStream(socket, ownsSocket: true);
            var exchange = new Exchange(this, client, end.Token);
            var head = await exchange.ReadHeadAsync();
            if (!head.EndsWith('\n'))
            {
                await exchange.RefuseTlsAsync();
                return;
            }

            if (System.Text.RegularExpressions.Regex.IsMatch(head, @"(?<!\r)\n"))
            {
                await exchange.AnswerAsync("400 Bad Request", """{"message":"a line ends with a line feed alone"}""");
                return;
            }

            var request = ApiVersion.Replace(head.Split('\r')[0], "");
            requests.Enqueue(request);
            var behavior =
                behaviors
                    .LastOrDefault(candidate => request.StartsWith(candidate.Request, StringComparison.Ordinal))
                    .Behavior
                ?? (passed => connect is null ? passed.AnswerAsync("404 Not Found", "{}") : passed.PassAsync());
            await behavior(exchange);
        }
        catch (Exception exception)
            when (exception is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // A side has gone.
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }

    /// <summary>One request and its answer. When its behavior has run, the connection is cut.</summary>
    internal sealed class Exchange(FaultyEngine engine, NetworkStream client, CancellationToken end)
    {
        private const int MaximumBody = 1024 * 1024;

        // The head is read byte by byte, each of which would cost Mono two threads' turns without it. A BufferedStream
        // waits for more than has come.
        private readonly byte[] arrived = new byte[64 * 1024];
        private ArraySegment<byte> unread;
        private string head = "";

        /// <summary>The first line and the headers of the request.</summary>
        public string Head => head;

        /// <summary>
        /// The body of the request as far as it was read, in chunks if it came in chunks; characters are bytes.
        /// </summary>
        public string Body { get; private set; } = "";

        public async Task<string> ReadHeadAsync()
        {
            var bytes = new List<byte>();
            var one = new byte[1];
            // An engine tries TLS with a registry first, which begins with no letter.
            while (
                (bytes.Count == 0 || char.IsAsciiLetterUpper((char)bytes[0]))
                && !head.EndsWith("\n\r\n", StringComparison.Ordinal)
                && await ReadAsync(one) > 0
            )
            {
                bytes.Add(one[0]);
                head = one[0] == '\n' ? Encoding.ASCII.GetString([.. bytes]) : head;
            }

            return head;
        }

        /// <summary>
        /// Answers a hello of TLS as plain HTTP servers do: containerd goes on without TLS only then.
        /// </summary>
        public async Task RefuseTlsAsync()
        {
            // What is not read would make a reset of the end of the connection, and the answer could be lost.
            _ = await ReadAsync(new byte[4096]);
            await WriteAsync("HTTP/1.0 400 Bad Request\r\n\r\n");
        }

        /// <summary>Reads the body of the request to its end, or as many bytes of it.</summary>
        public async Task ReadBodyAsync(int count = int.MaxValue)
        {
            var buffer = new byte[4096];
            if (!head.Contains("chunked", StringComparison.OrdinalIgnoreCase))
            {
                // What is left unread when a connection is closed resets it, and the answer may be lost.
                var length = System.Text.RegularExpressions.Regex.Match(
                    head,
                    @"(?<=\nContent-Length:\s*)[0-9]+",
                    System.Text.RegularExpressions.RegexOptions.IgnoreCase
                );
                count = Math.Min(
                    count,
                    length.Success ? int.Parse(length.Value, System.Globalization.CultureInfo.InvariantCulture) : 0
                );
                while (count > 0 && await ReadAsync(buffer, count) is > 0 and var part)
                    count -= part;
                return;
            }

            var body = new StringBuilder();
            var last = "";
            while (
                count > 0
                && !last.EndsWith("0\r\n\r\n", StringComparison.Ordinal)
                && await ReadAsync(buffer) is > 0 and var read
            )
            {
                count -= read;
                var text = Encoding.Latin1.GetString(buffer, 0, read);
                last = last[^Math.Min(4, last.Length)..] + text;
                if (body.Length < MaximumBody)
                    body.Append(text);
            }

            Body = body.ToString();
        }

        /// <summary>A whole answer.</summary>
        public async Task AnswerAsync(string status, string body, string headers = "Content-Type: application/json\r\n")
        {
            await ReadBodyAsync();
            await WriteAsync(
                $"HTTP/1.1 {status}\r\n{headers}Connection: close\r\n"
                    + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"
            );
        }

        /// <summary>The head of an answer that comes in chunks.</summary>
        public Task BeginAsync() =>
            WriteAsync(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n"
            );

        /// <summary>One chunk; characters are bytes.</summary>
        public Task SayAsync(string text) => WriteAsync(FormattableString.Invariant($"{text.Length:x}\r\n{text}\r\n"));

        /// <summary>The last chunk.</summary>
        public Task EndAsync() => WriteAsync("0\r\n\r\n");

        /// <summary>Bytes as they are.</summary>
        public Task WriteAsync(string text) => client.WriteAsync(Encoding.Latin1.GetBytes(text), end).AsTask();

        /// <summary>Neither reads nor answers any more.</summary>
        public Task FallSilentAsync() => Task.Delay(Timeout.Infinite, end);

        /// <summary>The client's side of it until that goes away.</summary>
        public async Task WaitForClientAsync()
        {
            var buffer = new byte[4096];
            while (await ReadAsync(buffer) > 0)
            {
                // What comes is of no interest.
            }
        }

        /// <summary>Passes everything on until a limit is reached.</summary>
        /// <param name="sent">So many bytes of the request's body go through.</param>
        /// <param name="received">So many bytes of the answer.</param>
        /// <param name="answered">
        /// The answer goes through up to the message that has this text, and no byte beyond it.
        /// </param>
        /// <param name="then">What happens at the limit; null: the connection is cut.</param>
        [SuppressMessage(
            "Reliability",
            "CA2025:Ensure tasks using 'IDisposable' instances complete before the instances are disposed",
            Justification = "When one direction ends, the other one must end too."
        )]
        public async Task PassAsync(
            long sent = long.MaxValue,
            long received = long.MaxValue,
            string? answered = null,
            Func<Task>? then = null
        )
        {
            using var socket = await engine.connect!();
            using var server = new NetworkStream(socket, ownsSocket: false);
            var oneRequest = System.Text.RegularExpressions.Regex.Replace(
                head,
                @"\r?\nConnection:[^\r\n]*(?=\r?\n)",
                "",
                System.Text.RegularExpressions.RegexOptions.IgnoreCase
            );
            await server.WriteAsync(
                Encoding.ASCII.GetBytes(oneRequest.Insert(oneRequest.Length - 2, "Connection: close\r\n")),
                end
            );
            var up = PumpAsync(
                buffer => ReadAsync(buffer),
                server,
                sent,
                null,
                count => Interlocked.Add(ref engine.received, count)
            );
            var down = PumpAsync(
                buffer => server.ReadAsync(buffer, end).AsTask(),
                client,
                received,
                answered,
                _ => { }
            );
            // A client that goes away ends what it asked for; one that has said everything waits for the answer.
            await Task.WhenAny(up, down);
            var isLimit =
                up is { Status: TaskStatus.RanToCompletion, Result: true }
                || down is { Status: TaskStatus.RanToCompletion, Result: true };
            if (isLimit && then is not null)
                await then();
        }

        // What has come from the client, as much of it as fits.
        private async Task<int> ReadAsync(byte[] buffer, int count = int.MaxValue)
        {
            if (unread.Count == 0)
                unread = new ArraySegment<byte>(arrived, 0, await client.ReadAsync(arrived, end));
            count = Math.Min(Math.Min(count, buffer.Length), unread.Count);
            Buffer.BlockCopy(arrived, unread.Offset, buffer, 0, count);
            unread = new ArraySegment<byte>(arrived, unread.Offset + count, unread.Count - count);
            return count;
        }

        private async Task<bool> PumpAsync(
            Func<byte[], Task<int>> read,
            NetworkStream to,
            long limit,
            string? until,
            Action<int> count
        )
        {
            // A message and its chunk end with two ends of lines; a read may have the next ones too.
            var buffer = new byte[until is null ? 64 * 1024 : 1];
            var (tail, isSeen) = ("", false);
            int length;
            while ((length = await read(buffer)) > 0)
            {
                if (engine.IsStopped)
                    await FallSilentAsync();
                await to.WriteAsync(buffer.AsMemory(0, (int)Math.Min(length, limit)), end);
                count((int)Math.Min(length, limit));
                limit -= length;
                tail = until is null
                    ? ""
                    : tail[^Math.Min(200, tail.Length)..] + Encoding.Latin1.GetString(buffer, 0, length);
                isSeen |= until is not null && tail.Contains(until, StringComparison.Ordinal);
                if (limit <= 0 || (isSeen && tail.EndsWith("\n\r\n", StringComparison.Ordinal)))
                    return true;
            }

            return false;
        }
    }
}
