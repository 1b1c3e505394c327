using Dockerize.Images;

namespace Dockerize.Build.Sboms;

/// <summary>The content of the SBOM (software bill of materials) of an image.</summary>
internal sealed record ImageSbom
{
    /// <summary>The name of the image without a tag.</summary>
    public required string ImageName { get; init; }

    /// <summary>The name of the assembly of the app.</summary>
    public required string AppName { get; init; }

    /// <summary>The version of the app; null if unknown.</summary>
    public string? Version { get; init; }

    /// <summary>The platform of the image; null if unknown.</summary>
    public string? Platform { get; init; }

    /// <summary>The name of the base image.</summary>
    public required ImageReference BaseImage { get; init; }

    /// <summary>The digest of the base image in its registry; null if unknown.</summary>
    public Digest? BaseDigest { get; init; }

    /// <summary>The packages of the Linux distribution that the build installs, with an optional version.</summary>
    public IReadOnlyList<string> SystemPackages { get; init; } = [];

    /// <summary>The program that installs <see cref="SystemPackages"/>; null if unknown.</summary>
    public string? Installer { get; init; }

    /// <summary>The NuGet packages.</summary>
    public IReadOnlyList<NuGetPackage> Packages { get; init; } = [];

    /// <summary>The ids of the packages in the image that the app and its projects reference.</summary>
    public IReadOnlyList<string> AppDependencies { get; init; } = [];

    /// <summary>The files that the build adds to the image.</summary>
    public IReadOnlyList<ImageFile> Files { get; init; } = [];

    /// <summary>The time in the document; null for a time that depends on the content.</summary>
    public DateTimeOffset? Created { get; init; }
}
