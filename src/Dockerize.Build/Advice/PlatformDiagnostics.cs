using Dockerize.Engines;

namespace Dockerize.Build.Advice;

/// <summary>Errors about the platforms of a multi-platform image.</summary>
internal static class PlatformDiagnostics
{
    private const string Code = "DKZ1024";
    private const string Failed = "Could not build a multi-platform image: ";

    /// <summary>The error for an entry that is not a platform of Linux.</summary>
    /// <param name="property">The property with the platforms.</param>
    /// <param name="entry">The entry.</param>
    public static Diagnostic NotForLinux(string property, string entry) =>
        new(
            Code,
            $"{Failed}'{entry}' in {property} is not a Linux platform. "
                + "Specify platforms such as linux/amd64;linux/arm64, or runtime identifiers such as linux-arm64."
        );

    /// <summary>The error for two entries for one platform.</summary>
    /// <param name="property">The property with the platforms.</param>
    /// <param name="platform">The platform.</param>
    public static Diagnostic Repeated(string property, string platform) =>
        new(Code, $"{Failed}{property} has two entries for {platform}. Remove one of them.");

    /// <summary>The error for two images for one platform, which differ only in the variant of the processor.</summary>
    /// <param name="error">The error.</param>
    public static Diagnostic SameImages(DuplicatePlatformException error) =>
        new(
            Code,
            $"{Failed}several of the images are for {error.Platform}. "
                + "Remove the platforms that differ only in the variant, such as linux/arm/v6."
        );

    /// <summary>The error if a publish for a platform generated no Dockerfile.</summary>
    /// <param name="platforms">The platforms without a Dockerfile.</param>
    public static Diagnostic NotPlanned(IEnumerable<string> platforms) =>
        new(
            Code,
            $"{Failed}no Dockerfile was generated for {string.Join(", ", platforms)}. "
                + "In the project, remove conditions that skip GenerateDockerfile for these platforms."
        );

    /// <summary>The error if the project was not restored for a runtime identifier.</summary>
    /// <param name="missing">The runtime identifiers that the project lacks.</param>
    /// <param name="all">The runtime identifiers of all platforms.</param>
    public static Diagnostic NotRestored(IEnumerable<string> missing, IEnumerable<string> all) =>
        new(
            Code,
            $"{Failed}this app is published once for each platform, but RuntimeIdentifiers does not contain "
                + $"{string.Join(", ", missing)}. In the project, set RuntimeIdentifiers to {string.Join(";", all)}."
        );

    /// <summary>The error for an app that is compiled ahead of time for another platform.</summary>
    /// <param name="foreign">The runtime identifiers that this machine cannot compile for.</param>
    /// <param name="machine">The runtime identifier of this machine.</param>
    public static Diagnostic ForeignAot(IEnumerable<string> foreign, string machine) =>
        new(
            Code,
            $"{Failed}PublishAot compiles for {machine} on this machine, not for {string.Join(", ", foreign)}. "
                + "Compile the app in a Dockerfile (DockerBuildFile), or remove PublishAot."
        );
}
