namespace Dockerize.Reporting;

/// <summary>Writes progress messages of normal and high importance as lines of text.</summary>
/// <param name="writer">The writer, which is flushed after each line.</param>
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

        // Messages can be reported on several threads at the same time.
        lock (gate)
        {
            writer.WriteLine(value.Text);
            writer.Flush();
        }
    }
}
