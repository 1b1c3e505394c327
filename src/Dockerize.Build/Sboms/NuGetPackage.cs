using Dockerize.Build.Apps;
using Dockerize.Files;

namespace Dockerize.Build.Sboms;

/// <summary>A NuGet package with files in an image.</summary>
/// <param name="Identity">The id and the version.</param>
/// <param name="Nuspec">The license and the authors.</param>
internal sealed record NuGetPackage(PackageIdentity Identity, Nuspec Nuspec)
{
    private const int MaximumHashSize = 4096;

    /// <summary>The SHA-512 hash of the package in hexadecimal digits; null if unknown.</summary>
    public string? Sha512 { get; init; }

    /// <summary>The ids of the packages in the image that it depends on.</summary>
    public IReadOnlyList<string> Dependencies { get; init; } = [];

    /// <summary>Reads a package from the package folders of a project.</summary>
    /// <param name="identity">The id and the version.</param>
    /// <param name="folders">The full paths of the package folders.</param>
    /// <param name="restored">The package in the result of the restore; null if it is not there.</param>
    public static NuGetPackage Read(PackageIdentity identity, IEnumerable<string> folders, ProjectPackage? restored)
    {
        var (id, version) = (identity.Id.ToLowerInvariant(), identity.Version.ToLowerInvariant());
        var folder = folders
            .Select(parent => Path.Combine(parent, id, version))
            .FirstOrDefault(candidate => Directory.Exists(candidate));
        var hash = folder is null ? "" : ReadHash(Path.Combine(folder, $"{id}.{version}.nupkg.sha512"));
        return new NuGetPackage(identity, folder is null ? new() : Nuspec.Read(Path.Combine(folder, id + ".nuspec")))
        {
            Sha512 = ToHex(hash) ?? ToHex(restored?.Sha512 ?? ""),
        };
    }

    // NuGet writes the hash of the package to this file when it extracts the package.
    private static string ReadHash(string path)
    {
        try
        {
            return File.Exists(path) ? RegularFile.ReadText(path, MaximumHashSize).Trim() : "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The result of the restore contains the hash too.
            return "";
        }
    }

    private static string? ToHex(string base64)
    {
        const int Sha512Length = 64;
        try
        {
            var hash = Convert.FromBase64String(base64);
            return hash.Length == Sha512Length ? ContentDigest.Hex(hash) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
