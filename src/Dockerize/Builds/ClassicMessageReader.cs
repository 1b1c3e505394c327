using System.Globalization;
using System.Text.RegularExpressions;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize.Builds;

/// <summary>Reads the messages of a build by the classic builder.</summary>
internal sealed class ClassicMessageReader : IBuilderMessageReader
{
    // `Step 3/12 : RUN x`; of Podman `STEP 3/12: RUN x`, and where there are several stages `[1/2] STEP 3/5: RUN x`,
    // each with its own count.
    private static readonly Regex StepLine = new(
        @"\A(?:\[(?<stage>[0-9]{1,9})/[0-9]+\] )?Step (?<number>[0-9]{1,9})/(?<count>[0-9]{1,9}) ?: (?<text>.*)\z",
        RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.IgnoreCase
    );

    // ` ---> 0123456789ab`, ` ---> Running in 0123456789ab`, `Removing intermediate container 0123456789ab` (since
    // Docker 23 ` ---> Removed …`); of Podman `--> 0123456789ab`, `COMMIT`, an id.
    private static readonly Regex Bookkeeping = new(
        @"\A(?: ---> |Removing intermediate container |--> |COMMIT(?: |\z)|[0-9a-f]{64}\z)",
        RegexOptions.CultureInvariant
    );

    private static readonly Regex Running = new(@"\A ---> Running in (?<container>\S+)", RegexOptions.CultureInvariant);

    // ` ---> [Warning] …` of a container, `[Warning] One or more build-args [A] were not consumed`; in red, two in one
    // message, `[WARNING]: Empty continuation line found in:` with the line below it. Commands print such words too,
    // and Podman does not say when one runs.
    private static readonly Regex Warning = new(
        @"(?:\A ---> \[Warning\] |\[Warning\]:? (?=One or more build|Empty "
            + @"continuation))(?<text>.*?)\s*(?=\z|\n\[Warning\]|\x1B)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline
    );

    private readonly string? dockerfile;
    private readonly IProgress<ProgressMessage>? progress;
    private readonly TransferReader transfer;
    private readonly OutputLines output;
    private readonly Queue<string> tail = new();
    private BuildStep? pendingStep;
    private BuildStep? startedStep;

    // The container of the running command; null if no command is running.
    private string? container;

    /// <param name="dockerfile">The full path of the Dockerfile, for warnings; null if it is not a file.</param>
    /// <param name="progress">Receives progress messages.</param>
    /// <param name="secrets">
    /// The secrets that no message may show when a step pulls an image; null if there are none.
    /// </param>
    public ClassicMessageReader(
        string? dockerfile,
        IProgress<ProgressMessage>? progress,
        RegistrySecrets? secrets = null
    )
    {
        this.dockerfile = dockerfile;
        this.progress = progress;
        transfer = new TransferReader(progress, secrets ?? new RegistrySecrets());
        output = new OutputLines(ReadLine);
    }

    /// <summary>Receives each line of the engine about its steps, and none of a command's output.</summary>
    public Action<string>? EngineLineRead { get; set; }

    public string? ImageId { get; private set; }

    public string? Error { get; private set; }

    /// <summary>The number of the current step, counted from 1; 0 before the first.</summary>
    public int Step { get; private set; }

    /// <summary>
    /// The number of the stage that <see cref="Step"/> is counted in; 0 if the steps of all stages are counted.
    /// </summary>
    public int Stage { get; private set; }

    public IEnumerable<string> Tail => tail;

    public int FailedLine(Dockerfile dockerfile) => dockerfile.LineOfStep(Step, Stage);

    public void Report(EngineMessage value)
    {
        if (value.Error is { } error)
        {
            Error ??= error.Trim();
            output.Complete();
            StartPendingStep();
            FinishStep(hasFailed: true);
        }
        else if (value.AuxValue("ID") is { } id)
        {
            ImageId = id;
            FinishStep(hasFailed: false);
        }
        else if (value.Stream is { Length: > 0 } stream)
        {
            ReadStream(stream);
        }
        else
        {
            // A step pulls an image.
            transfer.Report(value);
        }
    }

    private void ReadStream(string stream)
    {
        // Output of a command arrives in pieces that end anywhere. A line of the engine is whole, and starts a new
        // line.
        var isEngineLine = IsEngineLine(stream);
        if (isEngineLine)
            output.Complete();
        if (container is null && Warning.Matches(stream) is { Count: > 0 } warnings)
            ReportWarnings(warnings);
        else
            output.Write(stream);
        if (isEngineLine)
            output.Complete();
    }

    // While a command runs, the engine reports only that its container was removed. Everything else is output of the
    // command.
    private bool IsEngineLine(string text) =>
        container is null
            ? StepLine.IsMatch(text) || Bookkeeping.IsMatch(text)
            : text.StartsWith("Removing intermediate container " + container, StringComparison.Ordinal)
                || text.StartsWith(" ---> Removed intermediate container " + container, StringComparison.Ordinal);

    private void ReadLine(string line)
    {
        if (!IsEngineLine(line))
        {
            StartPendingStep();
            if (container is null && line.StartsWith("Successfully ", StringComparison.Ordinal))
                return;

            BuilderErrors.AddToTail(tail, line);
            progress?.Report(new OutputLine(line, startedStep));
            return;
        }

        EngineLineRead?.Invoke(line);
        if (container is null && StepLine.Match(line) is { Success: true } step)
        {
            StartPendingStep();
            FinishStep(hasFailed: false);
            ReadStep(step);
        }
        else if (line == " ---> Using cache" || line.StartsWith("--> Using cache ", StringComparison.Ordinal))
        {
            StartPendingStep(isCached: true);
        }
        else if (Running.Match(line) is { Success: true } running)
        {
            container = running.Groups["container"].Value;
            StartPendingStep();
        }
        else
        {
            container = null;
        }
    }

    private void ReadStep(Match step)
    {
        tail.Clear();
        Stage = step.Groups["stage"] is { Success: true } stage
            ? int.Parse(stage.Value, CultureInfo.InvariantCulture)
            : 0;
        Step = int.Parse(step.Groups["number"].Value, CultureInfo.InvariantCulture);
        var count = int.Parse(step.Groups["count"].Value, CultureInfo.InvariantCulture);
        pendingStep = new BuildStep("", Step, count, step.Groups["text"].Value);
    }

    private void ReportWarnings(MatchCollection warnings)
    {
        foreach (Match warning in warnings)
            progress?.Report(new WarningMessage(new BuildWarning(dockerfile, 0, warning.Groups["text"].Value, "")));
    }

    // The engine reports only after a step that it came from the cache. The message waits for that, but not for the
    // output of a command.
    private void StartPendingStep(bool isCached = false)
    {
        if (pendingStep is null)
            return;

        progress?.Report(new StepStarted(pendingStep, isCached));
        startedStep = pendingStep;
        pendingStep = null;
    }

    private void FinishStep(bool hasFailed)
    {
        if (startedStep is not null)
            progress?.Report(new StepFinished(startedStep, hasFailed));
        startedStep = null;
    }
}
