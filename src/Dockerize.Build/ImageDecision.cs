using Dockerize.Build.Advice;
using Dockerize.Build.Settings;
using Dockerize.Engines.Endpoints;

namespace Dockerize.Build;

/// <summary>The decision if a publish of a project makes an image, and the reason.</summary>
/// <param name="settings">The settings of the project, with the property <c>_DockerNoImage</c>.</param>
internal sealed class ImageDecision(ProjectSettings settings)
{
    /// <summary>True if a publish makes an image, or at least its Dockerfile.</summary>
    public bool IsMade => settings.Get(PublishSettings.Dockerize);

    /// <summary>The decision and the reason.</summary>
    public IEnumerable<string> Lines
    {
        get
        {
            var name = settings.Properties["_DockerNoImage"] ?? "";
            if (!IsMade)
                return [ExplanationTexts.No(Reason(name)), .. Actions(name)];
            if (!settings.Get(PublishSettings.Build))
                return [ExplanationTexts.OnlyDockerfile];
            if (IsEngineMissing())
                return [LogTexts.NoEngineInContainer()];

            return [name.Length == 0 ? ExplanationTexts.IsApp : ExplanationTexts.IsForced];
        }
    }

    private string Reason(string name) =>
        name switch
        {
            "NotPublishable" => "IsPublishable is 'false'",
            "NotReferenced" => "only a project that it references has the PackageReference of Dockerize.Build",
            _ => Enum.TryParse<NoImageReason>(name, ignoreCase: true, out var reason)
                ? MissingImage.Because(reason, settings)
                : "Dockerize is 'false'",
        };

    private static IEnumerable<string> Actions(string name) =>
        name switch
        {
            "NotPublishable" => ["To create an image, remove IsPublishable=false."],
            "NotReferenced" => ["To create an image, add the PackageReference to this project."],
            _ => ["To create an image, set Dockerize=true."],
        };

    private bool IsEngineMissing() =>
        SettingsCheck.IsEngineMissing(
            settings,
            Environment.GetEnvironmentVariable,
            DefaultEndpoints.HasSocket(Environment.GetEnvironmentVariable)
        );
}
