using System.Text.RegularExpressions;
using Dockerize.Build.Advice;
using Dockerize.Images;

namespace Dockerize.Build.Bases;

/// <summary>What an image runs on, in the engine's words.</summary>
/// <param name="Os"><c>linux</c> or <c>windows</c>.</param>
/// <param name="Architecture"><c>amd64</c>, <c>arm64</c>, … as Go names them; null: not known.</param>
/// <param name="IsMusl">Whether its C library is musl (Alpine) or glibc; null: not known.</param>
internal sealed record ImagePlatform(string Os, string? Architecture, bool? IsMusl)
{
    /// <summary>The architecture as .NET's runtime identifiers name it: <c>x64</c> for amd64; null where it is not known or has no .NET.</summary>
    public string? DotNetArchitecture => Architecture switch
    {
        "amd64" => "x64",
        "386" => "x86",
        "arm" or "arm64" or "s390x" or "ppc64le" or "riscv64" => Architecture,
        "loong64" => "loongarch64",
        _ => null,
    };

    /// <summary>A platform as <c>docker build --platform</c> takes it: <c>linux/arm64</c>, <c>linux/arm/v7</c>.</summary>
    /// <param name="property">Where the text stands, for messages.</param>
    /// <param name="text">The text; null or empty: none.</param>
    /// <exception cref="DiagnosticException">DKZ1011: it is none.</exception>
    public static string? Parse(string property, string? text)
    {
        var platform = text?.Trim() ?? "";
        if (platform.Length == 0)
            return null;
        return Regex.IsMatch(platform, @"\A[a-z0-9]+/[a-z0-9_]+(/[a-z0-9]+)?\z") ? platform
            : throw new DiagnosticException(ProjectDiagnostics.InvalidValue(property, platform, "one platform, linux/amd64 or linux/arm64"));
    }

    /// <summary>The platform of a runtime identifier of .NET's: <c>linux/arm64</c> for linux-musl-arm64; null for one that is not for Linux.</summary>
    public static string? FromRuntimeIdentifier(string? rid)
    {
        var match = Regex.Match(rid ?? "", @"\Alinux(?:-musl)?-(?<architecture>[a-z0-9]+)\z");
        var architecture = match.Groups["architecture"].Value switch
        {
            "x64" => "amd64",
            "x86" => "386",
            // .NET needs the hardware floating point of ARMv7.
            "arm" => "arm/v7",
            "loongarch64" => "loong64",
            var same => same,
        };
        return match.Success ? $"linux/{architecture}" : null;
    }

    /// <summary>Whether an image runs on a platform.</summary>
    /// <param name="image">The image.</param>
    /// <param name="platform">Such as <c>linux/arm64</c>; null: any will do.</param>
    public static bool Fits(ImageInspection image, string? platform) =>
        platform?.Split('/') is not [var os, var architecture, ..] || (image.Os == os && image.Architecture == architecture);
}
