namespace Dockerize.Build.Tests;

/// <summary>
/// What the engine that the tests run on is. What a test promises holds on each; where an engine is unable to, the test says what happens there
/// instead, and docs/engines.md has the reason.
/// </summary>
/// <param name="IsPodman">Podman's service, which speaks Docker's API.</param>
/// <param name="HasContainerdStore">Images are containerd's: an image's id is that of its manifest.</param>
public sealed record TestEngine(bool IsPodman, bool HasContainerdStore)
{
    internal static async Task<TestEngine> AskAsync() => new(
        (await CommandLine.DockerAsync("version", "--format", "{{range .Server.Components}}{{.Name}};{{end}}")).Contains("Podman", StringComparison.Ordinal),
        (await CommandLine.DockerAsync("info", "--format", "{{.DriverStatus}}")).Contains("io.containerd.snapshotter", StringComparison.Ordinal));
}
