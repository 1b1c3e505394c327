using System.Text.RegularExpressions;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Reporting;
using Newtonsoft.Json.Linq;

namespace Dockerize.Builds;

/// <summary>Reads the messages of a build by BuildKit.</summary>
/// <param name="dockerfile">The full path of the Dockerfile, for warnings; null: it is no file.</param>
/// <param name="lines">Gets lines as they arrive.</param>
internal sealed class BuildKitMessageReader(string? dockerfile, IProgress<ProgressMessage>? lines) : IBuilderMessageReader
{
    private readonly Dictionary<string, Step> steps = new(StringComparer.Ordinal);
    private readonly HashSet<BuildKitTrace.Warning> warnings = [];
    private readonly TransferMeter meter = new(lines);
    private Step? shown;
    private Step? failed;

    public string? ImageId { get; private set; }

    public string? Error { get; private set; }

    public IEnumerable<string> Tail => failed?.Tail ?? Enumerable.Empty<string>();

    // What failed may be something that an instruction needs: `[internal] load metadata for docker.io/library/base:1`, `FROM base:1`, `http://…`
    public int FailedLine(Dockerfile dockerfile) => failed is null ? 0 : failed.Instruction?.LineIn(dockerfile) ?? dockerfile.LineMentioning(failed.Subject);

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
            if (steps.TryGetValue(log.Vertex, out var step))
                step.Output.Write(log.Message);
        }

        foreach (var status in trace.Statuses.Where(status => status.Current > 0))
            meter.Report(status.Id, status.Current, status.Total);
        foreach (var warning in trace.Warnings.Where(warnings.Add))
            lines?.Report(ProgressMessage.FromWarning(new BuildWarning(dockerfile, warning.Line, warning.Text, warning.Url)));
        // Its last output may come in one message with its end.
        foreach (var vertex in trace.Vertices.Where(vertex => vertex.IsCompleted))
            steps[vertex.Digest].Output.Complete();
    }

    private void Read(BuildKitTrace.Vertex vertex)
    {
        if (!steps.TryGetValue(vertex.Digest, out var step))
            steps.Add(vertex.Digest, step = new Step(vertex.Name, Show));
        // A step from the cache is started, completed and cached in one message; it is shown once, also where several messages tell of it.
        if ((vertex.IsStarted || vertex.IsCached) && !step.IsShown)
        {
            step.IsShown = true;
            shown = step;
            lines?.Report(step.Instruction is { } instruction
                ? new(ProgressImportance.High, instruction + (vertex.IsCached ? " (cached)" : ""))
                : new(ProgressImportance.Low, StepName.Shorten(vertex.Name)));
        }

        // What else was running then fails too, as cancelled.
        if (vertex.Error.Length > 0 && (failed is null || failed.IsCancelled))
        {
            step.IsCancelled = vertex.Error.Contains("context canceled");
            failed = step;
        }
    }

    // Of steps that run at the same time each line says whose it is.
    private void Show(Step step, string line) =>
        lines?.Report(new(ProgressImportance.Normal, step == shown || step.Instruction is null ? "  " + line : $"  {step.Instruction.Label} {line}"));

    /// <summary>What is known of a vertex of the build.</summary>
    private sealed class Step
    {
        // What a Dockerfile does not have to write of an image's name.
        private static readonly Regex FullName = new(@"\A(?:docker-image://)?(?:docker\.io/(?:library/)?)?|@sha256:[0-9a-f]+\z", RegexOptions.CultureInvariant);

        private readonly Queue<string> tail = new();

        public Step(string name, Action<Step, string> show)
        {
            Instruction = StepName.Read(name);
            Subject = FullName.Replace(name.Substring(name.LastIndexOf(' ') + 1), "");
            Output = new OutputLines(line =>
            {
                BuilderErrors.Keep(tail, line);
                show(this, line);
            });
        }

        /// <summary>The instruction that it carries out; null: something that none asked for.</summary>
        public StepName? Instruction { get; }

        /// <summary>The last word of its name: of what is no instruction, the image or the address that it gets.</summary>
        public string Subject { get; }

        public OutputLines Output { get; }

        public IEnumerable<string> Tail => tail;

        public bool IsShown { get; set; }

        public bool IsCancelled { get; set; }
    }
}
