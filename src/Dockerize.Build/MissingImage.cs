using Dockerize.Build.Advice;
using Dockerize.Build.Dockerfiles;
using Dockerize.Build.Settings;

namespace Dockerize.Build;

/// <summary>Explains why no image is built for a project, and rejects images that could not start.</summary>
internal static class MissingImage
{
    private const string DesktopFramework = "Microsoft.WindowsDesktop.App";

    /// <summary>Explains why no image is built for a published project.</summary>
    /// <param name="settings">The settings of the project, with the property <c>_DockerNoImage</c>.</param>
    /// <param name="reporter">The receiver of the explanation.</param>
    /// <exception cref="DiagnosticException">
    /// DKZ1040: a push was requested, and the project itself references the package.
    /// </exception>
    public static void Explain(ProjectSettings settings, Reporter reporter)
    {
        var properties = settings.Properties;
        if (!Enum.TryParse<NoImageReason>(properties["_DockerNoImage"], ignoreCase: true, out var reason))
            return;

        RefusePush(settings, reason);
        // The targets file already reports an image that the SDK builds. Libraries and tests inherit the package
        // reference of the repository and need no message.
        if (reason != NoImageReason.SdkContainer && (settings.Get(PublishSettings.Push) || IsOwnReference(properties)))
            reporter.Inform(ProjectDiagnostics.NoImage(ProjectName(properties), reason, Value(reason, properties)));
    }

    /// <summary>Rejects a push of a project for which no image is built.</summary>
    /// <exception cref="DiagnosticException">
    /// DKZ1040: a push was requested, and the project itself references the package.
    /// </exception>
    public static void RefusePush(ProjectSettings settings, NoImageReason reason)
    {
        var properties = settings.Properties;
        if (settings.Get(PublishSettings.Push) && IsOwnReference(properties))
            throw new DiagnosticException(
                ProjectDiagnostics.NoImageToPush(ProjectName(properties), reason, Value(reason, properties))
            );
    }

    /// <summary>Checks that an image of the project would contain a program to start.</summary>
    /// <exception cref="DiagnosticException">DKZ1039: the project has no program and specifies no command.</exception>
    public static void RequireProgram(ProjectSettings settings)
    {
        if (FindReason(settings) is not { } reason || HasOwnCommand(settings))
            return;

        var isGlobal = settings.GlobalProperties[PublishSettings.Dockerize.Name] is not null;
        throw new DiagnosticException(
            ProjectDiagnostics.NoProgram(
                ProjectName(settings.Properties),
                reason,
                Value(reason, settings.Properties),
                isGlobal
            )
        );
    }

    // An app for net8.0-windows without a desktop framework also starts on Linux.
    private static NoImageReason? FindReason(ProjectSettings settings)
    {
        var properties = settings.Properties;
        if (Is("OutputType") is not (null or "exe" or "winexe"))
            return NoImageReason.Library;
        if (Is("TargetFrameworkIdentifier") is not (null or ".netcoreapp"))
            return NoImageReason.Framework;
        if (Is("RuntimeIdentifier") is "browser-wasm")
            return NoImageReason.Browser;

        return Is("TargetPlatformIdentifier") switch
        {
            null => null,
            "windows" => UsesDesktop() ? NoImageReason.Platform : null,
            _ => NoImageReason.Platform,
        };

        string? Is(string property) => properties[property]?.Trim().ToLowerInvariant();

        bool UsesDesktop() =>
            settings
                .Names("FrameworkReference")
                .Any(name => name.StartsWith(DesktopFramework, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The reason why a project gets no image, as a clause.</summary>
    public static string Because(NoImageReason reason, ProjectSettings settings) =>
        ProjectDiagnostics.Because(reason, Value(reason, settings.Properties));

    private static bool HasOwnCommand(ProjectSettings settings)
    {
        var sdk = SdkCommand.Read(settings);
        return settings.Get(BuildSettings.File) is not null
            || settings.Get(ImageConfigSettings.Entrypoint) is not null
            || sdk.Entrypoint.Count + sdk.AppCommand.Count > 0
            || sdk.AppCommandInstruction == "None";
    }

    // Returns the value of the property that is the reason.
    private static string Value(NoImageReason reason, ProjectProperties properties)
    {
        var property = reason switch
        {
            NoImageReason.Library => "OutputType",
            NoImageReason.Framework => "TargetFrameworkIdentifier",
            _ => "TargetPlatformIdentifier",
        };
        return properties[property]?.Trim() ?? "";
    }

    private static bool IsOwnReference(ProjectProperties properties) =>
        properties["_DockerOwnPackageReference"] is not null;

    private static string ProjectName(ProjectProperties properties) =>
        Path.GetFileNameWithoutExtension(properties["MSBuildProjectFullPath"] ?? "");
}
