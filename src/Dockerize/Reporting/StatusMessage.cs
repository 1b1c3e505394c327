namespace Dockerize.Reporting;

/// <summary>
/// A message that consists only of text: the start or the result of an operation, or a status of the engine.
/// </summary>
/// <param name="importance">The importance.</param>
/// <param name="text">The text, without a line end.</param>
public sealed class StatusMessage(ProgressImportance importance, string text) : ProgressMessage(importance)
{
    /// <inheritdoc/>
    private protected override string RawText => text;
}
