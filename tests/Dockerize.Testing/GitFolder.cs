using System.Diagnostics;

namespace Dockerize.Testing;

/// <summary>A folder for real git commands, without the user's git configuration.</summary>
internal sealed class GitFolder(string path)
{
    public string Path => path;

    /// <summary>Creates a repository with a branch of this name.</summary>
    public static GitFolder Create(string path, string branch = "main")
    {
        Directory.CreateDirectory(path);
        var folder = new GitFolder(path);
        folder.Run("init", "-q", "-b", branch);
        return folder;
    }

    /// <summary>Commits all files of the folder.</summary>
    /// <returns>The id of the commit.</returns>
    public string Commit()
    {
        Run("add", "-A");
        Run("commit", "-q", "--allow-empty", "-m", "A commit");
        return Run("rev-parse", "HEAD");
    }

    public string Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("git")
        {
            UseShellExecute = false,
            WorkingDirectory = path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (
            var (name, value) in new[]
            {
                ("GIT_CONFIG_NOSYSTEM", "1"),
                ("GIT_CONFIG_GLOBAL", "/dev/null"),
                ("GIT_DIR", null),
                ("GIT_WORK_TREE", null),
                ("GIT_AUTHOR_NAME", "Ada"),
                ("GIT_AUTHOR_EMAIL", "ada@example.com"),
                ("GIT_COMMITTER_NAME", "Ada"),
                ("GIT_COMMITTER_EMAIL", "ada@example.com"),
            }
        )
        {
            start.Environment[name] = value;
        }

        using var git = Process.Start(start)!;
        var errors = git.StandardError.ReadToEndAsync();
        var output = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        Assert.AreEqual(0, git.ExitCode, $"git {string.Join(' ', arguments)}: {errors.GetAwaiter().GetResult()}");
        return output;
    }
}
