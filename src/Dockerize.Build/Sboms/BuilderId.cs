namespace Dockerize.Build.Sboms;

/// <summary>
/// The URI of the system that runs a build, from the environment variables of a CI system. It does not depend on the
/// run, so that a build without changes gives an equal image.
/// </summary>
internal static class BuilderId
{
    /// <summary>Finds the URI. Without a CI system, it is that of this package.</summary>
    /// <param name="variable">A function that reads an environment variable.</param>
    public static string Find(Func<string, string?> variable)
    {
        // The workflow includes its repository: example/shop/.github/workflows/ci.yml@refs/heads/main.
        if (Join(variable("GITHUB_SERVER_URL"), "/", variable("GITHUB_WORKFLOW_REF")) is { } gitHub)
            return gitHub;
        if (Join(variable("CI_PROJECT_URL"), "/-/runners/", variable("CI_RUNNER_ID")) is { } gitLab)
            return gitLab;

        var project = Join(variable("SYSTEM_COLLECTIONURI")?.TrimEnd('/'), "/", variable("SYSTEM_TEAMPROJECT"));
        return Join(project, "/_build?definitionId=", variable("SYSTEM_DEFINITIONID"))
            ?? $"pkg:nuget/Dockerize.Build@{DockerImages.Labels["build.dockerize.version"]}";
    }

    // An address with a user name could contain a password.
    private static string? Join(string? address, string separator, string? name) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri.UserInfo.Length == 0
        && !string.IsNullOrWhiteSpace(name)
            ? address + separator + name
            : null;
}
