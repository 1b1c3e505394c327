using System.Text.RegularExpressions;
using Dockerize.Images;

namespace Dockerize.Build.Settings;

/// <summary>A platform that an image is built for.</summary>
/// <param name="Platform">The platform in the notation of engines.</param>
/// <param name="RuntimeIdentifier">
/// The runtime identifier that the setting contains, such as <c>linux-musl-arm64</c>; null if it contains a platform.
/// </param>
internal sealed record TargetPlatform(Platform Platform, string? RuntimeIdentifier)
{
    // The architectures whose names differ in Go and .NET. .NET requires the floating-point instructions of ARMv7.
    private static readonly (string Go, string DotNet)[] Architectures =
    [
        ("amd64", "x64"),
        ("386", "x86"),
        ("arm/v7", "arm"),
        ("loong64", "loongarch64"),
    ];

    /// <summary>The name of the platform in paths: <c>linux-arm64</c>, <c>linux-arm-v7</c>.</summary>
    public string FolderName => $"{Platform}".Replace('/', '-');

    /// <summary>Parses a platform or a runtime identifier of Linux; null if the text is neither.</summary>
    public static TargetPlatform? Parse(string text)
    {
        if (Platform.TryParse(text, out var platform))
            return new TargetPlatform(platform, null);

        return FromRuntimeIdentifier(text) is { } converted ? new TargetPlatform(converted, text) : null;
    }

    /// <summary>
    /// Converts a runtime identifier to a platform, such as linux-musl-arm64 to <c>linux/arm64</c>; null if it is not
    /// for Linux.
    /// </summary>
    public static Platform? FromRuntimeIdentifier(string? rid)
    {
        var match = Regex.Match(rid ?? "", @"\Alinux(?:-musl)?-(?<architecture>[a-z0-9]+)\z");
        var architecture = match.Groups["architecture"].Value;
        var known = Array.Find(Architectures, pair => pair.DotNet == architecture).Go;
        return match.Success ? Platform.Parse($"linux/{known ?? architecture}") : null;
    }

    /// <summary>The runtime identifier of the platform.</summary>
    /// <param name="isMusl">True for the C library musl. A runtime identifier in the setting has precedence.</param>
    public string ToRuntimeIdentifier(bool isMusl)
    {
        if (RuntimeIdentifier is not null)
            return RuntimeIdentifier;

        var known = Array.Find(Architectures, pair => pair.Go.Split('/')[0] == Platform.Architecture).DotNet;
        return $"linux-{(isMusl ? "musl-" : "")}{known ?? Platform.Architecture}";
    }
}
