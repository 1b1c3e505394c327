using System.Text.RegularExpressions;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Reporting;
using Dockerize.Strings;
using Newtonsoft.Json.Linq;

namespace Dockerize.Builds;

/// <summary>Reads the messages of a build by BuildKit.</summary>
/// <param name="dockerfile">The full path of the Dockerfile, for warnings; null if it is not a file.</param>
/// <param name="progress">The receiver of progress messages; null for none.</param>
/// <param name="secrets">
/// A function that returns the secrets to remove from messages, which can change during the build; null if there are
/// none.
/// </param>
internal sealed class BuildKitMessageReader(
    string? dockerfile,
    IProgress<ProgressMessage>? progress,
    Func<RegistrySecrets>? secrets = null
) : IBuilderMessageReader
{
    private readonly Dictionary<string, Vertex> vertices = new(StringComparer.Ordinal);
    private readonly HashSet<BuildKitTrace.Warning> warnings = [];

    // A linked copy has a second vertex, which adds its layer to the image. It has a third one if it is merged with an
    // equal copy in another build.
    private readonly HashSet<BuildStep> reported = [];
    private readonly TransferMeter meter = new(TransferKind.Pulled, progress);
    private Vertex? lastStarted;
    private Vertex? failed;

    public string? ImageId { get; private set; }

    public string? Error { get; private set; }

    public IEnumerable<string> Tail => failed?.Tail ?? Enumerable.Empty<string>();

    // The failed vertex may be a source that an instruction requires: `[internal] load metadata for
    // docker.io/library/base:1` or `http://…`. The line is then the one that contains the name of the source.
    public int FailedLine(Dockerfile dockerfile)
    {
        if (failed is null)
            return 0;

        return failed.Step?.LineIn(dockerfile) ?? dockerfile.LineMentioning(failed.Subject);
    }

    public void Report(EngineMessage value)
    {
        if (value is { Id: "moby.buildkit.trace", Aux: JValue { Value: string trace } })
            Read(BuildKitTrace.Parse(trace));
        else if (value.Error is { } error)
            Error ??= error;
        else if (value.AuxValue("ID") is { } id)
            ImageId = id;
    }

    private void Read(BuildKitTrace trace)
    {
        foreach (var vertex in trace.Vertices)
            Read(vertex);
        foreach (var log in trace.Logs)
        {
            if (vertices.TryGetValue(log.Vertex, out var vertex))
                vertex.Output.Write(log.Message);
        }

        foreach (var status in trace.Statuses)
            Read(status);
        foreach (var warning in trace.Warnings.Where(warnings.Add))
            progress?.Report(new WarningMessage(new BuildWarning(dockerfile, warning.Line, warning.Text, warning.Url)));
        // Steps are completed last, because the message that completes a step may also contain its last output.
        foreach (var vertex in trace.Vertices.Where(vertex => vertex.IsCompleted))
            Finish(vertices[vertex.Digest], vertex);
    }

    private void Read(BuildKitTrace.Vertex message)
    {
        if (!vertices.TryGetValue(message.Digest, out var vertex))
            vertices.Add(message.Digest, vertex = new Vertex(message.Name, Hide, ReportOutput));
        // A cached step is started, completed and cached in one message. Several messages may report the start of a
        // step.
        if ((message.IsStarted || message.IsCached) && !vertex.IsStarted)
        {
            vertex.IsStarted = true;
            lastStarted = vertex;
            ReportStart(vertex, message);
        }

        // When a step fails, BuildKit cancels the other running steps, and each of them reports an error. The error of
        // a step that was not canceled is kept.
        if (message.Error.Length > 0 && (failed is null || failed.IsCancelled))
        {
            vertex.IsCancelled = BuilderErrors.IsCancellation(message.Error);
            failed = vertex;
        }
    }

    // Layers that are pulled have a digest as their id. Other bytes are those of the build context, which this process
    // counts itself.
    private void Read(BuildKitTrace.Status status)
    {
        if (status.Current > 0 && Digest.TryParse(status.Id, out _))
            meter.Report(status.Id, status.Current, status.Total);
        else if (!status.IsCompleted && vertices.TryGetValue(status.Vertex, out var vertex))
            ReportPhase(vertex, status);
    }

    // The export of the image is one vertex, and its parts can take long.
    private void ReportPhase(Vertex vertex, BuildKitTrace.Status status)
    {
        if (vertex.Step is not null || vertex.IsFinished || vertex.Phase == status.Id)
            return;

        vertex.Phase = status.Id;
        progress.BeginPhase(status.Vertex, Hide(status.Id.TrimEnd(':')));
    }

    private void ReportStart(Vertex vertex, BuildKitTrace.Vertex message)
    {
        vertex.IsReported = vertex.Step is not null && reported.Add(vertex.Step);
        if (vertex.Step is null)
        {
            var name = BuildStep.Shorten(Hide(message.Name));
            progress.ReportDetail(name);
            progress.BeginPhase(message.Digest, name);
        }
        else if (vertex.IsReported)
        {
            progress?.Report(new StepStarted(vertex.Step, message.IsCached));
        }
    }

    // When steps run at the same time, output is labeled unless it belongs to the step that was started last.
    private void ReportOutput(Vertex vertex, string line) =>
        progress?.Report(new OutputLine(line, vertex.Step, isLabeled: vertex != lastStarted));

    private string Hide(string text) => secrets?.Invoke().HideInOutput(text) ?? text;

    private void Finish(Vertex vertex, BuildKitTrace.Vertex message)
    {
        var hasFailed = message.Error.Length > 0;
        vertex.Output.Complete();
        if (vertex.IsFinished)
            return;

        vertex.IsFinished = true;
        if (vertex.Step is not { } step)
            progress.EndPhase(message.Digest);
        else if (vertex.IsReported || hasFailed)
            progress?.Report(new StepFinished(step, hasFailed));
    }

    /// <summary>A vertex of the build graph.</summary>
    private sealed class Vertex
    {
        // The parts of an image name that are optional in a Dockerfile.
        private static readonly Regex OptionalParts = new(
            @"\A(?:docker-image://)?(?:docker\.io/(?:library/)?)?|@sha256:[0-9a-f]+\z",
            RegexOptions.CultureInvariant
        );

        private readonly Queue<string> tail = new();

        public Vertex(string name, Func<string, string> hide, Action<Vertex, string> report)
        {
            Step = StepName.Read(name);
            Subject = OptionalParts.Replace(name.Substring(name.LastIndexOf(' ') + 1), "");
            Output = new OutputLines(text =>
            {
                var line = hide(text);
                BuilderErrors.AddToTail(tail, line);
                report(this, line);
            });
        }

        /// <summary>The step; null for an internal step, such as loading metadata.</summary>
        public BuildStep? Step { get; }

        /// <summary>The last word of the name: for an internal step, the image or the address that is loaded.</summary>
        public string Subject { get; }

        public OutputLines Output { get; }

        public IEnumerable<string> Tail => tail;

        /// <summary>The last part of the vertex that started; null if there is none.</summary>
        public string? Phase { get; set; }

        public bool IsStarted { get; set; }

        /// <summary>True if the start of the step was reported for this vertex.</summary>
        public bool IsReported { get; set; }

        public bool IsFinished { get; set; }

        public bool IsCancelled { get; set; }
    }
}
