namespace Dockerize.Tests;

/// <summary>Number and rate of transferred bytes.</summary>
[TestClass]
public sealed class ByteMeterTests
{
    private readonly ManualClock clock = new();
    private readonly List<string> lines = [];

    [TestMethod]
    public void Bytes_are_reported_every_five_seconds_with_the_rate_since_the_last_report()
    {
        var meter = Meter(TransferKind.Sent, 310_000_000);
        for (var second = 0; second < 12; second++)
        {
            meter.Add(second < 6 ? 24_000_000 : 1_000_000);
            clock.Advance(1);
        }

        Assert.AreEqual("  Sent 144 MB of 310 MB (28.8 MB/s)|  Sent 149 MB of 310 MB (1.00 MB/s)", Shown);
    }

    [TestMethod]
    public void Transfer_of_less_than_five_seconds_is_not_reported()
    {
        var meter = Meter(TransferKind.Pushed);
        meter.Add(1000);
        clock.Advance(4);
        meter.Add(1000);

        Assert.AreEqual("", Shown);
    }

    [TestMethod]
    public void Time_before_the_first_bytes_does_not_lower_the_rate()
    {
        var meter = Meter(TransferKind.Pulled);
        clock.Advance(60);
        meter.Set(1);
        clock.Advance(5);
        meter.Set(5_000_000);

        Assert.AreEqual("  Pulled 5.00 MB (1.00 MB/s)", Shown);
    }

    [TestMethod]
    public void Transfer_without_new_bytes_is_not_reported()
    {
        var meter = Meter(TransferKind.Saved);
        meter.Set(1000);
        clock.Advance(5);
        meter.Set(6000);
        clock.Advance(5);
        meter.Set(6000);
        meter.Set(5000);

        Assert.AreEqual("  Saved 6.00 kB (1.20 kB/s)", Shown);
    }

    [TestMethod]
    public async Task Blocks_of_several_threads_are_all_counted()
    {
        var meter = Meter(TransferKind.Sent);
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ =>
                    Task.Run(() =>
                    {
                        for (var block = 0; block < 250; block++)
                            meter.Add(1000);
                    })
                )
        );
        clock.Advance(5);
        meter.Add(0);

        Assert.AreEqual("  Sent 1.00 MB (200 kB/s)", Shown);
    }

    private string Shown => string.Join('|', lines);

    private ByteMeter Meter(TransferKind kind, long total = 0) => new(kind, new Lines(lines), clock) { Total = total };

    private sealed class Lines(List<string> lines) : IProgress<ProgressMessage>
    {
        public void Report(ProgressMessage value) => lines.Add(value.Text);
    }
}
