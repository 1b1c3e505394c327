using Dockerize.Contexts;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize.Builds.Sessions;

/// <summary>The content that a build session offers to the engine.</summary>
internal sealed record SessionContent
{
    /// <summary>The folders <c>context</c> and <c>dockerfile</c>.</summary>
    public IReadOnlyList<ContextFolder> Folders { get; init; } = [];

    /// <summary>
    /// The text that identifies the build context across builds, so that the engine requests only changed files.
    /// </summary>
    public string SharedKey { get; init; } = "";

    /// <summary>
    /// A function that finds the credentials for a registry, <c>host[:port]</c>; null if there are no credentials.
    /// </summary>
    public Func<string, CancellationToken, Task<RegistryCredentials?>>? FindCredentials { get; init; }

    /// <summary>The secrets of build steps.</summary>
    public IReadOnlyList<BuildSecret> Secrets { get; init; } = [];

    /// <summary>The SSH agents of build steps.</summary>
    public IReadOnlyList<BuildSsh> Ssh { get; init; } = [];

    /// <summary>A function that reads an environment variable.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>
    /// The receiver of progress messages, which several threads can call at the same time; null for none.
    /// </summary>
    public IProgress<ProgressMessage>? Progress { get; init; }
}
