namespace Dockerize.Package.Tests;

/// <summary>
/// The engine of the tests. The tests pass with each engine. If an engine does not support a feature, the test checks
/// what happens instead, and docs/engines.md explains the reason.
/// </summary>
/// <param name="Host">The endpoint of the engine, as in <c>DOCKER_HOST</c>.</param>
/// <param name="IsPodman">True if the engine is the service of Podman, which implements the Docker API.</param>
/// <param name="HasContainerdStore">
/// True if the engine uses containerd's image store, which stores compressed layers. It identifies images by the
/// digests of their compressed layers.
/// </param>
public sealed record TestEngine(string Host, bool IsPodman, bool HasContainerdStore)
{
    /// <summary>True if the engine stores multi-platform images.</summary>
    internal bool StoresIndexes => IsPodman || HasContainerdStore;

    /// <summary>Skips a test of multi-platform images on an engine that does not store them.</summary>
    internal void RequireIndexes()
    {
        if (!StoresIndexes)
            Assert.Inconclusive("This engine does not store multi-platform images.");
    }

    /// <summary>
    /// True if the engine verifies the certificate of a registry on ::1, as it does for other hosts.
    /// </summary>
    internal async Task<bool> ChecksCertificatesOfLoopbackAsync() =>
        IsPodman
        || !(
            await CommandLine.DockerAsync("info", "--format", "{{json .RegistryConfig.InsecureRegistryCIDRs}}")
        ).Contains("::1/128", StringComparison.Ordinal);

    internal static async Task<TestEngine> DetectAsync() =>
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
