namespace Dockerize.Package.Tests;

/// <summary>
/// What the engine that the tests run on is. What a test promises holds on each; where an engine is unable to, the test
/// says what happens there instead, and docs/engines.md has the reason.
/// </summary>
/// <param name="Host">Where it is, as <c>DOCKER_HOST</c> says it.</param>
/// <param name="IsPodman">Podman's service, which speaks Docker's API.</param>
/// <param name="HasContainerdStore">
/// It keeps images in containerd's store, as registries do: compressed, by the digests of that.
/// </param>
public sealed record TestEngine(string Host, bool IsPodman, bool HasContainerdStore)
{
    /// <summary>
    /// Whether it wants to know who signed the certificate of a registry on ::1, as on other machines.
    /// </summary>
    internal async Task<bool> ChecksCertificatesOfLoopbackAsync() =>
        IsPodman
        || !(
            await CommandLine.DockerAsync("info", "--format", "{{json .RegistryConfig.InsecureRegistryCIDRs}}")
        ).Contains("::1/128", StringComparison.Ordinal);

    internal static async Task<TestEngine> AskAsync() =>
        new(
            Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } host
                ? host
                : "unix:///var/run/docker.sock",
            (
                await CommandLine.DockerAsync("version", "--format", "{{range .Server.Components}}{{.Name}};{{end}}")
            ).Contains("Podman", StringComparison.Ordinal),
            (await CommandLine.DockerAsync("info", "--format", "{{json .DriverStatus}}")).Contains(
                "io.containerd.snapshotter",
                StringComparison.Ordinal
            )
        );
}
