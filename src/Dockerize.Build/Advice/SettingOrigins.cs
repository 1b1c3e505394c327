namespace Dockerize.Build.Advice;

/// <summary>
/// The names of the properties that specify the parts of an image, for messages. For a part that is not set, the value
/// is null, or the name of the property to set.
/// </summary>
internal sealed record SettingOrigins
{
    /// <summary>The property with the name of the base image; null if the image is inferred.</summary>
    public string? BaseImage { get; init; }

    /// <summary>The property with the registry of an inferred base image; null for the default.</summary>
    public string? BaseRegistry { get; init; }

    /// <summary>The property with the variant of an inferred base image; null for the default.</summary>
    public string? BaseVariant { get; init; }

    /// <summary>The property that requires a platform; null if none does.</summary>
    public string? Platform { get; init; }

    /// <summary>The property with the path of the user's own Dockerfile; null if the Dockerfile is generated.</summary>
    public string? Dockerfile { get; init; }

    /// <summary>The property with the folder of the build context.</summary>
    public string Context { get; init; } = "DockerBuildContext";

    /// <summary>The property with the registry of the image, or with its whole name.</summary>
    public string Registry { get; init; } = "DockerRegistry";

    /// <summary>The property with the repository of the image, or with its whole name.</summary>
    public string Repository { get; init; } = "DockerRepository";
}
