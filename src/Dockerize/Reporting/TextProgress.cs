namespace Dockerize.Reporting;

/// <summary>Writes lines of progress, each as soon as it arrives, without the counters of transfers.</summary>
/// <param name="writer">Where they go; it is flushed after each.</param>
public sealed class TextProgress(TextWriter writer) : IProgress<ProgressMessage>
{
    private readonly object gate = new();

    /// <inheritdoc/>
    public void Report(ProgressMessage value)
    {
        if (value.Importance == ProgressImportance.Low)
            return;
        // Messages come one after the other, and on whatever thread they were read.
        lock (gate)
        {
            writer.WriteLine(value.Text);
            writer.Flush();
        }
    }
}
