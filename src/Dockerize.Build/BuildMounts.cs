using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Settings;
using Dockerize.Builds.Sessions;

namespace Dockerize.Build;

/// <summary>The secrets and SSH agents that steps of the user's own Dockerfile mount.</summary>
internal static class BuildMounts
{
    /// <summary>The secrets in the items <c>DockerBuildSecret</c>.</summary>
    /// <param name="settings">The settings of the project.</param>
    /// <param name="project">The project, whose folder relative paths start in.</param>
    public static IReadOnlyList<BuildSecret> Secrets(ProjectSettings settings, ProjectInfo project) =>
        [
            .. settings
                .Get(ItemSettings.BuildSecret)
                .Select(item => new BuildSecret(item.Include.Trim())
                {
                    Path = ValueOf(item, "Source") is { } path ? project.Resolve(path) : null,
                    EnvironmentVariable = ValueOf(item, "EnvironmentVariable"),
                }),
        ];

    /// <summary>The SSH agents in the items <c>DockerBuildSsh</c>: <c>ID</c> or <c>ID=PATH</c>.</summary>
    /// <param name="settings">The settings of the project.</param>
    /// <param name="project">The project, whose folder relative paths start in.</param>
    public static IReadOnlyList<BuildSsh> Ssh(ProjectSettings settings, ProjectInfo project) =>
        [
            .. settings
                .Names(ItemSettings.BuildSsh)
                .Select(text => text.Split(['='], 2))
                .Select(parts => new BuildSsh(parts[0].Trim())
                {
                    Path = parts.Length > 1 && parts[1].Trim() is { Length: > 0 } path ? project.Resolve(path) : null,
                }),
        ];

    /// <summary>Rejects items that contain the value of a secret, because build logs record items.</summary>
    /// <exception cref="DiagnosticException">DKZ1049: an item has the metadata <c>Value</c>.</exception>
    public static void RequireNoValues(ProjectSettings settings)
    {
        if (settings.Get(ItemSettings.BuildSecret).FirstOrDefault(item => item["Value"].Length > 0) is { } item)
            throw new DiagnosticException(SecretDiagnostics.ValueInSecret(item.Include));
    }

    private static string? ValueOf(ProjectItem item, string name) =>
        item[name].Trim() is { Length: > 0 } value ? value : null;
}
