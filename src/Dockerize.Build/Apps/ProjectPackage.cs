namespace Dockerize.Build.Apps;

/// <summary>A NuGet package or a referenced project in the result of a restore.</summary>
/// <param name="Identity">The id and the version.</param>
internal sealed record ProjectPackage(PackageIdentity Identity)
{
    /// <summary>True for a referenced project.</summary>
    public bool IsProject { get; init; }

    /// <summary>True if the package has files that an app loads: assemblies, native libraries or resources.</summary>
    public bool HasRuntimeFiles { get; init; }

    /// <summary>The ids of the packages and projects that it depends on.</summary>
    public IReadOnlyList<string> Dependencies { get; init; } = [];

    /// <summary>The SHA-512 hash of the package in Base64, from the restore; empty if unknown.</summary>
    public string Sha512 { get; init; } = "";
}
