using System.Text.RegularExpressions;
using Dockerize.Files;

namespace Dockerize.Build.Sboms;

/// <summary>Identifiers of the elements of an SPDX document: letters, digits, hyphens and dots.</summary>
internal static class SpdxId
{
    public const string Document = "SPDXRef-DOCUMENT";

    public const string Image = "SPDXRef-Image";

    public const string App = "SPDXRef-App";

    public const string BaseImage = "SPDXRef-BaseImage";

    private const int DigestLength = 16;

    private static readonly Regex Invalid = new("[^A-Za-z0-9.-]", RegexOptions.CultureInvariant);

    /// <summary>The identifier of a NuGet package.</summary>
    public static string Of(NuGetPackage package) =>
        Create("Package", $"{package.Identity.Id}-{package.Identity.Version}");

    /// <summary>The identifier of a package of the Linux distribution.</summary>
    public static string OfSystemPackage(string package) => Create("SystemPackage", package);

    /// <summary>The identifier of a file.</summary>
    public static string Of(ImageFile file) =>
        $"SPDXRef-File-{ContentDigest.ComputeHex(file.Path).Substring(0, DigestLength)}";

    // A replaced character could make two identifiers equal, so a digest of the name is added.
    private static string Create(string kind, string name)
    {
        var valid = Invalid.Replace(name, "-");
        return valid == name
            ? $"SPDXRef-{kind}-{name}"
            : $"SPDXRef-{kind}-{valid}-{ContentDigest.ComputeHex(name).Substring(0, DigestLength)}";
    }
}
