using System.Globalization;
using System.Text.RegularExpressions;

namespace Dockerize;

/// <summary>
/// Reads the messages of a build by the classic builder: what it does becomes lines of progress, what came of it is kept. The engine reports
/// errors inside the stream, with status 200, so that nothing throws: whoever builds looks at <see cref="Error"/>.
/// </summary>
internal sealed class BuildProgress(IProgress<ProgressMessage>? lines) : IProgress<EngineMessage>
{
    /// <summary>How many lines of a failing step its error repeats.</summary>
    private const int TailLength = 12;

    /// <summary>How many characters of an instruction a line of progress shows: labels make long ones.</summary>
    private const int StepWidth = 100;

    // `Step 3/12 : RUN x`; of Podman `STEP 3/12: RUN x`, and where there are several stages `[1/2] STEP 3/5: RUN x`, each with its own count.
    private static readonly Regex StepLine = new(@"\A(?:\[(?<stage>[0-9]+)/[0-9]+\] )?Step (?<number>[0-9]+)/(?<count>[0-9]+) ?: (?<text>.*)\z", RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.IgnoreCase);

    private static readonly Regex Blanks = new(@"\s+", RegexOptions.CultureInvariant);

    // ` ---> 0123456789ab`, ` ---> Running in 0123456789ab`, `Removing intermediate container 0123456789ab`; of Podman `--> 0123456789ab`, `COMMIT`, an id.
    private static readonly Regex Bookkeeping = new(@"\A(?: ---> |Removing intermediate container |--> |COMMIT(?: |\z)|[0-9a-f]{64}\z)", RegexOptions.CultureInvariant);

    private readonly Queue<string> tail = new();
    private string? pendingStep;

    /// <summary>The image id of the last finished stage; null while there is none.</summary>
    public string? ImageId { get; private set; }

    /// <summary>What the engine reports as failed; null while nothing has.</summary>
    public string? Error { get; private set; }

    /// <summary>The step that is running, counted from 1; 0 before the first.</summary>
    public int Step { get; private set; }

    /// <summary>The stage that <see cref="Step"/> is counted in, from 1; 0: it is counted through all of them.</summary>
    public int Stage { get; private set; }

    /// <summary>The last lines that the running step printed.</summary>
    public IEnumerable<string> Tail => tail;

    public void Report(EngineMessage value)
    {
        if (value.Error is { } error)
        {
            Error ??= error.Trim();
            Flush("");
        }
        else if (value.AuxValue("ID") is { } id)
        {
            ImageId = id;
        }
        else if (value.Stream is { Length: > 0 } stream)
        {
            foreach (var line in stream.Split(['\n'], StringSplitOptions.RemoveEmptyEntries))
                Read(line.TrimEnd('\r'));
        }
        else if (value.Status is { Length: > 0 } status)
        {
            // A base image on its way.
            lines?.Report(new(ProgressImportance.Low, value.Id is { Length: > 0 } layer ? $"{layer}: {status} {value.ProgressBar}".TrimEnd() : status));
        }
    }

    private void Read(string line)
    {
        if (StepLine.Match(line) is { Success: true } step)
        {
            Flush("");
            tail.Clear();
            Stage = step.Groups["stage"] is { Success: true } stage ? int.Parse(stage.Value, CultureInfo.InvariantCulture) : 0;
            Step = int.Parse(step.Groups["number"].Value, CultureInfo.InvariantCulture);
            var text = Blanks.Replace(step.Groups["text"].Value, " ");
            pendingStep = $"[{step.Groups["number"]}/{step.Groups["count"]}] {(text.Length > StepWidth ? text.Substring(0, StepWidth) + "…" : text)}";
        }
        else if (line == " ---> Using cache" || line.StartsWith("--> Using cache ", StringComparison.Ordinal))
        {
            Flush(" (cached)");
        }
        else if (line.StartsWith(" ---> Running in ", StringComparison.Ordinal) || !Bookkeeping.IsMatch(line))
        {
            Flush("");
            if (Bookkeeping.IsMatch(line) || line.Trim().Length == 0 || line.StartsWith("Successfully ", StringComparison.Ordinal))
                return;
            if (tail.Count == TailLength)
                tail.Dequeue();
            tail.Enqueue(line);
            lines?.Report(new(ProgressImportance.Normal, "  " + line));
        }
    }

    // Whether a step came from the cache is known only after it: its line waits for that, but not for the output of a command.
    private void Flush(string suffix)
    {
        if (pendingStep is not null)
            lines?.Report(new(ProgressImportance.High, pendingStep + suffix));
        pendingStep = null;
    }
}
