using System.Globalization;
using System.Text.RegularExpressions;
using Dockerize.Build.Apps;
using Dockerize.Strings;

namespace Dockerize.Build.Bases;

/// <summary>
/// The names and the content of the .NET images. Each fact has its source and the date of the source. Sources without a
/// repository are files in https://github.com/dotnet/dotnet-docker. The README files there list the tags of all images.
/// </summary>
internal static class DotNetImages
{
    /// <summary>The registry of the .NET images. Source: README.md, 2026-08-21.</summary>
    public const string DefaultRegistry = "mcr.microsoft.com";

    /// <summary>
    /// The first .NET version whose images set APP_UID to the id of the user <c>app</c>, listen on port 8080, and have
    /// chiseled and <c>-extra</c> variants. Source: documentation/image-variants.md, 2026-08-21.
    /// </summary>
    public const int FirstVersionWithAppUser = 8;

    /// <summary>The ICU packages of Alpine. Source: samples/enable-globalization.md, 2026-08-21.</summary>
    public static readonly IReadOnlyList<string> AlpineIcuPackages = ["icu-data-full", "icu-libs"];

    /// <summary>
    /// The environment variable that images without ICU set to true. Source: samples/enable-globalization.md,
    /// 2026-08-21.
    /// </summary>
    public const string InvariantVariable = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT";

    private const string Extra = "-extra";

    // The chiseled variants, each with the first .NET version that uses it. Source: README.runtime-deps.md, 2026-08-21.
    // .NET 11 has no images of Ubuntu 24.04 (noble). .NET 10 has images of both noble and resolute.
    private static readonly (int Major, string Variant)[] ChiseledVariants =
    [
        (11, "resolute-chiseled"),
        (FirstVersionWithAppUser, "noble-chiseled"),
    ];

    // For each repository, the minor version of the first Alpine 3.x with an -extra image. Sources: dotnet-docker
    // #4847, 2023-08-31, and #6901, 2026-01-08.
    private static readonly (string Repository, int Alpine)[] AlpineExtras =
    [
        ("runtime-deps", 18),
        ("runtime", 22),
        ("aspnet", 22),
    ];

    // The first .NET version with the tag alpine-composite-extra, which has no Alpine version. Source:
    // README.aspnet.md, 2026-08-21.
    private const int FirstVersionWithAlpineComposite = 11;

    // The environment variables that determine the ports, each with the first .NET version that sets it. Sources:
    // src/runtime-deps/*/Dockerfile, 2026-08-21; for .NET 7 and earlier src/runtime-deps/6.0, 2024-11-20.
    private static readonly (int Major, string Name, string Value)[] PortVariables =
    [
        (FirstVersionWithAppUser, "ASPNETCORE_HTTP_PORTS", "8080"),
        (0, "ASPNETCORE_URLS", "http://+:80"),
    ];

    /// <summary>The name of the image for an app.</summary>
    /// <param name="app">The app.</param>
    /// <param name="repository">The repository: <c>runtime-deps</c>, <c>runtime</c> or <c>aspnet</c>.</param>
    /// <param name="registry">
    /// The registry, <c>host[:port][/prefix]</c>; null or blank for <see cref="DefaultRegistry"/>.
    /// </param>
    /// <param name="variant">The variant in the tag; null or blank to infer it from the app.</param>
    public static string ForApp(PublishedApp app, string repository, string? registry, string? variant) =>
        $"{Repository(registry, repository)}:{app.FrameworkVersion}{Prerelease(app)}"
        + Suffix(app, repository, variant.NullIfBlank()?.Trim());

    /// <summary>The name of the .NET SDK image that compiles an app.</summary>
    /// <param name="version">The version of the SDK: <c>10.0.401</c>.</param>
    /// <param name="isExact">
    /// True to use exactly this SDK version, as required by a global.json; false to use the newest SDK of its .NET
    /// version.
    /// </param>
    /// <param name="registry">
    /// The registry, <c>host[:port][/prefix]</c>; null or blank for <see cref="DefaultRegistry"/>.
    /// </param>
    public static string ForSdk(string version, bool isExact, string? registry)
    {
        var framework = string.Join(".", version.Split('.').Take(2));
        var tag = FindPrerelease(version) switch
        {
            null => isExact && version.IndexOf('-') < 0 ? version : framework,
            "" => framework + "-preview",
            // Example: 11.0.100-preview.7. Source: README.sdk.md, 2026-08-21.
            var label => $"{framework}.100-{label}",
        };
        return $"{Repository(registry, "sdk")}:{tag}";
    }

    /// <summary>
    /// The packages that an app requires and its image does not contain. Packages are missing only in Alpine images,
    /// which have a package manager.
    /// </summary>
    /// <param name="app">The app.</param>
    /// <param name="name">The name of the app's image, from <see cref="ForApp"/>.</param>
    public static IReadOnlyList<string> MissingPackages(PublishedApp app, string name)
    {
        var tag = name.Substring(name.LastIndexOf(':') + 1);
        var hasIcu = !tag.Contains("alpine") || tag.EndsWith(Extra, StringComparison.Ordinal);
        return hasIcu || app.UsesInvariantGlobalization ? [] : AlpineIcuPackages;
    }

    /// <summary>The environment variables of an image that determine the ports of a web app.</summary>
    public static IReadOnlyDictionary<string, string> Environment(int frameworkMajor)
    {
        var (_, name, value) = PortVariables.First(row => row.Major <= frameworkMajor);
        return new Dictionary<string, string> { [name] = value };
    }

    private static string Repository(string? registry, string name)
    {
        var prefix = registry.NullIfBlank()?.Trim().TrimEnd('/') ?? DefaultRegistry;
        return $"{prefix}/dotnet/{name}";
    }

    // A prerelease SDK requires the prerelease images of its .NET version.
    private static string Prerelease(PublishedApp app)
    {
        var version = app.SdkVersion ?? "";
        if (!version.StartsWith(app.FrameworkVersion + ".", StringComparison.Ordinal))
            return "";

        return FindPrerelease(version) switch
        {
            null => "",
            "" => "-preview",
            var label => ".0-" + label,
        };
    }

    // Returns the label in the tags of the runtime images, such as preview.7. The result is empty for a daily build,
    // which has no images of its own. The result is null for a release, and for prereleases of later feature bands
    // (11.0.200-preview.1), which use the release images. Sources: dotnet/sdk ComputeDotnetBaseImageAndTag.cs at
    // 06d8a82787, README.aspnet.md, 2026-08-21.
    private static string? FindPrerelease(string sdkVersion)
    {
        var match = Regex.Match(
            sdkVersion,
            @"\A[0-9]{1,5}\.[0-9]{1,5}\.100-(?:(?<label>(?:preview|rc)\.[0-9]{1,5})|(?:alpha|dev|ci)\b)",
            RegexOptions.CultureInvariant
        );
        return match.Success ? match.Groups["label"].Value : null;
    }

    private static string Suffix(PublishedApp app, string repository, string? given)
    {
        if ((given ?? DefaultVariant(app)) is not { } variant)
            return "";

        var needsExtra = !app.UsesInvariantGlobalization && HasExtra(app, repository, variant);
        return $"-{variant}{(needsExtra ? Extra : "")}";
    }

    private static string? DefaultVariant(PublishedApp app)
    {
        if (app.RuntimeIdentifier?.StartsWith("linux-musl-", StringComparison.Ordinal) == true)
            return "alpine";

        return app.IsTrimmed ? Array.Find(ChiseledVariants, row => row.Major <= app.FrameworkMajor).Variant : null;
    }

    // Chiseled, distroless and Alpine images do not contain ICU, but their -extra variants do.
    private static bool HasExtra(PublishedApp app, string repository, string variant)
    {
        if (app.FrameworkMajor < FirstVersionWithAppUser)
            return false;
        // Sources: README.runtime-deps.md, README.runtime.md and README.aspnet.md, 2026-08-21.
        if (Regex.IsMatch(variant, @"-(?:chiseled|distroless)(?:-composite)?\z"))
            return true;

        var alpine = Regex.Match(variant, @"\Aalpine(?:3\.(?<version>[0-9]{1,3}))?(?<composite>-composite)?\z");
        if (!alpine.Success)
            return false;
        if (alpine.Groups["version"] is { Success: true, Value: var version })
        {
            var first = Array.Find(AlpineExtras, row => row.Repository == repository).Alpine;
            return int.Parse(version, CultureInfo.InvariantCulture) >= first;
        }

        return !alpine.Groups["composite"].Success || app.FrameworkMajor >= FirstVersionWithAlpineComposite;
    }
}
