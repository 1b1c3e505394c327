using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Dockerize.Build.Advice;
using Dockerize.Build.Settings;
using Dockerize.Reporting;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>
/// What the tasks have in common: they wait for the engine without keeping other projects waiting, end when the build is cancelled, and turn
/// every <see cref="DockerizeException"/> into an error of MSBuild with its code, file, line and help link.
/// </summary>
public abstract class DockerTask : Microsoft.Build.Utilities.Task, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource cancellation = new();

    /// <summary>The full path of the project, the place of errors that have no file of their own.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary>The properties of the project that the image depends on: the name, with the value as the metadata <c>Value</c>.</summary>
    public ITaskItem[] Properties { get; set; } = [];

    /// <summary>The items of the project that the image depends on, with the item type as the metadata <c>DockerItemType</c>.</summary>
    public ITaskItem[] Items { get; set; } = [];

    /// <summary>The settings of the project.</summary>
    private protected ProjectSettings Settings => TaskItems.ToSettings(Properties, Items);

    /// <summary>The image of the project.</summary>
    private protected AppImage Image
    {
        get
        {
            var log = new MessageLog(this);
            return new AppImage(Settings, new Reporter(log, log));
        }
    }

    /// <inheritdoc/>
    public void Cancel() => cancellation.Cancel();

    /// <inheritdoc/>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "What is left is a bug of ours: it is reported as one instead of ending MSBuild.")]
    public sealed override bool Execute()
    {
        BuildEngine3?.Yield();
        try
        {
            RunAsync(cancellation.Token).GetAwaiter().GetResult();
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            // A connection that is cut says so in many ways; whoever cancelled knows why.
            Log.LogMessage(MessageImportance.High, "{0} was cancelled.", GetType().Name);
            return false;
        }
        catch (Exception exception) when (Advisor.Explain(exception) is { } diagnostic)
        {
            LogError(diagnostic);
        }
        catch (Exception exception)
        {
            LogError(new Diagnostic("DKZ9000", $"{GetType().Name} failed in a way it should not: {exception.GetType().Name}: {exception.Message} This is a bug of Dockerize.Build. Publish again with -bl and report it with the file msbuild.binlog, which has the details."));
            Log.LogMessage(MessageImportance.Low, "{0}", exception);
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

    /// <summary>Does the task's work.</summary>
    /// <param name="cancellationToken">Is cancelled when the build is.</param>
    private protected abstract Task RunAsync(CancellationToken cancellationToken);

    /// <summary>Releases what the task holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            cancellation.Dispose();
    }

    /// <summary>Shows what a user should know and nothing has failed of.</summary>
    private protected void LogWarning(Diagnostic diagnostic) => Log.LogWarning(
        subcategory: null,
        warningCode: diagnostic.Code,
        helpKeyword: null,
        helpLink: HelpLink(diagnostic),
        file: diagnostic.File ?? ProjectFile,
        lineNumber: diagnostic.Line,
        columnNumber: diagnostic.Line > 0 ? 1 : 0,
        endLineNumber: 0,
        endColumnNumber: 0,
        message: diagnostic.Message);

    /// <summary>Shows what failed.</summary>
    private protected void LogError(Diagnostic diagnostic) => Log.LogError(
        subcategory: null,
        errorCode: diagnostic.Code,
        helpKeyword: null,
        helpLink: HelpLink(diagnostic),
        file: diagnostic.File ?? ProjectFile,
        lineNumber: diagnostic.Line,
        columnNumber: diagnostic.Line > 0 ? 1 : 0,
        endLineNumber: 0,
        endColumnNumber: 0,
        message: diagnostic.Message);

    // The documentation comes in the package, beside tasks/NET/: it fits this version, and is there without a network.
    private string HelpLink(Diagnostic diagnostic)
    {
        var package = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(GetType().Assembly.Location)!, "..", ".."));
        return new Uri(package + Path.DirectorySeparatorChar).AbsoluteUri + diagnostic.HelpPage;
    }

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
