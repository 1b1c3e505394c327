using System.Text.RegularExpressions;

namespace Dockerize.Images;

/// <summary>
/// The platform of an image in the notation of engines, <c>os/architecture[/variant]</c>: <c>linux/arm64</c>,
/// <c>linux/arm/v7</c>.
/// </summary>
public readonly record struct Platform
{
    private static readonly Regex Grammar = new(
        @"\A(?<os>[a-z0-9]+)/(?<architecture>[a-z0-9_]+)(?:/(?<variant>[a-z0-9]+))?\z",
        RegexOptions.CultureInvariant
    );

    private readonly string? os;
    private readonly string? architecture;

    internal Platform(string os, string architecture, string? variant)
    {
        this.os = os;
        this.architecture = architecture;
        Variant = variant;
    }

    /// <summary>The operating system, such as <c>linux</c>; empty if the platform is not set.</summary>
    public string Os => os ?? "";

    /// <summary>
    /// The architecture in the notation of Go, such as <c>amd64</c>; empty if the platform is not set.
    /// </summary>
    public string Architecture => architecture ?? "";

    /// <summary>The variant of the architecture, such as <c>v7</c>; null if there is none.</summary>
    public string? Variant { get; }

    /// <summary>
    /// The platform for comparisons. A variant that is the default of its architecture is equal to no variant.
    /// </summary>
    internal Platform Normalized =>
        (Architecture, Variant) switch
        {
            ("amd64", "v1") or ("arm64", "v8") or ("arm", "v7") or (_, "") => new Platform(Os, Architecture, null),
            _ => this,
        };

    /// <summary>Finds a platform that occurs more than once; null if there is none.</summary>
    internal static Platform? FindDuplicate(IEnumerable<Platform> platforms) =>
        platforms
            .GroupBy(platform => platform.Normalized)
            .Where(same => same.Count() > 1)
            .Select(same => (Platform?)same.Last())
            .FirstOrDefault();

    /// <summary>Parses a platform.</summary>
    /// <param name="text">The text, such as <c>linux/arm64</c>.</param>
    /// <exception cref="FormatException">The text is not a platform.</exception>
    public static Platform Parse(string text) =>
        TryParse(text ?? throw new ArgumentNullException(nameof(text)), out var platform)
            ? platform
            : throw new FormatException(
                $"Invalid platform '{text}'. A platform is os/architecture, such as linux/arm64."
            );

    /// <summary>Parses a platform.</summary>
    /// <param name="text">The text, such as <c>linux/arm64</c>.</param>
    /// <param name="platform">The platform; not set if the text is not a platform.</param>
    /// <returns>True if the text is a platform.</returns>
    public static bool TryParse(string? text, out Platform platform)
    {
        var match = Grammar.Match(text?.Trim() ?? "");
        platform = match.Success
            ? new Platform(
                match.Groups["os"].Value,
                FindArchitecture(match.Groups["architecture"].Value),
                match.Groups["variant"] is { Success: true, Value: var variant } ? variant : null
            )
            : default;
        return match.Success;
    }

    // The names of the Linux kernel, as `uname -m` prints them. The docker CLI accepts them too.
    private static string FindArchitecture(string name) =>
        name switch
        {
            "x86_64" => "amd64",
            "aarch64" => "arm64",
            _ => name,
        };

    /// <inheritdoc/>
    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";
}
