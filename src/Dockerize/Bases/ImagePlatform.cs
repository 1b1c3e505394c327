namespace Dockerize;

/// <summary>What an image runs on, in the engine's words.</summary>
/// <param name="Os"><c>linux</c> or <c>windows</c>.</param>
/// <param name="Architecture"><c>amd64</c>, <c>arm64</c>, … as Go names them; null: not known.</param>
/// <param name="IsMusl">Whether its C library is musl (Alpine) or glibc; null: not known.</param>
public sealed record ImagePlatform(string Os, string? Architecture, bool? IsMusl)
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
}
