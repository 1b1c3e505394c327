using System.Text.RegularExpressions;
using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Files;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize.Build.Bases;

/// <summary>The image that an app's image starts FROM: its name and why it is that one, and what inspecting it says.</summary>
/// <param name="Name">The reference as it stands in the Dockerfile.</param>
/// <param name="Reason">One sentence for the Dockerfile's reader.</param>
internal sealed record BaseImage(string Name, string Reason)
{
    /// <summary>Where Microsoft publishes .NET's images.</summary>
    public const string DefaultRegistry = "mcr.microsoft.com";

    private const string ShellPath = "/bin/sh";

    /// <summary>
    /// The first version of .NET whose images have the user <c>app</c> with its id in APP_UID, listen on 8080, and come chiseled and with <c>-extra</c>.
    /// </summary>
    internal const int FirstVersionWithAppUser = 8;

    /// <summary>True if <see cref="Infer"/> chose it, so that it is known to be one of .NET's own images.</summary>
    public bool IsInferred { get; init; }

    /// <summary>What inspecting it in the engine said; null while nobody asked.</summary>
    public ImageInspection? Facts { get; init; }

    /// <summary>What it runs on, as far as its name and its facts tell; null while nothing does.</summary>
    public ImagePlatform? Platform =>
        IsInferred ? new ImagePlatform(Facts?.Os ?? "linux", Facts?.Architecture, IsAlpine)
        : Facts is null ? null
        : new(Facts.Os, Facts.Architecture, IsMusl: null);

    /// <summary>The package manager that it has; null if it has none, or while nothing tells.</summary>
    public PackageManager? PackageManager { get; init; }

    /// <summary>True if it is known to have none: a chiseled or distroless image.</summary>
    public bool HasNoPackageManager { get; init; }

    /// <summary>True unless it is known to have no shell, so that no command can run in it.</summary>
    public bool HasShell { get; init; } = true;

    private bool IsAlpine => Name.Contains("alpine");

    /// <summary>A base image that the user chose, untouched.</summary>
    public static BaseImage Chosen(string name) => new(name, $"the project names {name}");

    /// <summary>The same with what an engine says of it, which pulls it if it has to.</summary>
    /// <param name="engine">The engine that will build.</param>
    /// <param name="sources">Where to look for credentials if it has to be pulled.</param>
    /// <param name="policy">When to pull it.</param>
    /// <param name="platform">What the image is to run on, such as <c>linux/arm64</c>; null: what the engine has.</param>
    /// <param name="progress">Gets lines of a pull as they arrive.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DockerizeException">
    /// DKZ1003: the name is no reference; DKZ2007: the image cannot be had; DKZ2018: not for that platform; DKZ2003: the connection broke; DKZ3004, DKZ3010: the
    /// credentials for a pull cannot be read.
    /// </exception>
    public async Task<BaseImage> InspectAsync(
        DockerEngine engine,
        CredentialSources sources,
        PullPolicy policy = PullPolicy.IfMissing,
        string? platform = null,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default) =>
        this with { Facts = await engine.EnsureImageAsync(ImageReference.Parse(Name), sources, policy, platform, progress, cancellationToken).ConfigureAwait(false) };

    /// <summary>The image of .NET's own that an app needs.</summary>
    /// <param name="app">The app.</param>
    /// <param name="registry"><c>host[:port][/prefix]</c> to take it from; null or empty: <see cref="DefaultRegistry"/>.</param>
    /// <param name="variant">What follows the version in the tag, such as <c>alpine</c> or <c>noble-chiseled</c>; null or empty: by the app.</param>
    public static BaseImage Infer(PublishedApp app, string? registry = null, string? variant = null)
    {
        var (repository, needs) =
            app.IsSelfContained ? ("runtime-deps", "brings its own runtime and needs what that depends on")
            : app.UsesAspNetCore ? ("aspnet", "needs the ASP.NET Core runtime")
            : ("runtime", "needs the .NET runtime");
        return new BaseImage(
            $"{Named(app, registry, repository)}{Suffix(app, variant)}",
            $"{app.AssemblyName} targets .NET {app.FrameworkVersion} and {needs}")
        {
            IsInferred = true,
        };
    }

    /// <summary>The name of .NET's own image with the SDK that an app is compiled with.</summary>
    /// <param name="version">The SDK's version: <c>10.0.401</c>.</param>
    /// <param name="isExact">Whether it has to be that one, as a global.json may say; else any of its .NET version does.</param>
    /// <param name="registry"><c>host[:port][/prefix]</c> to take it from; null or empty: <see cref="DefaultRegistry"/>.</param>
    internal static string Sdk(string version, bool isExact, string? registry)
    {
        var app = new PublishedApp { AssemblyName = "", FrameworkVersion = string.Join(".", version.Split('.').Take(2)), SdkVersion = version, Files = [] };
        return isExact && version.IndexOf('-') < 0 ? $"{Repository(registry, "sdk")}:{version}" : Named(app, registry, "sdk");
    }

    /// <summary>The same with the programs that it has: those it has, if an engine can look, else those that images of its name have.</summary>
    /// <param name="engine">Where the image is; null: there is no engine.</param>
    /// <param name="isNeeded">Whether it matters enough to make an engine look.</param>
    /// <param name="record">The full path of a file that remembers what was found: to look into an image takes a container. Null: nothing is remembered.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="DiagnosticException">DKZ2003: the connection broke; DKZ2004: the engine refused.</exception>
    public async Task<BaseImage> FindProgramsAsync(DockerEngine? engine, bool isNeeded, string? record = null, CancellationToken cancellationToken = default)
    {
        if (engine is null || Facts is null || !isNeeded)
        {
            var named = PackageManager.FromImageName(Name, IsInferred, out var isKnown);
            return this with { PackageManager = named, HasNoPackageManager = named is null && isKnown, HasShell = named is not null || !isKnown };
        }

        // What an id stands for never changes.
        string[] paths = [.. PackageManager.All.Select(manager => manager.Path), ShellPath];
        var question = $"{Facts.Id} {string.Join(" ", paths)}";
        var known = record is null ? [] : TextFile.ReadLinesOrEmpty(record);
        var found = known.Length > 0 && known[0] == question ? [.. known.Skip(1)]
            : await engine.FindFilesAsync(Facts.Id, paths, cancellationToken).ConfigureAwait(false);
        if (record is not null)
            TextFile.Save(record, string.Join("\n", [question, .. found]) + "\n");
        var manager = PackageManager.All.FirstOrDefault(candidate => found.Contains(candidate.Path));
        return this with { PackageManager = manager, HasNoPackageManager = manager is null, HasShell = found.Contains(ShellPath) };
    }

    /// <summary>Whether a program that .NET's images do not have is there all the same: installed by the build, or part of a base that is not one of those.</summary>
    public bool MayHave(string program, ImageAdditions steps) =>
        !IsInferred
        || (program == "wget" && PackageManager == PackageManager.Apk)
        || steps.SystemPackages.Any(package => package.Split('=')[0] == program)
        || steps.Runs.Any(run => run.Command.Contains(program));

    /// <summary>True if the image of a Dockerfile runs as root, by its last USER or by this base image.</summary>
    public bool IsRunAsRoot(Dockerfile dockerfile) =>
        dockerfile.Instructions.LastOrDefault(instruction => instruction.Keyword == "USER") is { } user
            ? user.Arguments is "root" or "0"
            : Facts is { HasNonRootUser: false };

    /// <summary>Makes sure that the app can run on it, as far as runtime identifier, name and facts tell.</summary>
    /// <exception cref="DiagnosticException">DKZ1015: they are for different operating systems, C libraries or processors.</exception>
    public void Require(PublishedApp app)
    {
        if (app.RuntimeIdentifier is not { Length: > 0 } rid)
            return;

        var parts = rid.Split('-');
        var isMusl = parts.Contains("musl", StringComparer.Ordinal) || parts[0] == "alpine";
        var os = rid.StartsWith("win", StringComparison.Ordinal) ? "windows" : parts[0] is "linux" or "alpine" ? "linux" : parts[0];
        var baseOs = Platform?.Os ?? "linux";
        if (os is "windows" or "osx" or "linux" && os != baseOs)
            throw new DiagnosticException(ProjectDiagnostics.Mismatch(rid, Name, $"is for {os}, the image for {baseOs}", baseOs == "windows" ? "win-x64" : "linux-x64"));
        if (os != "linux")
            return;

        // What a name says of musl it says reliably; that another image has glibc is only known of .NET's own.
        if (!isMusl && IsAlpine)
            throw new DiagnosticException(ProjectDiagnostics.Mismatch(rid, Name, "is for glibc, the image has musl", rid.Replace("linux-", "linux-musl-")));
        if (isMusl && IsInferred && !IsAlpine)
            throw new DiagnosticException(ProjectDiagnostics.Mismatch(rid, Name, "is for musl, the image has glibc", rid.Replace("-musl", "")));
        if (Platform?.DotNetArchitecture is { } architecture && parts[parts.Length - 1] != architecture)
            throw new DiagnosticException(ProjectDiagnostics.Mismatch(rid, Name, $"is for {parts[parts.Length - 1]}, the image for {architecture}", string.Join("-", [.. parts.Take(parts.Length - 1), architecture])));
    }

    private static string Named(PublishedApp app, string? registry, string repository) => $"{Repository(registry, repository)}:{app.FrameworkVersion}{Prerelease(app)}";

    private static string Repository(string? registry, string name) => $"{(string.IsNullOrWhiteSpace(registry) ? DefaultRegistry : registry!.Trim().TrimEnd('/'))}/dotnet/{name}";

    // An SDK before the release of its own .NET publishes for base images that are not released either.
    private static string Prerelease(PublishedApp app)
    {
        var match = Regex.Match(app.SdkVersion ?? "", @"\A(?<framework>[0-9]+\.[0-9]+)\.[0-9]+-(?<label>preview|rc)\.(?<number>[0-9]+)");
        return match.Success && match.Groups["framework"].Value == app.FrameworkVersion ? $"-{match.Groups["label"]}.{match.Groups["number"]}" : "";
    }

    // Images without ICU have a sibling with it, named -extra: Alpine's and the chiseled ones.
    private static string Suffix(PublishedApp app, string? variant)
    {
        var isModern = app.FrameworkMajor >= FirstVersionWithAppUser;
        var extra = isModern && !app.UsesInvariantGlobalization ? "-extra" : "";
        if (!string.IsNullOrWhiteSpace(variant))
            return "-" + variant!.Trim() + (variant.Trim().EndsWith("chiseled", StringComparison.Ordinal) ? extra : "");
        if (app.RuntimeIdentifier?.StartsWith("linux-musl-", StringComparison.Ordinal) == true)
            return "-alpine" + (app.IsSelfContained ? extra : "");
        return app.IsTrimmed && isModern ? "-noble-chiseled" + extra : "";
    }
}
