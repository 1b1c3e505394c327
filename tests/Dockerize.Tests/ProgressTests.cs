using System.Text.RegularExpressions;

namespace Dockerize.Tests;

/// <summary>Progress for message streams of engines 20.10 and 28.5.</summary>
[TestClass]
public sealed class ProgressTests
{
    [TestMethod]
    public void Build_progress_shows_steps_cache_hits_and_command_output()
    {
        var (build, lines) = Build(
            """{"stream":"Step 1/3 : FROM x"}""",
            """{"stream":"\n"}""",
            """{"stream":" ---\u003e 0123456789ab\n"}""",
            """{"stream":"Step 2/3 : COPY app/ /"}""",
            """{"stream":" ---\u003e Using cache\n"}""",
            """{"stream":" ---\u003e 0123456789ac\n"}""",
            """{"stream":"Step 3/3 : RUN echo hello"}""",
            """{"stream":" ---\u003e Running in 0123456789ad\n"}""",
            """{"stream":"hello\n"}""",
            """{"stream":"Removing intermediate container 0123456789ad\n"}""",
            """{"aux":{"ID":"sha256:first-stage"}}""",
            """{"aux":{"ID":"sha256:last"}}""",
            """{"stream":"Successfully built 0123456789ae\n"}"""
        );

        Assert.AreEqual(
            "High [1/3] FROM x|High [2/3] COPY app/ / (cached)|High [3/3] RUN echo hello|Normal   hello",
            lines
        );
        Assert.AreEqual("sha256:last", build.ImageId);
        Assert.IsNull(build.Error);
    }

    [TestMethod]
    [DataRow(0, "  COPY app/ /: 1.50 kB")]
    [DataRow(4000, "  COPY app/ /: 1.50 kB of 4.00 kB")]
    public void Transfer_of_a_layer_shows_the_size_of_the_layer_if_it_is_known(int size, string expected) =>
        Assert.AreEqual(expected, new TransferProgress(TransferKind.Pulled, "COPY app/ /", 1500, size).Text);

    [TestMethod]
    public void Each_step_of_a_build_is_reported_as_started_and_finished()
    {
        var lines = new Lines();
        var build = new ClassicMessageReader("/Dockerfile", lines);
        foreach (
            var message in new[]
            {
                """{"stream":"Step 1/3 : FROM x"}""",
                """{"stream":" ---\u003e 0123456789ab\n"}""",
                """{"stream":"Step 2/3 : COPY app/ /"}""",
                """{"stream":" ---\u003e Using cache\n"}""",
                """{"stream":" ---\u003e 0123456789ac\n"}""",
                """{"stream":"Step 3/3 : RUN make"}""",
                """{"stream":" ---\u003e Running in 0123456789ad\n"}""",
                """{"stream":"broken\n"}""",
                """{"error":"The command '/bin/sh -c make' returned a non-zero code: 7"}""",
            }
        )
            build.Report(EngineMessage.Parse(message));

        Assert.AreEqual(
            "1 False|1 done|2 True|2 done|3 False|3: broken|3 failed",
            string.Join(
                '|',
                lines.Select(line =>
                    line switch
                    {
                        StepStarted started => $"{started.Step.Number} {started.IsCached}",
                        StepFinished finished => $"{finished.Step.Number} {(finished.HasFailed ? "failed" : "done")}",
                        OutputLine output => $"{output.Step?.Number}: {output.Line}",
                        _ => line.Text,
                    }
                )
            )
        );
    }

    [TestMethod]
    public void Failed_step_of_the_classic_builder_is_reported_with_its_last_output()
    {
        var (build, _) = Build([
            """{"stream":"Step 1/2 : FROM x"}""",
            """{"stream":"Step 2/2 : RUN make"}""",
            .. Enumerable.Range(1, 40).Select(line => $$"""{"stream":"line {{line}}\n"}"""),
            """{"errorDetail":{"code":7,"message":"The command '/bin/sh -c make' returned a non-zero code: 7"},"error":"The command '/bin/sh -c make' returned a non-zero code: 7"}""",
        ]);

        Assert.AreEqual("The command '/bin/sh -c make' returned a non-zero code: 7", build.Error);
        Assert.AreEqual(2, build.Step);
        Assert.AreEqual("line 29", build.Tail.First());
        Assert.AreEqual("line 40", build.Tail.Last());
        Assert.IsNull(build.ImageId);
    }

    [TestMethod]
    public void Warning_of_the_engine_is_distinguished_from_command_output()
    {
        var (_, lines) = Build(
            """{"stream":"\u001b[91m[WARNING]: Empty continuation line found in:\n    RUN a \u0026\u0026   b\n[WARNING]: Empty continuation lines will become errors in a future release.\n\u001b[0m"}""",
            """{"stream":"Step 1/1 : RUN x"}""",
            """{"stream":"\n"}""",
            """{"stream":" ---\u003e [Warning] Your kernel does not support swap limit capabilities\n"}""",
            """{"stream":" ---\u003e Running in 0123456789ad\n"}""",
            """{"stream":"[Warning] One or more build-args are mine\n"}""",
            """{"stream":"Step 2/9 : mine"}""",
            """{"stream":" too\n"}""",
            """{"stream":" ---\u003e 0123456789af\n"}""",
            """{"stream":"Step 3/9 : mine\n"}""",
            """{"stream":" ---\u003e Removed intermediate container 0123456789ad\n"}""",
            """{"stream":" ---\u003e 0123456789ae\n"}""",
            """{"aux":{"ID":"sha256:last"}}""",
            """{"stream":"[Warning] One or more build-args [NOPE] were not consumed\n"}""",
            """{"stream":"Successfully built 0123456789ae\n"}"""
        );

        Assert.AreEqual(
            "DKZ2014 Empty continuation line found in: RUN a && b|DKZ2014 Empty continuation lines will "
                + "become errors in a future release|"
                + "DKZ2014 Your kernel does not support swap limit capabilities|[1/1] RUN x|  [Warning] One or more "
                + "build-args are mine|  Step 2/9 : mine too|   ---> 0123456789af|  Step 3/9 : mine|"
                + "DKZ2014 One or more build-args [NOPE] were not consumed",
            Regex.Replace(
                Regex.Replace(lines, @"(High|Normal) (DKZ2014)?:?( The engine reported a warning:)?", "$2"),
                @"\. If this is intended[^|]*",
                ""
            )
        );
    }

    [TestMethod]
    public void Push_progress_counts_pushed_layers_and_keeps_the_digest()
    {
        var transfer = Transfer(
            """{"status":"The push refers to repository [localhost:5000/shop]"}""",
            """{"status":"Preparing","progressDetail":{},"id":"aaa"}""",
            """{"status":"Preparing","progressDetail":{},"id":"bbb"}""",
            """{"status":"Layer already exists","progressDetail":{},"id":"bbb"}""",
            """{"status":"Pushing","progressDetail":{"current":512,"total":2048},"progress":"[=>  ]","id":"aaa"}""",
            """{"status":"Pushing","progressDetail":{"current":2560},"id":"aaa"}""",
            """{"status":"Pushed","progressDetail":{},"id":"aaa"}""",
            """{"progressDetail":{},"aux":{"Tag":"latest","Digest":"sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd","Size":7}}"""
        );

        Assert.AreEqual("sha256:" + new string('d', 64), transfer.Digest?.ToString());
        Assert.AreEqual(": 1 of 2 layers, 2.56 kB", transfer.Summary);
        Assert.IsNull(transfer.Error);
    }

    [TestMethod]
    public void Pushed_layer_is_shown_with_its_size_if_the_engine_sends_it()
    {
        var lines = new Lines();
        var transfer = new TransferReader(
            lines,
            new RegistrySecrets(),
            [new("sha256:cccccccccccc0000") { Instruction = "COPY app/ /", Files = 3 }]
        );
        foreach (
            var message in new[]
            {
                """{"status":"Pushing","progressDetail":{"current":2560,"total":2048},"id":"cccccccccccc"}""",
                """{"status":"Pushed","id":"cccccccccccc"}""",
                """{"status":"Pushed","id":"dddddddddddd"}""",
            }
        )
            transfer.Report(EngineMessage.Parse(message));

        Assert.AreEqual(
            "  COPY app/ / (3 files): Pushed, 2.56 kB|  dddddddddddd: Pushed",
            string.Join('|', lines.Select(line => line.Text))
        );
    }

    [TestMethod]
    public void Layer_is_shown_with_its_instruction_if_known()
    {
        var lines = new Lines();
        var transfer = new TransferReader(
            lines,
            new RegistrySecrets(),
            [
                new("sha256:aaaaaaaaaaaa0000") { Base = "mine" },
                new("sha256:bbbbbbbbbbbb0000") { Instruction = "COPY packages/ /", Files = 12 },
                new("sha256:cccccccccccc0000") { Instruction = "COPY app/ /", Files = 3 },
            ]
        );
        foreach (
            var (layer, status) in new[]
            {
                ("aaaaaaaaaaaa", "Layer already exists"),
                ("bbbbbbbbbbbb", "Mounted from other"),
                ("cccccccccccc", "Pushed"),
                ("dddddddddddd", "Layer already exists"),
            }
        )
            transfer.Report(EngineMessage.Parse($$"""{"status":"{{status}}","id":"{{layer}}"}"""));

        Assert.AreEqual(
            "  layer of mine: Layer already exists|  COPY packages/ / (12 files): Mounted from other|  COPY app/ / (3 "
                + "files): Pushed|  dddddddddddd: Layer already exists",
            string.Join('|', lines.Select(line => line.Text))
        );
        Assert.AreEqual(": 1 of 4 layers (COPY app/ /)", transfer.Summary);
    }

    [TestMethod]
    public void Error_within_a_push_stream_fails_the_push()
    {
        var transfer = Transfer("""{"errorDetail":{"message":"unauthorized"},"error":"unauthorized"}""");

        Assert.AreEqual("unauthorized", transfer.Error);
        Assert.IsNull(transfer.Digest);
    }

    [TestMethod]
    public void Layer_is_reported_once_per_second_and_all_layers_every_five_seconds()
    {
        var (lines, clock) = (new Lines(), new ManualClock());
        var meter = new TransferMeter(TransferKind.Pushed, lines, clock);
        for (var bytes = 1; bytes <= 2000; bytes++)
            meter.Report("layer", bytes, 5000);
        clock.Advance(1);
        meter.Report("layer", 1000, 5000);
        meter.Report("layer", 3000, 5000);
        clock.Advance(4);
        meter.Report("second", 2000, 0);

        Assert.AreEqual(
            "Low   layer: 1.00 kB of 5.00 kB|Low   second: 2.00 kB|High   Pushed 5.00 kB (1.00 kB/s)",
            string.Join('|', lines.Select(line => $"{line.Importance} {line.Text}"))
        );
        Assert.AreEqual(3000, meter.BytesOf("layer"));
        Assert.AreEqual(0, meter.BytesOf("other"));
    }

    [TestMethod]
    [DataRow(0L, "0 B")]
    [DataRow(999L, "999 B")]
    [DataRow(1000L, "1.00 kB")]
    [DataRow(12_345_678L, "12.3 MB")]
    [DataRow(123_456_789_012L, "123 GB")]
    public void Sizes_are_formatted_as_in_the_docker_CLI(long bytes, string text) =>
        Assert.AreEqual(text, ByteSize.Format(bytes));

    private static (ClassicMessageReader Build, string Lines) Build(params string[] messages)
    {
        var lines = new Lines();
        var build = new ClassicMessageReader("/Dockerfile", lines);
        foreach (var message in messages)
            build.Report(EngineMessage.Parse(message));
        return (
            build,
            string.Join(
                '|',
                lines
                    .Where(line => line.Text.Length > 0)
                    .Select(line =>
                        $"{line.Importance} {(line as WarningMessage)?.Warning.Diagnostic().ToString() ?? line.Text}"
                    )
            )
        );
    }

    [TestMethod]
    public void Podman_build_counts_steps_per_stage()
    {
        var (build, lines) = Build(
            """{"stream":"[1/2] STEP 1/2: FROM x AS a\n"}""",
            """{"stream":"[1/2] STEP 2/2: RUN true\n"}""",
            """{"stream":"--> Using cache 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"}""",
            """{"stream":"--> 0123456789ab\n"}""",
            """{"stream":"[2/2] STEP 1/2: FROM y\n"}""",
            """{"stream":"[2/2] STEP 2/2: RUN make\n"}""",
            """{"stream":"STEP 1/99999999999: x\n"}""",
            """{"stream":"broken\n"}""",
            """{"errorDetail":{"message":"building at STEP \"RUN make\": while running runtime: exit status 7\n"}}"""
        );

        Assert.AreEqual(
            "High [1/2] FROM x AS a|High [2/2] RUN true (cached)|High [1/2] FROM y|High [2/2] RUN make|"
                + "Normal   STEP 1/99999999999: x|Normal   broken",
            lines
        );
        Assert.AreEqual((2, 2), (build.Stage, build.Step));
        Assert.AreEqual(
            4,
            Dockerfile.Parse("FROM x AS a\nRUN true\nFROM y\nRUN make\n").LineOfStep(build.Step, build.Stage)
        );
        Assert.AreEqual("building at STEP \"RUN make\": while running runtime: exit status 7", build.Error);
    }

    [TestMethod]
    public void Unpacking_of_a_layer_is_reported_once()
    {
        var lines = new Lines();
        var transfer = new TransferReader(lines, new RegistrySecrets());
        foreach (
            var message in new[]
            {
                """{"status":"Extracting","progressDetail":{"current":1,"total":9},"id":"aaa"}""",
                """{"status":"Extracting","progressDetail":{"current":1,"total":9},"id":"bbb"}""",
                """{"status":"Extracting","progressDetail":{"current":5,"total":9},"id":"aaa"}""",
                """{"status":"Pull complete","id":"aaa"}""",
            }
        )
            transfer.Report(EngineMessage.Parse(message));

        Assert.AreEqual(
            "  aaa: Extracting|  bbb: Extracting|  aaa: Pull complete",
            string.Join('|', lines.Select(line => line.Text))
        );
    }

    [TestMethod]
    public void Digest_of_a_Podman_push_is_read_from_its_status_text()
    {
        var digest = "sha256:" + new string('a', 64);

        Assert.AreEqual(
            digest,
            Transfer(
                """{"status":"The push refers to repository [localhost:5000/shop]"}""",
                $$"""{"status":"latest: digest: {{digest}} size: 529"}"""
            )
                .Digest?.ToString()
        );
    }

    private static TransferReader Transfer(params string[] messages)
    {
        var transfer = new TransferReader(progress: null, new RegistrySecrets());
        foreach (var message in messages)
            transfer.Report(EngineMessage.Parse(message));
        return transfer;
    }

    private sealed class Lines : List<ProgressMessage>, IProgress<ProgressMessage>
    {
        public void Report(ProgressMessage value) => Add(value);
    }
}
