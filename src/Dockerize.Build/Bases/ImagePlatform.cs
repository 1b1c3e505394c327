namespace Dockerize.Build.Bases;

/// <summary>The platform of an image in the notation of the engine, and the C library of the image.</summary>
/// <param name="Os">The operating system: <c>linux</c> or <c>windows</c>.</param>
/// <param name="Architecture">The architecture as in Go: <c>amd64</c>, <c>arm64</c>, …; null if unknown.</param>
/// <param name="IsMusl">True if the C library is musl (Alpine), false if it is glibc; null if unknown.</param>
internal sealed record ImagePlatform(string Os, string? Architecture, bool? IsMusl)
{
    /// <summary>The architecture in .NET runtime identifiers, such as <c>x64</c> for amd64; null if unknown.</summary>
    public string? DotNetArchitecture =>
        Architecture switch
        {
            "amd64" => "x64",
            "386" => "x86",
            "arm" or "arm64" or "s390x" or "ppc64le" or "riscv64" => Architecture,
            "loong64" => "loongarch64",
            _ => null,
        };
}
