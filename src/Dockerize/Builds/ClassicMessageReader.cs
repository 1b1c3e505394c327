using System.Globalization;
using System.Text.RegularExpressions;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Registries;
using Dockerize.Reporting;
using Dockerize.Strings;

namespace Dockerize.Builds;

/// <summary>Reads the messages of a build by the classic builder.</summary>
internal sealed class ClassicMessageReader : IBuilderMessageReader
{
    // Docker: `Step 3/12 : RUN x`. Podman: `STEP 3/12: RUN x`, or `[1/2] STEP 3/5: RUN x` if there are several stages.
    // In the last form, steps are counted in each stage.
    private static readonly Regex StepLine = new(
        @"\A(?:\[(?<stage>[0-9]{1,9})/[0-9]+\] )?Step (?<number>[0-9]{1,9})/(?<count>[0-9]{1,9}) ?: (?<text>.*)\z",
        RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.IgnoreCase
    );

    // Docker: ` ---> 0123456789ab`, ` ---> Running in 0123456789ab`, `Removing intermediate container 0123456789ab`,
    // and since Docker 23 ` ---> Removed …`. Podman: `--> 0123456789ab`, `COMMIT`, an id.
    private static readonly Regex Bookkeeping = new(
        @"\A(?: ---> |Removing intermediate container |--> |COMMIT(?: |\z)|[0-9a-f]{64}\z)",
        RegexOptions.CultureInvariant
    );

    private static readonly Regex Running = new(@"\A ---> Running in (?<container>\S+)", RegexOptions.CultureInvariant);

    private static readonly Regex Removed = new(
        @"\A(?:Removing| ---> Removed) intermediate container (?<container>\S+)\s*\z",
        RegexOptions.CultureInvariant
    );

    // Warnings about a container: ` ---> [Warning] …`. Warnings about the Dockerfile: `[Warning] One or more build-args
    // [A] were not consumed`, and `[WARNING]: Empty continuation line found in:` with the line below it. Warnings about
    // the Dockerfile can be red, and one message can contain two of them. Only known texts are matched, because
    // commands can print `[Warning]` too, and Podman does not report that a command runs.
    private static readonly Regex Warning = new(
        @"(?:\A ---> \[Warning\] |\[Warning\]:? (?=One or more build|Empty "
            + @"continuation))(?<text>.*?)(?=\z|\n\[Warning\]|\x1B)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline
    );

    private readonly string? dockerfile;
    private readonly IProgress<ProgressMessage>? progress;
    private readonly TransferReader transfer;
    private readonly OutputLines output;
    private readonly Queue<string> tail = new();

    // The step that each container runs, by container id.
    private readonly Dictionary<string, (int Stage, int Step, BuildStep? Started)> containers = new(
        StringComparer.Ordinal
    );

    private BuildStep? pendingStep;
    private BuildStep? startedStep;

    // The container of the running command; null if no command is running.
    private string? container;

    /// <param name="dockerfile">The full path of the Dockerfile, for warnings; null if it is not a file.</param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="secrets">The secrets to remove from messages; null if there are none.</param>
    public ClassicMessageReader(
        string? dockerfile,
        IProgress<ProgressMessage>? progress,
        RegistrySecrets? secrets = null
    )
    {
        this.dockerfile = dockerfile;
        this.progress = progress;
        var hidden = secrets ?? new RegistrySecrets();
        transfer = new TransferReader(progress, hidden);
        output = new OutputLines(line => ReadLine(hidden.HideInOutput(line)));
    }

    /// <summary>
    /// The callback for each line that the engine prints about its steps. It does not receive the output of commands.
    /// </summary>
    public Action<string>? EngineLineRead { get; set; }

    public string? ImageId { get; private set; }

    public string? Error { get; private set; }

    /// <summary>The number of the current step, counted from 1; 0 before the first step.</summary>
    public int Step { get; private set; }

    /// <summary>
    /// The number of the stage in which <see cref="Step"/> is counted; 0 if steps are counted across all stages.
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
            // Other messages are the progress of an image pull.
            transfer.Report(value);
        }
    }

    private void ReadStream(string stream)
    {
        // Output of a command arrives in pieces that can end inside a line. A message of the engine is a complete line.
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

    /// <summary>The container that a line of the engine reports as removed; null for any other line.</summary>
    internal static string? RemovedContainer(string line) =>
        Removed.Match(line) is { Success: true } removed ? removed.Groups["container"].Value : null;

    // While a command runs, the engine prints only one line of its own: the container of the command was removed. All
    // other lines are output of the command.
    private bool IsEngineLine(string text) =>
        HasRemovedContainer(text, out _) || (container is null && (IsNextStep(text) || Bookkeeping.IsMatch(text)));

    private bool HasRemovedContainer(string text, out (int Stage, int Step, BuildStep? Started) step)
    {
        step = default;
        return RemovedContainer(text) is { } removed && containers.TryGetValue(removed, out step);
    }

    // Builders number the steps without gaps. A line with another number is output of a command.
    private bool IsNextStep(string text)
    {
        if (StepLine.Match(text) is not { Success: true } line)
            return false;

        var (stage, number) = (NumberOf(line, "stage"), NumberOf(line, "number"));
        return Step == 0 || (stage > Stage ? number == 1 : stage == Stage && number == Step + 1);
    }

    private static int NumberOf(Match line, string group) =>
        line.Groups[group] is { Success: true } number ? int.Parse(number.Value, CultureInfo.InvariantCulture) : 0;

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
        if (HasRemovedContainer(line, out var removed))
        {
            EndCommand(removed);
        }
        else if (StepLine.Match(line) is { Success: true } step)
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
            StartPendingStep();
            container = running.Groups["container"].Value;
            containers[container] = (Stage, Step, startedStep);
        }
        else
        {
            container = null;
        }
    }

    private void ReadStep(Match step)
    {
        tail.Clear();
        (Stage, Step) = (NumberOf(step, "stage"), NumberOf(step, "number"));
        pendingStep = new BuildStep("", Step, NumberOf(step, "count"), step.Groups["text"].Value);
        progress.BeginStep(pendingStep);
    }

    // A command can read the id of its container from the host name, and print lines that look like the removal of the
    // container and like later steps. The engine prints the real line about the removal after all output of the
    // command. Later steps that were read before this line are therefore discarded.
    private void EndCommand((int Stage, int Step, BuildStep? Started) step)
    {
        container = null;
        if ((step.Stage, step.Step) == (Stage, Step))
            return;

        (Stage, Step, startedStep) = step;
        pendingStep = null;
    }

    private void ReportWarnings(MatchCollection warnings)
    {
        foreach (Match warning in warnings)
            progress?.Report(
                new WarningMessage(new BuildWarning(dockerfile, 0, warning.Groups["text"].Value.Trim(), ""))
            );
    }

    // The engine prints the line of a step before it looks for the step in the cache. The start of the step is
    // therefore reported with the next line of the engine, or with the first output of a command.
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
