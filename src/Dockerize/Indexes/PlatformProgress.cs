using Dockerize.Images;
using Dockerize.Reporting;

namespace Dockerize.Indexes;

/// <summary>
/// Writes the platform before each line of a build: <c>linux/arm64: [1/7] FROM …</c>. The builds of several platforms
/// report at the same time, and the receiver gets one message after another.
/// </summary>
/// <param name="progress">The receiver of the lines.</param>
internal sealed class PlatformProgress(IProgress<ProgressMessage> progress)
{
    private readonly object gate = new();
    private readonly HashSet<BuildWarning> warnings = [];

    /// <summary>The receiver of the lines of a platform.</summary>
    public IProgress<ProgressMessage> For(Platform platform) => new Lines(this, $"{platform}: ");

    private void Report(string prefix, ProgressMessage value)
    {
        lock (gate)
        {
            // A warning about the Dockerfile is usually the same for each platform.
            if (value is WarningMessage warning)
            {
                if (warnings.Add(warning.Warning))
                    progress.Report(value);
            }
            else
            {
                progress.Report(
                    value.Text.Length == 0 ? value : new StatusMessage(value.Importance, prefix + value.Text)
                );
            }
        }
    }

    private sealed class Lines(PlatformProgress owner, string prefix) : IProgress<ProgressMessage>
    {
        public void Report(ProgressMessage value) => owner.Report(prefix, value);
    }
}
