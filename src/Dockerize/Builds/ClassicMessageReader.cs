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
    // `Step 3/12 : RUN x`; of Podman `STEP 3/12: RUN x`, and where there are several stages `[1/2] STEP 3/5: RUN x`, each with its own count.
    private static readonly Regex StepLine = new(@"\A(?:\[(?<stage>[0-9]+)/[0-9]+\] )?Step (?<number>[0-9]+)/(?<count>[0-9]+) ?: (?<text>.*)\z", RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.IgnoreCase);

    // ` ---> 0123456789ab`, ` ---> Running in 0123456789ab`, `Removing intermediate container 0123456789ab` (since Docker 23 ` ---> Removed …`); of Podman `--> 0123456789ab`, `COMMIT`, an id.
    private static readonly Regex Bookkeeping = new(@"\A(?: ---> |Removing intermediate container |--> |COMMIT(?: |\z)|[0-9a-f]{64}\z)", RegexOptions.CultureInvariant);

    private static readonly Regex Running = new(@"\A ---> Running in (?<container>\S+)", RegexOptions.CultureInvariant);

    // ` ---> [Warning] …` of a container, `[Warning] One or more build-args [A] were not consumed`; in red, two in one message, `[WARNING]: Empty
    // continuation line found in:` with the line below it. Commands print such words too, and Podman does not say when one runs.
    private static readonly Regex Warning = new(
        @"(?:\A ---> \[Warning\] |\[Warning\]:? (?=One or more build|Empty continuation))(?<text>.*?)\s*(?=\z|\n\[Warning\]|\x1B)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline);

    private readonly string? dockerfile;
    private readonly IProgress<ProgressMessage>? lines;
    private readonly TransferProgress transfer;
    private readonly OutputLines output;
    private readonly Queue<string> tail = new();
    private string? pendingStep;
    // That of the command which runs; null: none does.
    private string? container;

    /// <param name="dockerfile">The full path of the Dockerfile, for warnings; null: it is no file.</param>
    /// <param name="lines">Gets lines as they arrive.</param>
    /// <param name="secrets">What registries are shown when a step pulls an image; null: nothing.</param>
    public ClassicMessageReader(string? dockerfile, IProgress<ProgressMessage>? lines, RegistrySecrets? secrets = null)
    {
        this.dockerfile = dockerfile;
        this.lines = lines;
        transfer = new TransferProgress(lines, secrets ?? new RegistrySecrets());
        output = new OutputLines(Read);
    }

    /// <summary>Gets each line that the engine itself says of its steps, and none that a command prints.</summary>
    public Action<string>? Said { get; set; }

    public string? ImageId { get; private set; }

    public string? Error { get; private set; }

    /// <summary>The step that is running, counted from 1; 0 before the first.</summary>
    public int Step { get; private set; }

    /// <summary>The stage that <see cref="Step"/> is counted in, from 1; 0: it is counted through all of them.</summary>
    public int Stage { get; private set; }

    public IEnumerable<string> Tail => tail;

    public int FailedLine(Dockerfile dockerfile) => dockerfile.LineOfStep(Step, Stage);

    public void Report(EngineMessage value)
    {
        if (value.Error is { } error)
        {
            Error ??= error.Trim();
            output.Complete();
            Flush("");
        }
        else if (value.AuxValue("ID") is { } id)
        {
            ImageId = id;
        }
        else if (value.Stream is { Length: > 0 } stream)
        {
            // Output of a command comes in pieces that end anywhere; what the engine itself says begins anew, and is whole.
            var isSaid = IsSaid(stream);
            if (isSaid)
                output.Complete();
            if (container is null && Warning.Matches(stream) is { Count: > 0 } warnings)
                Warn(warnings);
            else
                output.Write(stream);
            if (isSaid)
                output.Complete();
        }
        else
        {
            // An image on its way that a step needs.
            transfer.Report(value);
        }
    }

    // While a command runs the engine says nothing but that its container is gone: whatever else comes is the command's output, however it looks.
    private bool IsSaid(string text) => container is null
        ? StepLine.IsMatch(text) || Bookkeeping.IsMatch(text)
        : text.StartsWith("Removing intermediate container " + container, StringComparison.Ordinal)
            || text.StartsWith(" ---> Removed intermediate container " + container, StringComparison.Ordinal);

    private void Read(string line)
    {
        if (!IsSaid(line))
        {
            Flush("");
            if (container is null && line.StartsWith("Successfully ", StringComparison.Ordinal))
                return;
            BuilderErrors.Keep(tail, line);
            lines?.Report(new(ProgressImportance.Normal, "  " + line));
            return;
        }

        Said?.Invoke(line);
        if (container is null && StepLine.Match(line) is { Success: true } step)
        {
            Flush("");
            tail.Clear();
            Stage = step.Groups["stage"] is { Success: true } stage ? int.Parse(stage.Value, CultureInfo.InvariantCulture) : 0;
            Step = int.Parse(step.Groups["number"].Value, CultureInfo.InvariantCulture);
            pendingStep = $"[{step.Groups["number"]}/{step.Groups["count"]}] {StepName.Shorten(step.Groups["text"].Value)}";
        }
        else if (line == " ---> Using cache" || line.StartsWith("--> Using cache ", StringComparison.Ordinal))
        {
            Flush(" (cached)");
        }
        else if (Running.Match(line) is { Success: true } running)
        {
            container = running.Groups["container"].Value;
            Flush("");
        }
        else
        {
            container = null;
        }
    }

    private void Warn(MatchCollection warnings)
    {
        foreach (Match warning in warnings)
            lines?.Report(ProgressMessage.FromWarning(new BuildWarning(dockerfile, 0, warning.Groups["text"].Value, "")));
    }

    // Whether a step came from the cache is known only after it: its line waits for that, but not for the output of a command.
    private void Flush(string suffix)
    {
        if (pendingStep is not null)
            lines?.Report(new(ProgressImportance.High, pendingStep + suffix));
        pendingStep = null;
    }
}
