using System.Globalization;
using System.Text.RegularExpressions;
using Dockerize.Build.Advice;

namespace Dockerize.Build.Bases;

/// <summary>The package manager of a Linux distribution. The install command leaves no cache in the image.</summary>
internal sealed record PackageManager
{
    /// <summary>The package manager of Debian and Ubuntu.</summary>
    public static readonly PackageManager Apt = new(
        "apt-get",
        '=',
        "apt-get update && apt-get install -y --no-install-recommends {0} && rm -rf /var/lib/apt/lists/*"
    );

    /// <summary>The package manager of Alpine.</summary>
    public static readonly PackageManager Apk = new("apk", '=', "apk add --no-cache {0}");

    /// <summary>The package manager of Fedora, and of Azure Linux 4 and later.</summary>
    public static readonly PackageManager Dnf = new("dnf", '-', "dnf install -y {0} && dnf clean all");

    /// <summary>The package manager of Azure Linux 3 and earlier.</summary>
    public static readonly PackageManager Tdnf = new("tdnf", '-', "tdnf install -y {0} && tdnf clean all");

    // The characters that package managers allow in names and versions. Other characters may have a meaning in a shell.
    private static readonly Regex PackageName = new(
        @"\A[A-Za-z0-9][A-Za-z0-9+._:~-]*(?:=[A-Za-z0-9+._:~-]+)?\z",
        RegexOptions.CultureInvariant
    );

    private readonly char versionSeparator;
    private readonly string command;

    private PackageManager(string program, char versionSeparator, string command)
    {
        Program = program;
        this.versionSeparator = versionSeparator;
        this.command = command;
    }

    /// <summary>All package managers, in the order in which an image is searched for them.</summary>
    public static IReadOnlyList<PackageManager> All { get; } = [Apt, Apk, Dnf, Tdnf];

    /// <summary>The name of the program.</summary>
    public string Program { get; }

    /// <summary>The full path of the program in an image.</summary>
    public string Path => this == Apk ? "/sbin/apk" : "/usr/bin/" + Program;

    /// <summary>
    /// Infers the package manager of an image from the name of the image; null if there is none or it is unknown.
    /// </summary>
    /// <param name="image">The reference of the image.</param>
    /// <param name="isDotNet">
    /// True for a .NET image, which is based on Debian or Ubuntu unless the tag contains another variant.
    /// </param>
    /// <param name="isKnown">True if the name identifies the distribution.</param>
    public static PackageManager? FromImageName(string image, bool isDotNet, out bool isKnown)
    {
        isKnown = true;
        if (Regex.IsMatch(image, "chiseled|distroless"))
            return null;
        if (Regex.IsMatch(image, "alpine"))
            return Apk;
        if (Regex.Match(image, @"azurelinux(?:.{0,100}:)?(?<major>[0-9]{1,3})?") is { Success: true } azureLinux)
            return IsAtLeast4(azureLinux.Groups["major"].Value) ? Dnf : Tdnf;
        if (Regex.IsMatch(image, "cbl-mariner"))
            return Tdnf;
        if (isDotNet || Regex.IsMatch(image, "debian|ubuntu|bookworm|bullseye|trixie|noble|jammy|resolute"))
            return Apt;

        isKnown = false;
        return null;
    }

    /// <summary>Creates the shell command that installs packages.</summary>
    /// <param name="packages">The names of the packages, with an optional version: <c>libfoo=1.2</c>.</param>
    /// <exception cref="DiagnosticException">DKZ1012: the name of a package is invalid.</exception>
    public string Install(IEnumerable<string> packages)
    {
        var sorted = packages
            .Select(Format)
            .Distinct(StringComparer.Ordinal)
            .OrderBy(package => package, StringComparer.Ordinal);
        return command.Replace("{0}", string.Join(" ", sorted));
    }

    // Source: dotnet-docker src/runtime-deps/11.0/azurelinux4.0/amd64/Dockerfile, 2026-08-21.
    private static bool IsAtLeast4(string version) =>
        int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var major) && major >= 4;

    private string Format(string package) =>
        PackageName.IsMatch(package)
            ? package.Replace('=', versionSeparator)
            : throw new DiagnosticException(SettingDiagnostics.InvalidPackage(package));
}
