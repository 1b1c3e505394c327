using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Dockerize.Build.Advice;
using Dockerize.Build.Settings;
using Dockerize.Reporting;
using Dockerize.Strings;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>
/// The base class of the tasks. A task yields its MSBuild node while it runs, and ends when the build is canceled. It
/// logs each <see cref="DockerizeException"/> as an MSBuild error with code, file, line and help link.
/// </summary>
public abstract class DockerTask : Microsoft.Build.Utilities.Task, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource cancellation = new();

    /// <summary>
    /// The full path of the project file. It is shown as the location of an error without a file.
    /// </summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary>
    /// The properties of the project that the image depends on. The identity is the name, and the metadata <c>Value</c>
    /// is the value.
    /// </summary>
    public ITaskItem[] Properties { get; set; } = [];

    /// <summary>
    /// The items of the project that the image depends on. The metadata <c>DockerItemType</c> is the item type.
    /// </summary>
    public ITaskItem[] Items { get; set; } = [];

    /// <summary>The settings of the project.</summary>
    private protected ProjectSettings Settings =>
        TaskItems.ToSettings(Properties, Items, (BuildEngine as IBuildEngine6)?.GetGlobalProperties());

    /// <summary>A reporter that logs progress and warnings.</summary>
    private protected Reporter Reporter
    {
        get
        {
            var log = new MessageLog(this);
            return new Reporter(log, log)
            {
                RecordsEnvironment = RecordsEnvironment,
                IsOneOfSeveral = Settings.Properties.IsTrue("_DockerIsOneOfSeveral"),
            };
        }
    }

    /// <summary>The image of the project.</summary>
    private protected AppImage Image => new(Settings, Reporter);

    // Loggers that record task inputs (binary logs and diagnostic verbosity) also record environment variables.
    private bool RecordsEnvironment => BuildEngine is IBuildEngine10 { EngineServices.IsTaskInputLoggingEnabled: true };

    /// <inheritdoc/>
    public void Cancel() => cancellation.Cancel();

    /// <inheritdoc/>
    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "An unexpected exception is a bug in this package. It is logged as an error."
    )]
    public sealed override bool Execute()
    {
        BuildEngine3?.Yield();
        try
        {
            RunAsync(cancellation.Token).GetAwaiter().GetResult();
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            // A canceled call can throw various exceptions. They are not logged, because the user canceled the build.
            Log.LogMessage(MessageImportance.High, "{0}", LogTexts.Canceled(GetType().Name));
            return false;
        }
        catch (Exception exception) when (Advisor.Explain(exception, Settings.Origins) is { } diagnostic)
        {
            LogError(diagnostic);
        }
        catch (Exception exception)
        {
            LogError(ProjectDiagnostics.Unexpected(GetType().Name, exception));
            Log.LogMessage(MessageImportance.Low, "{0}", PlainText.Lines($"{exception}".Split('\n')));
        }
        finally
        {
            BuildEngine3?.Reacquire();
        }

        return !Log.HasLoggedErrors;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs the task.</summary>
    /// <param name="cancellationToken">A token that is canceled when the build is canceled.</param>
    private protected abstract Task RunAsync(CancellationToken cancellationToken);

    /// <summary>Releases the resources of the task.</summary>
    /// <param name="disposing">True for a call from <see cref="Dispose()"/>; false for a call from a finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            cancellation.Dispose();
    }

    /// <summary>Logs a warning.</summary>
    private protected void LogWarning(Diagnostic diagnostic)
    {
        var (file, line, column) = Place(diagnostic);
        Log.LogWarning(null, diagnostic.Code, null, HelpLink(diagnostic), file, line, column, 0, 0, diagnostic.Message);
        if (!IsSuppressed(diagnostic.Code))
            LogHelpPage(diagnostic);
    }

    /// <summary>Logs an error.</summary>
    private protected void LogError(Diagnostic diagnostic)
    {
        var (file, line, column) = Place(diagnostic);
        Log.LogError(null, diagnostic.Code, null, HelpLink(diagnostic), file, line, column, 0, 0, diagnostic.Message);
        LogHelpPage(diagnostic);
    }

    // Logs the help page, because MSBuild's console does not show help links. The page of a code is logged only once
    // for a project in a build.
    private void LogHelpPage(Diagnostic diagnostic)
    {
        var key = $"Dockerize.Build help: {diagnostic.Code} {ProjectFile}";
        if (BuildEngine4.GetRegisteredTaskObject(key, RegisteredTaskObjectLifetime.Build) is not null)
            return;

        BuildEngine4.RegisterTaskObject(key, key, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
        var page = diagnostic.HelpPage.Replace('/', Path.DirectorySeparatorChar);
        Log.LogMessage(MessageImportance.Normal, "{0}", LogTexts.HelpPage(diagnostic.Code, PackageFolder + page));
    }

    // Returns true for a warning that MSBuild logs as a message of low importance. The help page of such a warning is
    // not logged. The common targets of MSBuild add NoWarn to this property.
    private bool IsSuppressed(string code) =>
        (Settings.Properties["MSBuildWarningsAsMessages"] ?? "")
            .Split(';', ',')
            .Any(suppressed => suppressed.Trim().Equals(code, StringComparison.OrdinalIgnoreCase));

    private (string File, int Line, int Column) Place(Diagnostic diagnostic) =>
        (PlainText.Line(diagnostic.File ?? ProjectFile), diagnostic.Line, diagnostic.Line > 0 ? 1 : 0);

    // The package contains its documentation. This assembly is in tasks/FRAMEWORK/, two levels below the package
    // folder.
    private string PackageFolder =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(GetType().Assembly.Location)!, "..", ".."))
        + Path.DirectorySeparatorChar;

    private string HelpLink(Diagnostic diagnostic) => new Uri(PackageFolder).AbsoluteUri + diagnostic.HelpPage;

    private sealed class MessageLog(DockerTask task) : IProgress<ProgressMessage>, IProgress<Diagnostic>
    {
        public void Report(Diagnostic value) => task.LogWarning(value);

        public void Report(ProgressMessage value)
        {
            if (value is WarningMessage { Warning: var warning })
            {
                task.LogWarning(EngineDiagnostics.Warns(warning));
                return;
            }

            if (value.Text.Length == 0)
                return;

            var importance = value.Importance switch
            {
                ProgressImportance.High => MessageImportance.High,
                ProgressImportance.Normal => MessageImportance.Normal,
                _ => MessageImportance.Low,
            };
            task.Log.LogMessage(importance, "{0}", value.Text);
        }
    }
}
