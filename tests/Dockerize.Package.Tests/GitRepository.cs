namespace Dockerize.Package.Tests;

/// <summary>Git commands of a user.</summary>
internal static class GitRepository
{
    /// <summary>Creates a repository with one commit of all files in the folder.</summary>
    public static async Task CreateAsync(string folder)
    {
        await RunAsync(folder, "init", "-q", "-b", "main");
        await CommitAsync(folder, "First");
    }

    /// <summary>Commits all files.</summary>
    public static async Task CommitAsync(string repository, string message)
    {
        await RunAsync(repository, "add", "-A");
        await RunAsync(
            repository,
            "-c",
            "user.name=Ada",
            "-c",
            "user.email=ada@example.com",
            "commit",
            "-q",
            "-m",
            message
        );
    }

    /// <summary>Clones a repository; both paths are relative to the folder.</summary>
    public static Task CloneAsync(string folder, string source, string target) =>
        RunAsync(folder, "clone", "-q", source, target);

    private static async Task RunAsync(string folder, params string[] arguments) =>
        (await CommandLine.RunAsync("git", arguments, folder)).Succeeded();
}
