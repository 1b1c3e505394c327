using Dockerize.Build.Settings;

namespace Dockerize.Build;

/// <summary>
/// The condition for publishes that build nothing if the registry already has the image. The engine does not get the
/// image then, so a project that requires the image in the engine builds it.
/// </summary>
internal static class ImageReuse
{
    /// <summary>True if the settings allow it. It also requires BuildKit, and an image for one platform.</summary>
    public static bool IsEnabled(ProjectSettings settings) =>
        settings.Get(PublishSettings.Push)
        && settings.Get(PublishSettings.Archive) is null
        && !settings.Get(SbomSettings.Attestations)
        && SmokeTestSettings.Read(settings) is null
        && !settings.Get(BuildSettings.Force)
        && !settings.Get(BuildSettings.NoCache);
}
