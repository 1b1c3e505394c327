using System.Text.RegularExpressions;
using Dockerize.Images;

namespace Dockerize.Build.Bases;

/// <summary>The platform of an image, in the words of the engine, and its C library.</summary>
/// <param name="Os"><c>linux</c> or <c>windows</c>.</param>
/// <param name="Architecture"><c>amd64</c>, <c>arm64</c>, … as in Go; null: not known.</param>
/// <param name="IsMusl">True if the C library is musl (Alpine), false for glibc; null: not known.</param>
internal sealed record ImagePlatform(string Os, string? Architecture, bool? IsMusl)
{
    /// <summary>
    /// The architecture in runtime identifiers of .NET: <c>x64</c> for amd64; null if it is not known.
    /// </summary>
    public string? DotNetArchitecture =>
        Architecture switch
        {
            "amd64" => "x64",
            "386" => "x86",
            "arm" or "arm64" or "s390x" or "ppc64le" or "riscv64" => Architecture,
            "loong64" => "loongarch64",
            _ => null,
        };

    /// <summary>
    /// The platform of a runtime identifier: <c>linux/arm64</c> for linux-musl-arm64; null if it is not for Linux.
    /// </summary>
    public static Platform? FromRuntimeIdentifier(string? rid)
    {
        var match = Regex.Match(rid ?? "", @"\Alinux(?:-musl)?-(?<architecture>[a-z0-9]+)\z");
        var architecture = match.Groups["architecture"].Value switch
        {
            "x64" => "amd64",
            "x86" => "386",
            // .NET requires the floating-point unit of ARMv7.
            "arm" => "arm/v7",
            "loongarch64" => "loong64",
            var same => same,
        };
        return match.Success ? Platform.Parse($"linux/{architecture}") : null;
    }
}
