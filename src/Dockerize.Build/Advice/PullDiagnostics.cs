using Dockerize.Builds;
using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Strings;

namespace Dockerize.Build.Advice;

/// <summary>Errors of base images and of other images that a Dockerfile uses.</summary>
internal static class PullDiagnostics
{
    private const string ThisLine = "this line of the Dockerfile";

    public static Diagnostic BaseImage(ImageUnavailableException error, SettingOrigins origins) =>
        error.IsPullDisabled
            ? new("DKZ2007", $"Base image {error.Image} not found: {PullDisabled(error.Image)}")
            : CannotPull("base image", error, Place.Of(error.Image, origins));

    /// <summary>The error of an image in the user's own Dockerfile.</summary>
    public static Diagnostic Source(ImageUnavailableException error, ImageBuildException build, SettingOrigins origins)
    {
        if (build.SourceUse is SourceImageUse.Copy or SourceImageUse.Mount && IsLikeStage(build.SourceName!))
            return MissingStage(error, build);
        if (build.SourceUse == SourceImageUse.Syntax)
            return Syntax(error);

        return error.IsPullDisabled
            ? new("DKZ2007", $"Image {error.Image} not found: {PullDisabled(error.Image)}")
            : CannotPull(
                "image",
                error,
                new(ThisLine, ThisLine, $"Correct the image in {ThisLine}.", origins.Platform)
            );
    }

    public static Diagnostic BaseImagePlatform(PlatformMismatchException error, SettingOrigins origins) =>
        new(
            "DKZ2018",
            $"Base image {error.Image} is for {error.Actual}, not for {error.Requested}"
                + $"{RequiredBy(origins.Platform)}. Specify an image for {error.Requested} in "
                + $"{origins.BaseImage ?? "DockerBaseImage"}."
        );

    public static Diagnostic SourcePlatform(PlatformMismatchException error, SettingOrigins origins) =>
        new(
            "DKZ2018",
            $"Image {error.Image} is for {error.Actual}, not for {error.Requested}"
                + $"{RequiredBy(origins.Platform is { } property ? property + " or --platform" : "--platform")}. "
                + $"Specify an image for {error.Requested} in {ThisLine}."
        );

    public static Diagnostic BuiltPlatform(PlatformMismatchException error, SettingOrigins origins) =>
        new(
            "DKZ2018",
            $"The image that was built is for {error.Actual}, not for {error.Requested}"
                + $"{RequiredBy(origins.Platform)}. Specify a base image for {error.Requested}."
        );

    private static string RequiredBy(string? property) => property is null ? "" : $", which {property} requires";

    private static string PullDisabled(ImageReference image) =>
        "the engine does not have it, and DockerPull=Never disables pulling. "
        + $"Run `docker pull {image}`, or remove DockerPull.";

    // Returns true for a name without a registry, a path, a tag and a digest.
    private static bool IsLikeStage(string name) => name.IndexOfAny(['/', ':', '@']) < 0;

    private static Diagnostic MissingStage(ImageUnavailableException error, ImageBuildException build)
    {
        var name = build.SourceName!;
        var reason = error.IsPullDisabled
            ? $"The engine does not have image {error.Image}, and DockerPull=Never disables pulling"
            : $"The engine could not pull image {error.Image}: {PlainText.Clause(error.EngineMessage)}";
        var summary = $"Stage or image '{name}' not found. {reason}. ";
        var action = $"Correct '{name}' in {ThisLine}. For an image, add its registry and tag.";
        return build.Stages.Count == 0
            ? new("DKZ2026", $"{summary}The Dockerfile has no named stages. {action}")
            : new("DKZ2026", $"{summary}Stages of the Dockerfile:")
            {
                Details = NameList.Lines(build.Stages),
                NextAction = action,
            };
    }

    private static Diagnostic CannotPull(string kind, ImageUnavailableException error, Place place)
    {
        var summary = $"Could not pull {kind} {error.Image}: {PlainText.Clause(error.EngineMessage)}. ";
        return error.Refusal switch
        {
            RegistryRefusal.LoginRequired => Login(error, summary, $"Run {LoginCommand(error)}"),
            RegistryRefusal.PrivateOrNotFound => Login(
                error,
                $"{summary}The repository does not exist, or it is private. ",
                $"{place.Correction} If the image is private, run {LoginCommand(error)}"
            ),
            _ => new Diagnostic("DKZ2007", summary + Action(error, place)),
        };
    }

    private static Diagnostic Login(ImageUnavailableException error, string summary, string action) =>
        error.Credentials is { } credentials
            ? RegistryDiagnostics.Login(new Diagnostic("DKZ2007", summary), credentials, error.Image, "pull") with
            {
                NextAction = action,
            }
            : new Diagnostic("DKZ2007", summary + action);

    private static string LoginCommand(ImageUnavailableException error) =>
        error.Credentials is { } credentials
            ? RegistryDiagnostics.LoginCommand(credentials, "pull")
            : $"`docker login {error.Image.Registry}`.";

    private static Diagnostic Syntax(ImageUnavailableException error)
    {
        var reason = error.IsPullDisabled
            ? "the engine does not have it, and DockerPull=Never disables pulling"
            : PlainText.Clause(error.EngineMessage);
        var action = error.Refusal switch
        {
            _ when error.IsPullDisabled => $"Run `docker pull {error.Image}`, or remove {ThisLine}.",
            RegistryRefusal.LoginRequired => $"Run `docker login {error.Image.Registry}`.",
            RegistryRefusal.NotFound or RegistryRefusal.PrivateOrNotFound => $"Correct the image in {ThisLine}.",
            RegistryRefusal.DiskFull => EngineDiagnostics.FreeDisk,
            _ => $"Specify a registry that the engine can reach, or remove {ThisLine} to use BuildKit's own parser.",
        };
        return new(
            "DKZ2027",
            $"Could not pull {error.Image}, the `# syntax=` image that parses the Dockerfile: {reason}. {action}"
        );
    }

    private static string Action(ImageUnavailableException error, Place place)
    {
        var registry = error.Image.Registry;
        return error.Refusal switch
        {
            RegistryRefusal.HostNotFound when place.Registry is not null && registry != ImageReference.DockerHub =>
                $"Correct the registry in {place.Registry}, or check the DNS settings of the engine's machine.",
            RegistryRefusal.HostNotFound => $"Check the DNS and proxy settings of the engine's machine{place.Mirror}.",
            RegistryRefusal.DnsFailed =>
                "The DNS server of the engine's machine failed. Check its network settings, and try again.",
            RegistryRefusal.HostUnreachable =>
                $"The engine's machine cannot reach {registry}. Check its network and proxy "
                    + $"settings{place.Mirror}.",
            RegistryRefusal.ConnectionRefused =>
                $"The engine's machine cannot connect to {registry}. Start the registry"
                    + $"{(place.Registry is null ? "" : $", or correct {place.Registry}")}.",
            RegistryRefusal.NotFound => place.Correction,
            RegistryRefusal.PlatformNotFound => place.Platform is null
                ? place.Correction
                : $"The image does not exist for the platform that {place.Platform} requires. Specify another image"
                    + $"{(place.Name is null ? "" : $" in {place.Name}")}, or correct {place.Platform}.",
            RegistryRefusal.RateLimited => $"{registry} limits the number of pulls. Run `docker login {registry}`, "
                + "or try again later.",
            RegistryRefusal.DiskFull => EngineDiagnostics.FreeDisk,
            RegistryRefusal.PlainHttp or RegistryRefusal.UntrustedCertificate or RegistryRefusal.InvalidCertificate =>
                RegistryDiagnostics.Connection(error.Refusal, registry),
            RegistryRefusal.RepositoryNotFound => place.Correction,
            _ => $"Run `docker pull {error.Image}` to check the image and its registry, and try again.",
        };
    }

    /// <summary>The place of an image's name in a project.</summary>
    /// <param name="Name">The property or line with the name; null if the name is inferred.</param>
    /// <param name="Registry">The property or line with the registry; null if the registry is the default.</param>
    /// <param name="Correction">The advice to correct the name.</param>
    /// <param name="Platform">The property that requires a platform; null if none does.</param>
    private sealed record Place(string? Name, string? Registry, string Correction, string? Platform)
    {
        /// <summary>The end of the advice to check the network: the property that selects a mirror, or empty.</summary>
        public string Mirror { get; init; } = "";

        public static Place Of(ImageReference image, SettingOrigins origins)
        {
            if (origins.BaseImage is { } property)
                return new(property, property, $"Correct {property}.", origins.Platform);

            var parts = new[] { origins.BaseRegistry, origins.BaseVariant }.OfType<string>().ToList();
            var correction =
                parts.Count > 0
                    ? $"Correct {string.Join(" or ", parts)}."
                    : $"Set DockerBaseImage to an image that exists in {image.Registry}.";
            return new(null, origins.BaseRegistry, correction, origins.Platform)
            {
                Mirror = origins.BaseRegistry is null ? ", or set DockerBaseRegistry to a mirror" : "",
            };
        }
    }
}
