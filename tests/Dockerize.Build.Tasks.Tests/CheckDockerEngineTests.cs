using Dockerize.Engines;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>The wait for a check in the background.</summary>
[TestClass]
public sealed class CheckDockerEngineTests
{
    private const string Key = "the check";

    [TestMethod]
    public void Error_of_the_check_is_logged_by_the_task_that_waits()
    {
        using var project = new TestProject();
        using var build = new TestBuildEngine();
        using var task = new CheckDockerEngine { CheckId = Key };
        BackgroundCheck.Start(build, Key, _ => throw new EngineUnavailableException(["unix:///x: socket not found"]));

        var result = project.Run(task, build);

        Assert.IsFalse(result.Succeeded);
        Assert.AreEqual("DKZ2001", build.Errors.Single().Code);
    }

    [TestMethod]
    public void Cancellation_ends_the_wait_and_the_check()
    {
        using var project = new TestProject();
        using var build = new TestBuildEngine();
        using var task = new CheckDockerEngine { CheckId = Key };
        var ended = new TaskCompletionSource();
        BackgroundCheck.Start(build, Key, WaitAsync);

        var run = System.Threading.Tasks.Task.Run(() => project.Run(task, build), CancellationToken.None);
        task.Cancel();

        Assert.IsFalse(run.GetAwaiter().GetResult().Succeeded);
        Assert.IsTrue(ended.Task.IsCompletedSuccessfully);

        async System.Threading.Tasks.Task WaitAsync(CancellationToken token)
        {
            try
            {
                await System.Threading.Tasks.Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                ended.SetResult();
            }
        }
    }

    [TestMethod]
    public void End_of_the_build_cancels_the_check()
    {
        using var build = new TestBuildEngine();
        var canceled = new TaskCompletionSource();
        BackgroundCheck.Start(build, Key, WaitAsync);

        build.EndBuild();

        Assert.IsTrue(canceled.Task.Wait(TimeSpan.FromMinutes(1)));

        async System.Threading.Tasks.Task WaitAsync(CancellationToken token)
        {
            try
            {
                await System.Threading.Tasks.Task.Delay(Timeout.Infinite, token);
            }
            catch (OperationCanceledException)
            {
                canceled.SetResult();
            }
        }
    }

    [TestMethod]
    public void Check_that_was_not_started_is_not_waited_for()
    {
        using var project = new TestProject();
        using var task = new CheckDockerEngine { CheckId = Key };

        project.Run(task).Success();
    }
}
