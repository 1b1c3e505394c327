namespace Dockerize.Reporting;

/// <summary>Writes progress messages as lines of text, except those of low importance.</summary>
/// <param name="writer">The writer; it is flushed after each line.</param>
public sealed class TextProgress(TextWriter writer) : IProgress<ProgressMessage>
{
    private readonly TextWriter writer = writer ?? throw new ArgumentNullException(nameof(writer));
    private readonly object gate = new();

    /// <inheritdoc/>
    public void Report(ProgressMessage value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Importance == ProgressImportance.Low || value.Text.Length == 0)
            return;

        // Messages are read on different threads.
        lock (gate)
        {
            writer.WriteLine(value.Text);
            writer.Flush();
        }
    }
}
