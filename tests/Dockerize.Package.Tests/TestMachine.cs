using System.Reflection;

namespace Dockerize.Package.Tests;

/// <summary>
/// The environment of the tests: the engine, the registries and the base images that tests/run.sh has started, and the
/// packed package.
/// </summary>
[TestClass]
public static class TestMachine
{
    private static string[] danglingBefore = [];

    public static string RepositoryRoot { get; } =
        typeof(TestMachine)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "RepositoryRoot")
            .Value!;

    /// <summary>A registry that does not require credentials.</summary>
    public static string Registry { get; } = Variable("DOCKERIZE_TEST_REGISTRY");

    /// <summary>A registry that requires <see cref="Username"/> and <see cref="Password"/>.</summary>
    public static string AuthRegistry { get; } = Variable("DOCKERIZE_TEST_AUTH_REGISTRY");

    /// <summary>
    /// A registry with TLS that requires the same credentials. The engine trusts the authority of its certificate.
    /// </summary>
    public static string TlsRegistry { get; } = Variable("DOCKERIZE_TEST_TLS_REGISTRY");

    /// <summary>
    /// A registry that requires a bearer token. The user gets any token, and other clients get tokens to pull from
    /// repositories below <c>public/</c>.
    /// </summary>
    public static string TokenRegistry => Variable("DOCKERIZE_TEST_TOKEN_REGISTRY");

    public static string Username { get; } = Variable("DOCKERIZE_TEST_AUTH_USERNAME");

    public static string Password { get; } = Variable("DOCKERIZE_TEST_AUTH_PASSWORD");

    /// <summary>The registry with base images that replace those of Microsoft.</summary>
    public static string BaseRegistry { get; } = Variable("DOCKERIZE_TEST_BASE_REGISTRY");

    /// <summary>The engine that <c>DOCKER_HOST</c> specifies, or the default engine.</summary>
    public static TestEngine Engine { get; private set; } = null!;

    /// <summary>The folder with the packed packages.</summary>
    public static string Feed => Path.Combine(RepositoryRoot, "artifacts", "tests", "feed");

    /// <summary>
    /// The NuGet package folder of the tests. The folder of the user may contain an older package of the same version.
    /// </summary>
    public static string PackageCache => Path.Combine(RepositoryRoot, "artifacts", "tests", "nuget");

    /// <summary>The version of the packed package.</summary>
    public static string PackageVersion { get; private set; } = "";

    [AssemblyInitialize]
    public static async Task PrepareAsync(TestContext _)
    {
        Engine = await TestEngine.DetectAsync();
        danglingBefore = await DanglingImagesAsync();
        if (Environment.GetEnvironmentVariable("DOCKERIZE_TEST_PACKED") != "true")
            await PackAsync();
        PackageVersion = Path.GetFileNameWithoutExtension(Directory.GetFiles(Feed, "Dockerize.Build.*.nupkg").Single())[
            "Dockerize.Build.".Length..
        ];
    }

    // tests/run.sh packs its build once for all engines. Otherwise, the packages are built here.
    private static async Task PackAsync()
    {
        if (Directory.Exists(Feed))
            Directory.Delete(Feed, recursive: true);
        foreach (var package in new[] { "dockerize.build", "dockerize" })
        {
            var unpacked = Path.Combine(PackageCache, package);
            if (Directory.Exists(unpacked))
                Directory.Delete(unpacked, recursive: true);
        }

        foreach (var project in new[] { "Dockerize.Build.Tasks", "Dockerize" })
            (
                await CommandLine.RunAsync(
                    "dotnet",
                    ["pack", Path.Combine(RepositoryRoot, "src", project), "--output", Feed, "--nologo"]
                )
            ).Succeeded();
    }

    [AssemblyCleanup]
    public static async Task RemoveLeftoversAsync()
    {
        await BuiltApp.RemoveAllAsync();
        await SdkImage.RemoveAsync();
        var leftovers = (await DanglingImagesAsync()).Except(danglingBefore).ToArray();
        if (leftovers.Length > 0)
            await CommandLine.DockerAsync(["image", "rm", "-f", .. leftovers]);
    }

    private static async Task<string[]> DanglingImagesAsync() =>
        (await CommandLine.DockerAsync("image", "ls", "-q", "--no-trunc", "--filter", "dangling=true")).Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException(
                $"{name} is not set. These tests require the engine and the registries that tests/run.sh "
                    + "starts. Run tests/run.sh."
            );
}
