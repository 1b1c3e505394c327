using System.Text;
using Dockerize.Builds.Protobuf;

namespace Dockerize.Tests;

/// <summary>BuildKit messages of engine 20.10 (graph drivers) and engine 28.5 (containerd image store).</summary>
[TestClass]
public sealed class BuildKitMessageReaderTests
{
    private static readonly Dockerfile Failing = Dockerfile.Parse(
        """
        FROM localhost:5050/dotnet/runtime-deps:10.0 AS build
        WORKDIR /x
        RUN echo compiling; printf '1%%\r2%%\r100%%\n'
        FROM localhost:5050/dotnet/runtime-deps:10.0
        ENV A=1
        COPY --from=build /x /x
        RUN for i in $(seq 14); do echo line $i; done; exit 7
        """
    );

    [TestMethod]
    [DataRow(
        "20.10",
        "executor failed running [/bin/sh -c for i in $(seq 14); do echo line $i; done; exit 7]: exit code: 7"
    )]
    [DataRow(
        "28.5",
        "process \"/bin/sh -c for i in $(seq 14); do echo line $i; done; exit 7\" did not "
            + "complete successfully: exit code: 7"
    )]
    public void Failed_step_is_reported_with_line_exit_code_and_last_output(string engine, string error)
    {
        var (build, lines) = Read($"failed-{engine}");

        Assert.AreEqual(error, build.Error);
        Assert.AreEqual(7, build.FailedLine(Failing));
        Assert.AreEqual(
            string.Join('|', Enumerable.Range(3, 12).Select(line => $"line {line}")),
            string.Join('|', build.Tail)
        );
        Assert.IsNull(build.ImageId);
        CollectionAssert.IsSubsetOf(
            new[]
            {
                "Normal   compiling",
                "Normal   100%",
                "High [stage-1 2/3] COPY --from=build /x /x",
                "Normal   line 14",
            },
            lines.Select(line => $"{line.Importance} {line.Text}").ToArray()
        );
        Assert.IsFalse(
            lines.Any(line => line.Text.Contains("  1%", StringComparison.Ordinal)),
            "only the last state of a progress bar is shown"
        );
    }

    [TestMethod]
    [DataRow("20.10")]
    [DataRow("28.5")]
    public void Each_step_is_shown_once_and_marked_when_cached(string engine)
    {
        var (build, lines) = Read($"cached-{engine}");

        var steps = lines.Where(line => line.Importance == ProgressImportance.High).Select(line => line.Text).ToList();
        Assert.HasCount(3, steps);
        StringAssert.StartsWith(
            steps[0],
            "[1/3] FROM localhost:5050/dotnet/runtime-deps:10.0",
            StringComparison.Ordinal
        );
        Assert.AreEqual("[2/3] COPY a.txt /x/ (cached)|[3/3] RUN echo grüße (cached)", string.Join('|', steps.Skip(1)));
        Assert.HasCount(
            1,
            lines.Where(line =>
                line is { Importance: ProgressImportance.Low, Text: "[internal] load remote build context" }
            )
        );
        StringAssert.StartsWith(build.ImageId, "sha256:", StringComparison.Ordinal);
        Assert.IsNull(build.Error);
    }

    [TestMethod]
    public void Step_of_a_linked_copy_is_shown_once()
    {
        var (_, lines) = Read("linked-28.5");

        string[] folders =
        [
            "--link --chown=1654 writable",
            "--link packages",
            "--link assets",
            "--link projects",
            "--link app",
        ];
        Assert.AreEqual(
            string.Join('|', folders.Select((folder, index) => $"[{index + 2}/7] COPY {folder}/ /")),
            string.Join(
                '|',
                lines
                    .OfType<StepStarted>()
                    .Where(step => step.Text.Contains("COPY", StringComparison.Ordinal))
                    .Select(step => step.Text)
                    .Order(StringComparer.Ordinal)
            )
        );
        Assert.AreEqual(lines.OfType<StepStarted>().Count(), lines.OfType<StepFinished>().Count());
    }

    [TestMethod]
    public void Dockerfile_warning_of_the_engine_is_reported_at_its_line()
    {
        var (_, lines) = Read("warnings-28.5");

        var warnings = lines
            .OfType<WarningMessage>()
            .Select(line => line.Warning.Diagnostic())
            .OrderBy(warning => warning.Line)
            .ToList();
        Assert.AreEqual(
            "DKZ2014 /Dockerfile 1|DKZ2014 /Dockerfile 2",
            string.Join('|', warnings.Select(warning => $"{warning.Code} {warning.File} {warning.Line}"))
        );
        Assert.AreEqual(
            "The engine reported a warning: "
                + "MaintainerDeprecated: Maintainer instruction is deprecated in favor of using label. "
                + "See https://docs.docker.com/go/dockerfile/rule/maintainer-deprecated/. "
                + "If this is intended, add DKZ2014 to NoWarn.",
            warnings[1].Message
        );
    }

    [TestMethod]
    public void Truncated_BuildKit_trace_throws_only_IOException()
    {
        foreach (var message in Traces.Read("failed-28.5").Where(message => message.Id == "moby.buildkit.trace"))
        {
            var trace = Convert.FromBase64String(message.Aux!.ToString());
            for (var length = 0; length < trace.Length; length++)
            {
                // A cut between two fields leaves a valid message.
                try
                {
                    BuildKitTrace.Parse(Convert.ToBase64String(trace, 0, length));
                }
                catch (IOException) { }
            }

            Assert.Throws<IOException>(() => BuildKitTrace.Parse(Convert.ToBase64String(trace, 0, trace.Length - 1)));
        }
    }

    [TestMethod]
    [DataRow("no base64!")]
    [DataRow("/////////////////////w==")]
    [DataRow("Dw==")]
    [DataRow("Cv///////////wE=")]
    public void Invalid_BuildKit_trace_throws_IOException(string text) =>
        Assert.Throws<IOException>(() => BuildKitTrace.Parse(text));

    [TestMethod]
    public void Unknown_fields_in_a_BuildKit_trace_are_skipped()
    {
        // A vertex named [1/1] RUN x with unknown fields: varint 99, fixed64 98, fixed32 97 and length-delimited 96.
        byte[] vertex =
        [
            0x0A,
            1,
            (byte)'d',
            0x1A,
            11,
            .. "[1/1] RUN x"u8,
            0x98,
            0x06,
            0x80,
            0x01,
            0x91,
            0x06,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0x8D,
            0x06,
            0,
            0,
            0,
            0,
            0x82,
            0x06,
            1,
            7,
            0x2A,
            0,
        ];

        var read = BuildKitTrace
            .Parse(Convert.ToBase64String([0x0A, (byte)vertex.Length, .. vertex]))
            .Vertices.Single();

        Assert.AreEqual(
            new BuildKitTrace.Vertex
            {
                Digest = "d",
                Name = "[1/1] RUN x",
                IsStarted = true,
            },
            read
        );
    }

    [TestMethod]
    [DataRow("[2/3] COPY a /b", 6)]
    [DataRow("[ 1/12] FROM x", 1)]
    [DataRow("[build 2/3] WORKDIR /src", 2)]
    [DataRow("[build  3/3] RUN make", 4)]
    [DataRow("[stage-1 1/2] LINK COPY a /b", 6)]
    [DataRow("[linux/amd64 build 3/3] RUN make", 4)]
    [DataRow("[linux/amd64->arm64 build 3/3] RUN make", 4)]
    [DataRow("[stage-1 1/2] COPY a /b", 6)]
    [DataRow("[stage-1 2/2] ADD b /c", 8)]
    [DataRow("[build 2/4] RUN echo from ONBUILD", 1)]
    [DataRow("[elsewhere 1/1] RUN x", 0)]
    public void BuildKit_step_has_the_line_of_its_instruction(string name, int line)
    {
        var dockerfile = Dockerfile.Parse(
            "FROM x AS Build\nWORKDIR /src\nENV A=1\nRUN make\nFROM build\nCOPY a /b\nUSER app\nADD b /c\nLABEL a=b"
        );

        Assert.AreEqual(name == "[ 1/12] FROM x" ? 5 : line, StepName.Read(name)!.LineIn(dockerfile));
    }

    [TestMethod]
    [DataRow("[internal] load metadata for docker.io/library/base:1", 2)]
    [DataRow("[internal] load metadata for docker.io/library/base:1@sha256:0123", 2)]
    [DataRow("FROM r.io/tools:1", 4)]
    [DataRow("https://example.com/x.tar", 3)]
    [DataRow("resolve image config for docker-image://docker.io/docker/dockerfile:1", 1)]
    public void Missing_image_or_download_is_reported_at_its_instruction(string name, int line)
    {
        var build = new BuildKitMessageReader("/Dockerfile", progress: null);
        byte[] vertex =
        [
            0x0A,
            1,
            (byte)'d',
            0x1A,
            (byte)name.Length,
            .. Encoding.UTF8.GetBytes(name),
            0x3A,
            4,
            .. "gone"u8,
        ];
        build.Report(
            new() { Id = "moby.buildkit.trace", Aux = Convert.ToBase64String([0x0A, (byte)vertex.Length, .. vertex]) }
        );

        Assert.IsNull(StepName.Read(name));
        Assert.AreEqual(
            line,
            build.FailedLine(
                Dockerfile.Parse(
                    "# syntax=docker/dockerfile:1\nFROM base:1\nADD https://example.com/x.tar /x\n"
                        + "COPY --from=r.io/tools:1 /a /b"
                )
            )
        );
    }

    private static (BuildKitMessageReader Build, List<ProgressMessage> Lines) Read(string trace)
    {
        var lines = new Lines();
        var build = new BuildKitMessageReader("/Dockerfile", lines);
        foreach (var message in Traces.Read(trace))
            build.Report(message);
        return (build, lines);
    }

    private sealed class Lines : List<ProgressMessage>, IProgress<ProgressMessage>
    {
        public void Report(ProgressMessage value) => Add(value);
    }
}
