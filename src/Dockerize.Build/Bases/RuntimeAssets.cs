namespace Dockerize.Build.Bases;

/// <summary>
/// Finds the files of a portable app that only some platforms load: <c>runtimes/RID/lib/…</c> and
/// <c>runtimes/RID/native/…</c>. The .NET host selects these files by its runtime identifier and its fallbacks
/// (linux-x64 → linux → unix-x64 → unix → any), and ignores the others. The files come from packages, and from projects
/// that wrap a native library.
/// </summary>
internal static class RuntimeAssets
{
    private const string Folder = "runtimes/";

    private static readonly string[] OtherSystems =
    [
        "win",
        "osx",
        "macos",
        "maccatalyst",
        "ios",
        "iossimulator",
        "tvos",
        "tvossimulator",
        "android",
        "browser",
        "wasi",
        "freebsd",
        "illumos",
        "solaris",
        "haiku",
    ];

    private static readonly string[] Architectures =
    [
        "x64",
        "x86",
        "arm",
        "arm64",
        "armel",
        "armv6",
        "s390x",
        "ppc64le",
        "loongarch64",
        "riscv64",
        "mips64",
        "wasm",
    ];

    /// <summary>
    /// True if an app on the platform can load the file, or if the file is not specific to a platform.
    /// </summary>
    /// <param name="path">The path below the publish folder, with slashes.</param>
    /// <param name="platform">The platform of the image.</param>
    public static bool CanLoad(string path, ImagePlatform platform)
    {
        var end = path.StartsWith(Folder, StringComparison.Ordinal) ? path.IndexOf('/', Folder.Length) : -1;
        // Generated images are Linux images. For another system, no file is skipped.
        if (end < 0 || platform.Os != "linux")
            return true;

        var parts = path.Substring(Folder.Length, end - Folder.Length).Split('-');
        var (system, architecture) = (parts[0], parts[parts.Length - 1]);
        if (OtherSystems.Contains(system.TrimEnd("0123456789.".ToCharArray()), StringComparer.Ordinal))
            return false;
        if (
            platform.DotNetArchitecture is { } own
            && architecture != own
            && Architectures.Contains(architecture, StringComparer.Ordinal)
        )
        {
            return false;
        }

        // linux-musl-x64 falls back to linux-x64, but linux-x64 does not fall back to linux-musl-x64.
        var needsMusl = system == "alpine" || parts.Contains("musl", StringComparer.Ordinal);
        return !needsMusl || platform.IsMusl != false;
    }
}
