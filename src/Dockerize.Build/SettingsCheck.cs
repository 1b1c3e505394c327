using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Settings;
using Dockerize.Builds;

namespace Dockerize.Build;

/// <summary>Checks the settings before the image is planned.</summary>
internal static class SettingsCheck
{
    // The settings of the SDK's container publishing that have no effect here, each with the next action.
    private static readonly (string Property, string Action)[] IgnoredSdkSettings =
    [
        ("ContainerPushNoCache", "The engine checks each layer in the registry. Remove it."),
        ("ContainerGenerateAnnotationsImageBaseName", "Add a DockerAnnotation item, or remove it."),
        ("ContainerGenerateAnnotationsImageBaseDigest", "Add a DockerAnnotation item, or remove it."),
        ("LocalRegistry", "Set DockerHost to select the engine instead."),
    ];

    /// <summary>
    /// True if the SDK's PublishContainer target was requested, and the project does not set <c>Dockerize</c>.
    /// </summary>
    /// <exception cref="DiagnosticException">DKZ1040: <c>DockerPush</c> is set too.</exception>
    public static bool IsLeftToSdk(ProjectSettings settings)
    {
        var isLeft =
            settings.Properties.IsTrue("_DockerYieldsToSdk")
            && settings.Properties.IsTrue("_DockerIsContainerRequested");
        if (isLeft)
            MissingImage.RefusePush(settings, NoImageReason.SdkContainer);
        return isLeft;
    }

    /// <summary>
    /// Checks the settings of a project for which an image is built, and reports settings that have no effect.
    /// </summary>
    /// <inheritdoc cref="Require" path="/exception"/>
    public static void Run(ProjectSettings settings, ProjectInfo project, Reporter reporter)
    {
        Require(settings, reporter);
        var variables = Environment.GetEnvironmentVariables().Keys.Cast<string>();
        foreach (var warning in SimilarNames.Find(settings, ProjectFileNames.Read(project.File), variables))
            reporter.Warn(warning);
        foreach (
            var (property, action) in IgnoredSdkSettings.Where(ignored =>
                settings.Properties[ignored.Property] is not null
            )
        )
            reporter.Warn(SettingDiagnostics.IgnoredSdkSetting(property, action));
        if (settings.Get(BuildSettings.File) is null && File.Exists(Path.Combine(project.Directory, "Dockerfile")))
            reporter.Inform(LogTexts.UnusedDockerfile());
        if (TargetPlatforms.FindUnused(settings) is { Count: > 0 } unused)
            reporter.Inform(LogTexts.OnePlatform(unused));
    }

    /// <summary>Checks the values of the settings.</summary>
    /// <exception cref="DiagnosticException">
    /// DKZ1011: a value is invalid. DKZ1024: a platform cannot be published. DKZ1039: the project has no program to
    /// start. DKZ1049: an item contains a secret.
    /// </exception>
    public static void Require(ProjectSettings settings, Reporter reporter)
    {
        var properties = settings.Properties;
        foreach (var setting in SettingsTable.Properties.OfType<Setting<bool>>())
            setting.Read(properties);
        if (!settings.Get(PublishSettings.Build) && settings.Get(PublishSettings.Push))
            throw new DiagnosticException(ProjectDiagnostics.NothingToPush());
        if (!settings.Get(PublishSettings.Build) && PublishSettings.Archive.Origin(properties) is { } archive)
            throw new DiagnosticException(ProjectDiagnostics.NothingToSave(archive));

        settings.Get(PublishSettings.PushRetries);
        SmokeTestSettings.Read(settings);
        BuildMounts.RequireNoValues(settings);
        new AppExport(settings, reporter).AddTo(new BuildOptions());
        MissingImage.RequireProgram(settings);
        TargetPlatforms.Require(settings);
    }

    /// <summary>
    /// True if the publish runs inside a container without an engine and does not explicitly request an image. A
    /// Dockerfile that publishes this project is the typical case.
    /// </summary>
    /// <param name="settings">The settings of the project.</param>
    /// <param name="environment">A function that reads an environment variable.</param>
    /// <param name="hasDefaultSocket">True if one of the engine's default sockets exists.</param>
    public static bool IsEngineMissing(
        ProjectSettings settings,
        Func<string, string?> environment,
        bool hasDefaultSocket
    ) =>
        settings.Properties.IsTrue("_DockerBuildIsDefault")
        && !settings.Get(PublishSettings.Push)
        && settings.Get(PublishSettings.Archive) is null
        && string.Equals(
            settings.Properties["DOTNET_RUNNING_IN_CONTAINER"]?.Trim(),
            "true",
            StringComparison.OrdinalIgnoreCase
        )
        && settings.Get(EngineSettings.Host) is null
        && settings.Get(EngineSettings.Context) is null
        && string.IsNullOrWhiteSpace(environment("DOCKER_HOST"))
        && string.IsNullOrWhiteSpace(environment("DOCKER_CONTEXT"))
        && !hasDefaultSocket;
}
