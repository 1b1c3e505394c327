using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Dockerize.Builds.Sessions.Http2;
using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Tests;

/// <summary>
/// Connections with random clients. A run is repeatable apart from the order of threads: the seed is in the message of
/// a failure. DOCKERIZE_FUZZ_MINUTES is the duration of a longer run.
/// </summary>
[TestClass]
[SuppressMessage(
    "Security",
    "CA5394:Do not use insecure randomness",
    Justification = "A seed makes the random numbers repeatable."
)]
[DoNotParallelize]
public sealed class Http2FuzzTests
{
    private const int Runs = 1600;

    /// <summary>The number of connections at the same time.</summary>
    private const int Batch = 16;

    /// <summary>The largest number of bytes that a batch allocates.</summary>
    private const long MemoryLimit = Batch * 16 * 1024 * 1024;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    [TestMethod]
    public async Task Random_clients_cause_only_protocol_and_connection_errors()
    {
        var minutes = Environment.GetEnvironmentVariable("DOCKERIZE_FUZZ_MINUTES") ?? "0";
        var duration = TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture));
        var clock = Stopwatch.StartNew();
        var results = new Dictionary<string, int>();
        var seed = 0;
        for (; seed < Runs || clock.Elapsed < duration; seed += Batch)
        {
            var allocated = GC.GetTotalAllocatedBytes();
            foreach (var result in await Task.WhenAll(Enumerable.Range(seed, Batch).Select(RunAsync)))
                results[result] = results.GetValueOrDefault(result) + 1;
            Assert.IsLessThan(MemoryLimit, GC.GetTotalAllocatedBytes() - allocated, $"The first seed is {seed}.");
        }

        Console.WriteLine($"{seed} connections: " + string.Join(", ", results.OrderByDescending(pair => pair.Value)));
        // These results show that the random input reaches all layers. STREAM_CLOSED depends on the order of threads.
        string[] expected =
        [
            "End",
            nameof(IOException),
            nameof(EndOfStreamException),
            nameof(Http2ErrorCode.ProtocolError),
            nameof(Http2ErrorCode.FlowControlError),
            nameof(Http2ErrorCode.FrameSizeError),
            nameof(Http2ErrorCode.CompressionError),
            nameof(Http2ErrorCode.EnhanceYourCalm),
        ];
        CollectionAssert.IsSubsetOf(expected, results.Keys);
    }

    [TestMethod]
    public void Random_header_blocks_cause_only_HPACK_errors()
    {
        var random = new Random(1);
        var lists = 0;
        for (var run = 0; run < 20000; run++)
        {
            var table = new DynamicTable();
            var decoder = new HpackDecoder(HeaderBlock.MaximumListSize, table);
            var block = new byte[random.Next(64)];
            random.NextBytes(block);
            try
            {
                while (decoder.Decode(new(block)) is not null && random.Next(4) != 0)
                    lists++;
            }
            catch (HpackException) { }

            Assert.IsLessThanOrEqualTo(DynamicTable.DefaultLimit, table.Size);
        }

        Assert.IsGreaterThan(1000, lists);
    }

    private static async Task<string> RunAsync(int seed)
    {
        var random = new Random(seed);
        var input = await Http2FuzzInput.CreateAsync(random);
        using var closing = new CancellationTokenSource();
        using var transport = new Http2FuzzTransport(input, random.Next(), closing.Cancel);
        var behavior = random.Next();
        var running = 0;
        var connection = new Http2Connection(transport, HandleAsync);
        var run = connection.RunAsync(closing.Token);
        if (await Task.WhenAny(run, Task.Delay(Timeout, CancellationToken.None)) != run)
            Assert.Fail($"The connection with seed {seed} did not end.");

        Assert.AreEqual(0, running, $"Handlers are running at the end of the connection with seed {seed}.");
        return run.Exception?.InnerException switch
        {
            null => "End",
            Http2Exception error => error.Code.ToString(),
            IOException error => error.GetType().Name,
            { } error => throw new InvalidOperationException($"The seed is {seed}.", error),
        };

        async Task HandleAsync(Http2Stream stream, CancellationToken cancellationToken)
        {
            Assert.IsLessThanOrEqualTo(StreamTable.MaximumStreams, Interlocked.Increment(ref running));
            try
            {
                await RespondAsync(stream, (behavior + stream.Id) % 11, cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        }
    }

    private static Task RespondAsync(Http2Stream stream, int behavior, CancellationToken cancellationToken) =>
        behavior switch
        {
            0 => Http2Handlers.HoldAsync(stream, cancellationToken),
            1 => Http2Handlers.RespondAsync(stream, cancellationToken),
            2 => Http2Handlers.Send(100 * 1000)(stream, cancellationToken),
            3 => Http2Handlers.Send(100 * 1000)(stream, CancellationToken.None),
            4 => Http2Handlers.EchoAsync(stream, CancellationToken.None),
            5 => throw new InvalidOperationException(),
            _ => Http2Handlers.EchoAsync(stream, cancellationToken),
        };
}
