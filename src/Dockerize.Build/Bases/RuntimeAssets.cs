namespace Dockerize.Build.Bases;

/// <summary>
/// The files of a portable app that only some platforms load: <c>runtimes/RID/lib/…</c> and
/// <c>runtimes/RID/native/…</c>. The .NET host selects them by its runtime identifier and the fallbacks of that
/// (linux-x64 → linux → unix-x64 → unix → any), and ignores the others.
/// They are in packages, and in projects that wrap a native library.
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
    /// True if an image of the platform can load the file, or if the file is not specific to a platform.
    /// </summary>
    /// <param name="path">The path below the publish folder, with slashes.</param>
    /// <param name="platform">The image's platform.</param>
    public static bool CanLoad(string path, ImagePlatform platform)
    {
        var end = path.StartsWith(Folder, StringComparison.Ordinal) ? path.IndexOf('/', Folder.Length) : -1;
        // Generated images are Linux images. Nothing is skipped for another system.
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

        // linux-musl-x64 falls back to linux-x64, not the reverse.
        var needsMusl = system == "alpine" || parts.Contains("musl", StringComparer.Ordinal);
        return !needsMusl || platform.IsMusl != false;
    }
}
