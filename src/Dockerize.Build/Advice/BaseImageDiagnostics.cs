namespace Dockerize.Build.Advice;

/// <summary>DKZ1nnn: problems of an app with its base image.</summary>
internal static class BaseImageDiagnostics
{
    private const int MaximumUrls = 10;

    public static Diagnostic MissingFramework(string baseImage, string reason, string suggestion) =>
        new("DKZ1037", $"{CannotStart(baseImage, reason)} Set DockerBaseImage to {suggestion}.");

    public static Diagnostic OutdatedFramework(string baseImage, string reason) =>
        new("DKZ1037", $"{CannotStart(baseImage, reason)} Set DockerPull=Always to pull a newer image.");

    public static Diagnostic LoopbackOnly(string origin, IReadOnlyCollection<string> urls) =>
        new(
            "DKZ1038",
            $"The app is not reachable from outside of its container: {origin} is "
                + $"{string.Join(";", urls.Take(MaximumUrls))}, which accepts only connections from the container. "
                + "Set it to http://*:8080, or if this is intended, add DKZ1038 to NoWarn."
        );

    private static string CannotStart(string baseImage, string reason) =>
        $"The app cannot start on base image {baseImage}: {reason}.";
}
