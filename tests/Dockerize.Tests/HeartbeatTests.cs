namespace Dockerize.Tests;

/// <summary>Messages about steps that run for a long time.</summary>
[TestClass]
public sealed class HeartbeatTests
{
    private static readonly BuildStep Make = new("", 2, 3, "RUN make");

    private readonly ManualClock clock = new();
    private readonly Lines lines = new();

    [TestMethod]
    public async Task Silent_step_is_reported_every_five_seconds()
    {
        var shown = await RunAsync(progress =>
        {
            progress.Report(new StepStarted(Make, isCached: false));
            clock.Advance(14);
            progress.Report(new StepFinished(Make, hasFailed: false));
            clock.Advance(60);
        });

        Assert.AreEqual(
            "[2/3] RUN make|  [2/3] RUN make still running (5 s)|  [2/3] RUN make still running (10 s)",
            shown
        );
        Assert.IsTrue(lines.OfType<StepRunning>().All(line => line.Importance == ProgressImportance.High));
    }

    [TestMethod]
    public async Task Step_of_less_than_five_seconds_is_not_reported_as_running()
    {
        var shown = await RunAsync(progress =>
        {
            for (var number = 1; number <= 9; number++)
            {
                var step = Make with { Number = number };
                progress.Report(new StepStarted(step, isCached: false));
                clock.Advance(4);
                progress.Report(new StepFinished(step, hasFailed: false));
            }
        });

        Assert.DoesNotContain("still running", shown);
    }

    [TestMethod]
    public async Task Step_that_prints_output_is_reported_every_30_seconds()
    {
        await RunAsync(progress =>
        {
            progress.Report(new StepStarted(Make, isCached: false));
            for (var second = 0; second < 64; second += 4)
            {
                progress.Report(new OutputLine("compiling", Make));
                clock.Advance(4);
            }
        });

        Assert.AreEqual(
            "30 60",
            string.Join(' ', lines.OfType<StepRunning>().Select(line => line.Elapsed.TotalSeconds))
        );
    }

    [TestMethod]
    public async Task Step_is_reported_five_seconds_after_its_last_output()
    {
        await RunAsync(progress =>
        {
            progress.Report(new StepStarted(Make, isCached: false));
            clock.Advance(3);
            progress.Report(new OutputLine("linking", Make));
            clock.Advance(9);
        });

        Assert.AreEqual(8, lines.OfType<StepRunning>().Single().Elapsed.TotalSeconds);
    }

    [TestMethod]
    public async Task Nothing_is_reported_after_the_end_of_a_build()
    {
        IProgress<ProgressMessage>? late = null;
        var shown = await RunAsync(progress =>
        {
            late = progress;
            progress.Report(new StepStarted(Make, isCached: false));
        });

        Assert.AreEqual(0, clock.Waits);
        clock.Advance(60);
        late!.Report(new OutputLine("late", Make));

        Assert.AreEqual("[2/3] RUN make", shown);
        Assert.HasCount(1, lines);
    }

    [TestMethod]
    public async Task Canceled_build_leaves_no_timer()
    {
        using var cancellation = new CancellationTokenSource();
        var build = Heartbeat.RunAsync<bool>(
            lines,
            async _ =>
            {
                await Task.Delay(Timeout.Infinite, cancellation.Token);
                return true;
            },
            clock
        );
        Assert.AreEqual(1, clock.Waits);

        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => build);

        Assert.AreEqual(0, clock.Waits);
    }

    [TestMethod]
    public async Task Step_is_not_reported_as_running_while_bytes_are_transferred()
    {
        await RunAsync(progress =>
        {
            var meter = new ByteMeter(TransferKind.Sent, progress, clock);
            progress.Report(new StepStarted(Make, isCached: false));
            for (var second = 0; second < 20; second++)
            {
                meter.Add(1000);
                clock.Advance(1);
            }

            Assert.AreEqual(3, lines.OfType<TransferProgress>().Count());
            Assert.AreEqual(0, lines.OfType<StepRunning>().Count());
            clock.Advance(3);
        });

        Assert.AreEqual(
            "  Sent 16.0 kB (1.00 kB/s)|  [2/3] RUN make still running (22 s)",
            string.Join('|', lines.Skip(lines.Count - 2).Select(line => line.Text))
        );
    }

    [TestMethod]
    public async Task Step_of_the_classic_builder_is_shown_before_its_cache_lookup_ends()
    {
        var shown = await RunAsync(progress =>
        {
            var reader = new ClassicMessageReader("/Dockerfile", progress);
            reader.Report(EngineMessage.Parse("""{"stream":"Step 1/2 : COPY app/ /\n"}"""));
            clock.Advance(6);
            reader.Report(EngineMessage.Parse("""{"stream":" ---\u003e 0123456789ab\n"}"""));
            reader.Report(EngineMessage.Parse("""{"stream":"Step 2/2 : COPY x /\n"}"""));
            reader.Report(EngineMessage.Parse("""{"stream":" ---\u003e Using cache\n"}"""));
        });

        Assert.AreEqual("[1/2] COPY app/ /|  [1/2] COPY app/ / still running (5 s)|[2/2] COPY x / (cached)", shown);
        Assert.AreEqual(1, lines.OfType<StepFinished>().Count());
    }

    [TestMethod]
    public async Task Step_that_a_command_only_printed_is_not_reported_during_the_next_step()
    {
        var shown = await RunAsync(progress =>
        {
            progress.BeginStep(Make with { Instruction = "printed" });
            progress.BeginStep(Make);
            clock.Advance(5);
        });

        Assert.AreEqual("[2/3] RUN make|  [2/3] RUN make still running (5 s)", shown);
    }

    [TestMethod]
    public async Task Four_of_many_parallel_steps_are_reported()
    {
        await RunAsync(progress =>
        {
            for (var number = 1; number <= 9; number++)
                progress.Report(new StepStarted(Make with { Number = number }, isCached: false));
            clock.Advance(9);
        });

        Assert.AreEqual(
            "1 2 3 4",
            string.Join(' ', lines.OfType<StepRunning>().Select(line => line.Step!.Number).Order())
        );
    }

    [TestMethod]
    [DataRow("28.5", "exporting layers, exporting manifest, exporting config, naming to, unpacking to")]
    [DataRow("20.10", "exporting to, writing image")]
    public async Task Export_of_the_image_is_reported_with_its_current_part(string engine, string parts)
    {
        await RunAsync(progress =>
        {
            var reader = new BuildKitMessageReader("/Dockerfile", progress);
            foreach (var message in Traces.Read($"cached-{engine}"))
            {
                reader.Report(message);
                clock.Advance(5);
            }
        });

        Assert.AreEqual(
            parts,
            string.Join(
                ", ",
                lines
                    .OfType<StepRunning>()
                    .Select(line => line.Name)
                    .Where(name => !name.StartsWith('['))
                    .Select(name => string.Join(' ', name.Split(' ').Take(2)))
                    .Distinct(StringComparer.Ordinal)
            )
        );
    }

    [TestMethod]
    public async Task Messages_of_several_threads_are_forwarded_one_after_another()
    {
        var (inside, overlaps) = (0, 0);
        var receiver = new Callback(_ =>
        {
            if (Interlocked.Increment(ref inside) > 1)
                Interlocked.Increment(ref overlaps);
            Thread.Yield();
            Interlocked.Decrement(ref inside);
        });

        await Heartbeat.RunAsync(
            receiver,
            async progress =>
            {
                await Task.WhenAll(
                    Enumerable
                        .Range(0, 4)
                        .Select(_ =>
                            Task.Run(() =>
                            {
                                for (var line = 0; line < 500; line++)
                                    progress!.Report(new OutputLine("x"));
                            })
                        )
                );
                return true;
            },
            clock
        );

        Assert.AreEqual(0, overlaps);
    }

    [TestMethod]
    public async Task Error_of_a_receiver_fails_the_build_and_not_the_process()
    {
        var receiver = new Callback(message =>
        {
            if (message is StepRunning)
                throw new InvalidOperationException("closed");
        });

        var error = await Assert.ThrowsExactlyAsync<InvalidOperationException>(() =>
            Heartbeat.RunAsync(
                receiver,
                progress =>
                {
                    progress!.Report(new StepStarted(Make, isCached: false));
                    clock.Advance(9);
                    return Task.FromResult(true);
                },
                clock
            )
        );

        Assert.AreEqual("closed", error.Message);
    }

    [TestMethod]
    [DataRow(59, "59 s")]
    [DataRow(60, "1 min 0 s")]
    [DataRow(3725, "62 min 5 s")]
    public void Running_time_is_shown_in_minutes_and_seconds(int seconds, string expected) =>
        Assert.AreEqual(
            $"  exporting layers still running ({expected})",
            new StepRunning("exporting layers", TimeSpan.FromSeconds(seconds)).Text
        );

    // Returns the lines with a text.
    private async Task<string> RunAsync(Action<IProgress<ProgressMessage>> build)
    {
        await Heartbeat.RunAsync(
            lines,
            progress =>
            {
                build(progress!);
                return Task.FromResult(true);
            },
            clock
        );
        return string.Join('|', lines.Where(line => line.Text.Length > 0).Select(line => line.Text));
    }

    private sealed class Lines : List<ProgressMessage>, IProgress<ProgressMessage>
    {
        public void Report(ProgressMessage value) => Add(value);
    }

    private sealed class Callback(Action<ProgressMessage> report) : IProgress<ProgressMessage>
    {
        public void Report(ProgressMessage value) => report(value);
    }
}
