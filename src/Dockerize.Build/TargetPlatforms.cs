using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Settings;
using Dockerize.Images;

namespace Dockerize.Build;

/// <summary>
/// The platforms of a multi-platform image. A portable app is published once for all of them. An app with a runtime
/// identifier is published once for each.
/// </summary>
internal static class TargetPlatforms
{
    /// <summary>
    /// Finds the platforms; empty for an image of one platform. As in the SDK, the settings for one platform override
    /// the setting for several.
    /// </summary>
    public static IReadOnlyList<TargetPlatform> Find(ProjectSettings settings)
    {
        var isOne =
            settings.Get(BaseImageSettings.Platform) is not null
            || settings.Properties["ContainerRuntimeIdentifier"] is not null;
        var platforms = isOne ? [] : settings.Get(BaseImageSettings.Platforms);
        return platforms.Count > 1 ? platforms : [];
    }

    /// <summary>
    /// Finds the platform of an image for one platform in the fallbacks of <c>DockerPlatform</c>; null for the platform
    /// of the engine.
    /// </summary>
    public static Platform? FindOne(ProjectSettings settings, ProjectInfo project) =>
        settings.Properties["ContainerRuntimeIdentifier"] is null
        && settings.Get(BaseImageSettings.Platforms) is [var only]
            ? only.Platform
            : TargetPlatform.FromRuntimeIdentifier(project.RuntimeIdentifier);

    /// <summary>True if the publish of this project does not produce the app for a platform.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="settings">The settings of the project.</param>
    public static bool NeedsPublish(TargetPlatform platform, ProjectSettings settings) =>
        BuildSettings.UsePublishedFiles(settings)
        && settings.Properties["RuntimeIdentifier"] is { } own
        && !own.Equals(RuntimeIdentifier(platform, settings), StringComparison.OrdinalIgnoreCase);

    /// <summary>The runtime identifier that the app is published for.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="settings">The settings of the project.</param>
    public static string RuntimeIdentifier(TargetPlatform platform, ProjectSettings settings) =>
        platform.ToRuntimeIdentifier(settings.Properties["RuntimeIdentifier"]?.Contains("-musl") == true);

    /// <summary>Checks that the app can be published for each platform.</summary>
    /// <exception cref="DiagnosticException">
    /// DKZ1024: the app was not restored for a platform, or is compiled ahead of time for another platform.
    /// </exception>
    public static void Require(ProjectSettings settings)
    {
        var platforms = Find(settings);
        var all = platforms.Select(platform => RuntimeIdentifier(platform, settings)).ToList();
        var published = platforms
            .Where(platform => NeedsPublish(platform, settings))
            .Select(platform => RuntimeIdentifier(platform, settings))
            .ToList();
        if (published.Count == 0)
            return;

        var restored = List(settings.Properties["RuntimeIdentifiers"]);
        if (published.Except(restored, StringComparer.OrdinalIgnoreCase).ToList() is { Count: > 0 } missing)
            throw new DiagnosticException(PlatformDiagnostics.NotRestored(missing, all));

        // With a system root of the other platform, .NET cross-compiles (https://aka.ms/nativeaot-cross-compile).
        var machine = settings.Properties["NETCoreSdkPortableRuntimeIdentifier"];
        var isCompiledHere = settings.Properties.IsTrue("PublishAot") && settings.Properties["SysRoot"] is null;
        if (isCompiledHere && machine is not null && all.Exists(rid => rid != machine))
            throw new DiagnosticException(PlatformDiagnostics.ForeignAot(all.Where(rid => rid != machine), machine));
    }

    /// <summary>
    /// Finds the platforms in <c>RuntimeIdentifiers</c> if the project specifies no other platform. The SDK's
    /// PublishContainer would build an image for each.
    /// </summary>
    public static IReadOnlyList<string> FindUnused(ProjectSettings settings)
    {
        var properties = settings.Properties;
        var isSpecified = new[]
        {
            "RuntimeIdentifier",
            "ContainerRuntimeIdentifier",
            BaseImageSettings.Platform.Name,
            BaseImageSettings.Platforms.Name,
        }.Any(name => properties[name] is not null);
        var platforms = List(properties["RuntimeIdentifiers"])
            .Select(TargetPlatform.FromRuntimeIdentifier)
            .OfType<Platform>()
            .Select(platform => $"{platform}")
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return isSpecified || platforms.Count < 2 ? [] : platforms;
    }

    private static IEnumerable<string> List(string? value) =>
        (value ?? "").Split(';').Select(item => item.Trim()).Where(item => item.Length > 0);
}
