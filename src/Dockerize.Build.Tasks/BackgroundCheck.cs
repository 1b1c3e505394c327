using System.Diagnostics.CodeAnalysis;
using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>
/// A check that runs in the background between two tasks of a project. MSBuild keeps it, and disposes of it at the end
/// of the build.
/// </summary>
internal sealed class BackgroundCheck : IDisposable
{
    /// <summary>The longest time to wait at the end of the build, for example for the end of ssh.</summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource cancellation = new();
    private readonly Task work;

    private BackgroundCheck(Func<CancellationToken, Task> check)
    {
        var token = cancellation.Token;
        work = Task.Run(() => check(token), CancellationToken.None);
    }

    /// <summary>Starts a check.</summary>
    /// <param name="buildEngine">The build engine of the task.</param>
    /// <param name="key">The key of the check in this build.</param>
    /// <param name="check">The check, which must not use the task.</param>
    [SuppressMessage(
        "Reliability",
        "CA2000:Dispose objects before losing scope",
        Justification = "MSBuild disposes registered objects when the build ends."
    )]
    public static void Start(IBuildEngine4 buildEngine, string key, Func<CancellationToken, Task> check) =>
        buildEngine.RegisterTaskObject(
            key,
            new BackgroundCheck(check),
            RegisteredTaskObjectLifetime.Build,
            allowEarlyCollection: false
        );

    /// <summary>Waits for a check, and throws its error. Returns at once if the check was not started.</summary>
    /// <param name="buildEngine">The build engine of the task.</param>
    /// <param name="key">The key of the check in this build.</param>
    /// <param name="cancellationToken">A token that cancels the check.</param>
    public static async Task WaitAsync(IBuildEngine4 buildEngine, string key, CancellationToken cancellationToken)
    {
        if (buildEngine.GetRegisteredTaskObject(key, RegisteredTaskObjectLifetime.Build) is not BackgroundCheck check)
            return;

        using var registration = cancellationToken.Register(check.cancellation.Cancel);
        await check.work.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!work.IsCompleted)
        {
            cancellation.Cancel();
            Task.WhenAny(work, Task.Delay(EndTimeout)).GetAwaiter().GetResult();
        }

        // No task waits for the check if the build fails before, or compiles nothing. In the second case, the build of
        // the image reports the same error.
        _ = work.Exception;
        cancellation.Dispose();
    }
}
