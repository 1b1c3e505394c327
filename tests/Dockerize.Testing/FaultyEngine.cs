using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Dockerize.Testing;

/// <summary>
/// A server that injects faults. It answers a request as the test specifies, or forwards it to a real engine or
/// registry until a limit is reached. Each connection is used for one request, as by clients of an engine. A forwarded
/// request has the header <c>Connection: close</c>, so that the real server also closes its connection.
/// </summary>
internal sealed class FaultyEngine : IDisposable
{
    private static readonly Regex ApiVersion = new(@"(?<=\A[A-Z]+ )/v[0-9]+\.[0-9]+(?=/)");

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
    // .NET Framework has no endpoint type for Unix domain sockets.
    private const AddressFamily EngineFamily = AddressFamily.InterNetwork;

    private static EndPoint EngineEndPoint(string path) => throw new PlatformNotSupportedException(path);
#endif

    /// <summary>An engine that answers only pings, until <see cref="On"/> adds more.</summary>
    public FaultyEngine()
        : this(EngineFamily, null)
    {
        On("", exchange => exchange.AnswerAsync("404 Not Found", """{"message":"there is no such thing here"}"""));
        On("GET /_ping", exchange => exchange.AnswerAsync("200 OK", "OK", "Api-Version: 1.41\r\nOSType: linux\r\n"));
        On("GET /version", exchange => exchange.AnswerAsync("200 OK", """{"Version":"20.10.24","Arch":"amd64"}"""));
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

    /// <summary>The address for <c>DockerHost</c>.</summary>
    public string Host =>
        listener.AddressFamily == AddressFamily.InterNetwork ? $"tcp://127.0.0.1:{Port}" : "unix://" + path;

    /// <summary>The registry of an image reference.</summary>
    public string Registry => $"localhost:{Port}";

    /// <summary>The first lines of the requests so far, without the API version.</summary>
    public IReadOnlyCollection<string> Requests => requests;

    /// <summary>The number of open connections.</summary>
    public int Open => Volatile.Read(ref open);

    /// <summary>The number of request body bytes that were forwarded to the real server.</summary>
    public long Received => Interlocked.Read(ref received);

    /// <summary>True stops all traffic, as in a process that is stopped.</summary>
    public bool IsStopped { get; set; }

    /// <summary>An engine or a proxy at a TCP port. It answers 404 until <see cref="On"/> adds more.</summary>
    public static FaultyEngine AtPort() => new(AddressFamily.InterNetwork, null);

    /// <summary>A server in front of a real engine, <c>unix:///…</c>.</summary>
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

    /// <summary>A server in front of a real registry, <c>localhost:5000</c>.</summary>
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
    /// Sets the behavior for requests that begin with this text, without the API version. The last match is used.
    /// </summary>
    public void On(string request, Func<Exchange, Task> behavior) => behaviors.Enqueue((request, behavior));

    /// <summary>
    /// Answers requests that begin with this text with a stream of messages. If <paramref name="cut"/> is true, the
    /// connection is closed before the end of the stream.
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

    /// <summary>Closes all connections and accepts no others, as in a process that is killed.</summary>
    public void Kill()
    {
        end.Cancel();
        listener.Dispose();
        File.Delete(path);
    }

    public void Dispose()
    {
        Kill();
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

            if (Regex.IsMatch(head, @"(?<!\r)\n"))
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
            // The client or the server has closed the connection.
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }

    /// <summary>One request and its response. The connection is closed when the behavior has run.</summary>
    internal sealed class Exchange(FaultyEngine engine, NetworkStream client, CancellationToken end)
    {
        private const int MaximumBody = 1024 * 1024;

        // The head is read byte by byte. Without this buffer, each byte would switch threads twice on Mono. A
        // BufferedStream would wait for more bytes than have arrived.
        private readonly byte[] arrived = new byte[64 * 1024];
        private ArraySegment<byte> unread;
        private string head = "";

        /// <summary>The first line and the headers of the request.</summary>
        public string Head => head;

        /// <summary>
        /// The body of the request as far as it was read, with chunk sizes if it has any. Each character is one byte.
        /// </summary>
        public string Body { get; private set; } = "";

        public async Task<string> ReadHeadAsync()
        {
            var bytes = new List<byte>();
            var one = new byte[1];
            // An engine first tries TLS with a registry. A TLS handshake does not begin with a letter.
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
        /// Answers a TLS handshake as a plain HTTP server does. Only then does containerd retry without TLS.
        /// </summary>
        public async Task RefuseTlsAsync()
        {
            // Unread bytes would reset the connection when it is closed, and the response could be lost.
            _ = await ReadAsync(new byte[4096]);
            await WriteAsync("HTTP/1.0 400 Bad Request\r\n\r\n");
        }

        /// <summary>Reads the request body to its end, or up to the given number of bytes.</summary>
        public async Task ReadBodyAsync(int count = int.MaxValue)
        {
            var buffer = new byte[4096];
            if (!head.Contains("chunked", StringComparison.OrdinalIgnoreCase))
            {
                // Unread bytes would reset the connection when it is closed, and the response could be lost.
                var length = Regex.Match(head, @"(?<=\nContent-Length:\s*)[0-9]+", RegexOptions.IgnoreCase);
                count = Math.Min(
                    count,
                    length.Success ? int.Parse(length.Value, System.Globalization.CultureInfo.InvariantCulture) : 0
                );
                while (count > 0 && await ReadAsync(buffer, count) is > 0 and var part)
                {
                    count -= part;
                    Body += Encoding.Latin1.GetString(buffer, 0, part);
                }

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

        /// <summary>Sends a complete response.</summary>
        public async Task AnswerAsync(string status, string body, string headers = "Content-Type: application/json\r\n")
        {
            await ReadBodyAsync();
            await WriteAsync(
                $"HTTP/1.1 {status}\r\n{headers}Connection: close\r\n"
                    + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"
            );
        }

        /// <summary>Sends the head of a chunked response.</summary>
        public Task BeginAsync() =>
            WriteAsync(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n"
            );

        /// <summary>Sends one chunk. Each character is one byte.</summary>
        public Task SayAsync(string text) => WriteAsync(FormattableString.Invariant($"{text.Length:x}\r\n{text}\r\n"));

        /// <summary>Sends the last chunk.</summary>
        public Task EndAsync() => WriteAsync("0\r\n\r\n");

        /// <summary>Sends a text unchanged. Each character is one byte.</summary>
        public Task WriteAsync(string text) => client.WriteAsync(Encoding.Latin1.GetBytes(text), end).AsTask();

        /// <summary>Stops reading and answering.</summary>
        public Task FallSilentAsync() => Task.Delay(Timeout.Infinite, end);

        /// <summary>Waits until the client closes the connection.</summary>
        public async Task WaitForClientAsync()
        {
            var buffer = new byte[4096];
            while (await ReadAsync(buffer) > 0)
            {
                // The content is ignored.
            }
        }

        /// <summary>Switches to another protocol, in which the client sends nothing until it receives bytes.</summary>
        /// <param name="first">The first bytes of the other protocol.</param>
        /// <returns>The connection.</returns>
        public async Task<Stream> UpgradeAsync(string first = "")
        {
            await WriteAsync("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n" + first);
            return client;
        }

        /// <summary>Switches to another protocol, in which each byte of the client is sent back.</summary>
        /// <param name="first">The first bytes of the other protocol.</param>
        public async Task EchoAsync(string first = "")
        {
            await UpgradeAsync(first);
            var buffer = new byte[4096];
            while (await ReadAsync(buffer) is > 0 and var count)
                await client.WriteAsync(buffer.AsMemory(0, count), end);
        }

        /// <summary>Forwards the request and the response until a limit is reached.</summary>
        /// <param name="sent">The maximum number of request body bytes to forward.</param>
        /// <param name="received">The maximum number of response bytes to forward.</param>
        /// <param name="answered">
        /// A text in the last message to forward. The bytes after that message are not sent.
        /// </param>
        /// <param name="then">The action at the limit. If null, the connection is closed.</param>
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
            await server.WriteAsync(Encoding.ASCII.GetBytes(ForwardedHead()), end);
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
            // The exchange ends when the client disconnects or when the response is complete.
            await Task.WhenAny(up, down);
            var isLimit =
                up is { Status: TaskStatus.RanToCompletion, Result: true }
                || down is { Status: TaskStatus.RanToCompletion, Result: true };
            if (isLimit && then is not null)
                await then();
        }

        // A request that upgrades the connection is forwarded unchanged. Any other connection is used for one request.
        private string ForwardedHead()
        {
            const RegexOptions IgnoreCase = RegexOptions.IgnoreCase;
            if (Regex.IsMatch(head, @"\nUpgrade:", IgnoreCase))
                return head;

            var others = Regex.Replace(head, @"\r?\nConnection:[^\r\n]*(?=\r?\n)", "", IgnoreCase);
            return others.Insert(others.Length - 2, "Connection: close\r\n");
        }

        // Returns bytes from the client, at most as many as fit into the buffer.
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
            // A message and its chunk end with two line ends. A larger read could contain the next message too.
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
