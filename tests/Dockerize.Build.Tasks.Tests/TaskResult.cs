using Microsoft.Build.Framework;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>The result of a task: its outputs and the events that it logged.</summary>
internal sealed record TaskResult<T>(T Task, bool Succeeded, TestBuildEngine Engine)
    where T : DockerTask
{
    /// <summary>The messages that a publish shows at its default verbosity.</summary>
    public IEnumerable<string> Information => Messages(MessageImportance.High);

    /// <summary>The codes of the warnings.</summary>
    public string Warnings => string.Join(' ', Engine.Warnings.Select(warning => warning.Code));

    public IEnumerable<string> Messages(MessageImportance importance) =>
        Engine.Messages.Where(message => message.Importance == importance).Select(message => message.Message!);

    /// <summary>Asserts that the task failed with one error of this code, and returns its message.</summary>
    public string Error(string code)
    {
        Assert.IsFalse(Succeeded);
        var errors = Engine.Errors.Select(error => error.Code);
        Assert.AreEqual(
            code,
            string.Join(' ', errors),
            string.Join('\n', Engine.Errors.Select(error => error.Message))
        );
        return Engine.Errors[0].Message!;
    }

    public TaskResult<T> Success()
    {
        Assert.IsTrue(Succeeded, string.Join('\n', Engine.Errors.Select(error => $"{error.Code} {error.Message}")));
        return this;
    }
}

internal static class GeneratedDockerfile
{
    /// <summary>The text of the Dockerfile that the task wrote.</summary>
    public static string Text(this TaskResult<GenerateDockerfile> result) =>
        File.ReadAllText(result.Task.DockerfilePath);
}
