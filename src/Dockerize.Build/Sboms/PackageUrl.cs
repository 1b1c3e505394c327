using Dockerize.Build.Apps;
using Dockerize.Images;

namespace Dockerize.Build.Sboms;

/// <summary>Package URLs (purl), by which scanners find the vulnerabilities of a package.</summary>
internal static class PackageUrl
{
    /// <summary>The URL of a NuGet package: <c>pkg:nuget/Newtonsoft.Json@13.0.3</c>.</summary>
    public static string Of(PackageIdentity package) => $"pkg:nuget/{Escape(package.Id)}@{Escape(package.Version)}";

    /// <summary>
    /// The URL of an image in a registry:
    /// <c>pkg:oci/aspnet@sha256%3A…?repository_url=mcr.microsoft.com/dotnet/aspnet&amp;tag=10.0</c>.
    /// </summary>
    /// <param name="image">The name of the image.</param>
    /// <param name="digest">The digest; null if unknown.</param>
    public static string Of(ImageReference image, Digest? digest)
    {
        var version = digest is null ? "" : "@" + Escape($"{digest}");
        var tag = image.Tag is null ? "" : "&tag=" + Escape(image.Tag);
        return $"pkg:oci/{Escape(image.Name)}{version}?repository_url={image.CanonicalName}{tag}";
    }

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
