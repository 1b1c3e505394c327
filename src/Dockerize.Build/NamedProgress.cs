using Dockerize.Images;
using Dockerize.Reporting;

namespace Dockerize.Build;

/// <summary>
/// Writes the last part of an image's name before each line that does not contain the name: <c>shop [1/7] FROM …</c>.
/// </summary>
/// <param name="progress">The receiver of the lines.</param>
/// <param name="names">The names of the image.</param>
internal sealed class NamedProgress(IProgress<ProgressMessage> progress, IReadOnlyList<ImageReference> names)
    : IProgress<ProgressMessage>
{
    private readonly string shortName = names[0].Repository.Split('/').Last();

    public void Report(ProgressMessage value)
    {
        var isNamed = value is WarningMessage || value.Text.Length == 0 || (value is StatusMessage && HasName(value));
        progress.Report(isNamed ? value : new StatusMessage(value.Importance, $"{shortName} {value.Text}"));
    }

    // Checked only for messages of this package, because an instruction or its output may contain any name.
    private bool HasName(ProgressMessage message) => names.Any(name => message.Text.Contains(name.Familiar));
}
