using Dockerize.Images;
using Dockerize.Strings;

namespace Dockerize.Build.Advice;

/// <summary>Errors and warnings about an app and its base image.</summary>
internal static class BaseImageDiagnostics
{
    private const int MaximumUrls = 10;

    public static Diagnostic InvalidName(InvalidReferenceException error, SettingOrigins origins)
    {
        string?[] parts = origins.BaseImage is { } image ? [image] : [origins.BaseRegistry, origins.BaseVariant];
        var properties = string.Join(" or ", parts.OfType<string>());
        return new(
            "DKZ1003",
            $"Invalid base image '{error.Text}': {PlainText.Clause(error.Reason)}. "
                + (properties.Length > 0 ? $"Correct {properties}." : "Set DockerBaseImage.")
        );
    }

    public static Diagnostic MissingHealthCheckClient(string client) =>
        new(
            "DKZ1013",
            $"The health check will fail: DockerHealthCheck calls {client}, which .NET images do not contain. "
                + $"Add <DockerSystemPackage Include=\"{client}\" />, or call a program that the image contains."
        );

    /// <summary>The error if packages cannot be installed in an inferred base image.</summary>
    public static Diagnostic NoPackageManagerInVariant(string baseImage, IEnumerable<string> packages) =>
        new(
            "DKZ1014",
            $"{CannotInstall(baseImage, packages)} Set DockerBaseVariant to a variant with a package manager, or add "
                + "the files with DockerCopy."
        );

    /// <summary>The error if packages cannot be installed in a base image that the project specifies.</summary>
    public static Diagnostic NoPackageManager(string baseImage, IEnumerable<string> packages) =>
        new(
            "DKZ1014",
            $"{CannotInstall(baseImage, packages)} Specify a base image with a package manager, or add the files with "
                + "DockerCopy."
        );

    /// <summary>The error for an app and a base image for different systems.</summary>
    /// <param name="baseImage">The base image.</param>
    /// <param name="runtimeIdentifier">The runtime identifier of the app.</param>
    /// <param name="required">The system that the runtime identifier requires: <c>musl</c>, <c>arm64</c>.</param>
    /// <param name="actual">The system of the base image.</param>
    /// <param name="suggestion">A runtime identifier for the base image.</param>
    public static Diagnostic Mismatch(
        string baseImage,
        string runtimeIdentifier,
        string required,
        string actual,
        string suggestion
    ) =>
        new(
            "DKZ1015",
            $"Base image {baseImage} does not match the app: RuntimeIdentifier {runtimeIdentifier} requires "
                + $"{required}, and the image is for {actual}. Set RuntimeIdentifier to {suggestion}, or specify "
                + "another base image."
        );

    public static Diagnostic RunsAsRoot(string baseImage) =>
        new(
            "DKZ1016",
            $"The app will run as root: base image {baseImage} has no known user other than root. "
                + "Set DockerImageUser, for example to 1000:1000. If this is intended, add DKZ1016 to NoWarn."
        );

    public static Diagnostic MissingFramework(string baseImage, string reason, string suggestion) =>
        new("DKZ1037", $"{CannotStart(baseImage, reason)} Set DockerBaseImage to {suggestion}.");

    public static Diagnostic OutdatedFramework(string baseImage, string reason) =>
        new("DKZ1037", $"{CannotStart(baseImage, reason)} Set DockerPull=Always to pull a newer image.");

    public static Diagnostic LoopbackOnly(string origin, IReadOnlyCollection<string> urls) =>
        new(
            "DKZ1038",
            $"The app is not reachable from outside its container: {origin} is "
                + $"{string.Join(";", urls.Take(MaximumUrls))}, which accepts only connections from the container. "
                + $"Set {origin} to http://*:8080. If this is intended, add DKZ1038 to NoWarn."
        );

    private static string CannotInstall(string baseImage, IEnumerable<string> packages) =>
        $"Could not install {string.Join(", ", packages)}: base image {baseImage} has no package manager.";

    private static string CannotStart(string baseImage, string reason) =>
        $"The app cannot start on base image {baseImage}: {reason}.";
}
