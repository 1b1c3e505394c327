using System.Text.RegularExpressions;
using Dockerize.Build.Advice;

namespace Dockerize.Build.Bases;

/// <summary>A Linux distribution's package manager, and how it installs packages into an image and leaves nothing else behind.</summary>
internal sealed record PackageManager
{
    /// <summary>Debian and Ubuntu.</summary>
    public static readonly PackageManager Apt = new("apt-get", '=', "apt-get update && apt-get install -y --no-install-recommends {0} && rm -rf /var/lib/apt/lists/*");

    /// <summary>Alpine.</summary>
    public static readonly PackageManager Apk = new("apk", '=', "apk add --no-cache {0}");

    /// <summary>Azure Linux.</summary>
    public static readonly PackageManager Tdnf = new("tdnf", '-', "tdnf install -y {0} && tdnf clean all");

    // Names and versions of all three; what is more would be a shell's.
    private static readonly Regex PackageName = new(@"\A[A-Za-z0-9][A-Za-z0-9+._:~-]*(?:=[A-Za-z0-9+._:~-]+)?\z", RegexOptions.CultureInvariant);

    private readonly char versionSeparator;
    private readonly string command;

    private PackageManager(string program, char versionSeparator, string command)
    {
        Program = program;
        this.versionSeparator = versionSeparator;
        this.command = command;
    }

    /// <summary>All of them, in the order in which an image is asked for them.</summary>
    public static IReadOnlyList<PackageManager> All { get; } = [Apt, Apk, Tdnf];

    /// <summary>The program's name.</summary>
    public string Program { get; }

    /// <summary>Where an image has it.</summary>
    public string Path => this == Apk ? "/sbin/apk" : "/usr/bin/" + Program;

    /// <summary>The one that images of a name like this have; null for those that have none (chiseled, distroless), or of which the name does not tell.</summary>
    /// <param name="image">A reference.</param>
    /// <param name="isDotNet">Whether it is one of .NET's own images, which are Debian's or Ubuntu's unless their tag says otherwise.</param>
    /// <param name="isKnown">Whether the name tells.</param>
    public static PackageManager? FromImageName(string image, bool isDotNet, out bool isKnown)
    {
        isKnown = true;
        if (Regex.IsMatch(image, "chiseled|distroless"))
            return null;
        if (Regex.IsMatch(image, "alpine"))
            return Apk;
        if (Regex.IsMatch(image, "azurelinux|cbl-mariner"))
            return Tdnf;
        if (isDotNet || Regex.IsMatch(image, "debian|ubuntu|bookworm|bullseye|trixie|noble|jammy|resolute"))
            return Apt;
        isKnown = false;
        return null;
    }

    /// <summary>The command that installs packages.</summary>
    /// <param name="packages">Names, each with a version if it matters: <c>libfoo=1.2</c>.</param>
    /// <exception cref="DiagnosticException">DKZ1012: one is no name of a package.</exception>
    public string Install(IEnumerable<string> packages) => string.Format(
        System.Globalization.CultureInfo.InvariantCulture,
        command,
        string.Join(" ", packages
            .Select(package => PackageName.IsMatch(package) ? package.Replace('=', versionSeparator) : throw new DiagnosticException(ProjectDiagnostics.InvalidPackage(package)))
            .Distinct(StringComparer.Ordinal)
            .OrderBy(package => package, StringComparer.Ordinal)));
}
