using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Files;
using Dockerize.Images;
using Dockerize.Reporting;

namespace Dockerize.Build.Bases;

/// <summary>The base image of an app: the name, the reason for the choice, and the result of the inspection.</summary>
/// <param name="Name">The reference in the Dockerfile.</param>
/// <param name="Reason">The reason for the choice, for a comment in the Dockerfile.</param>
internal sealed record BaseImage(string Name, string Reason)
{
    private const string ShellPath = "/bin/sh";

    /// <summary>True if <see cref="Infer"/> chose the image. Inferred images are always .NET images.</summary>
    public bool IsInferred { get; init; }

    /// <summary>The properties of the image in the engine; null before <see cref="InspectAsync"/>.</summary>
    public ImageInspection? Facts { get; init; }

    /// <summary>The requested platform; null for the platform of the engine.</summary>
    public Platform? RequestedPlatform { get; init; }

    /// <summary>
    /// The digest of the image in its registry, from the name or the inspection. Null if unknown: the image comes from
    /// no registry, or no engine is available.
    /// </summary>
    public Digest? Digest
    {
        get
        {
            var name = ParseName();
            // Sorted, because the order of the engine's list can vary, and an unchanged publish must not build a new
            // image.
            var known = Facts?.DigestsIn(name).OrderBy(digest => digest.ToString(), StringComparer.Ordinal).ToList();
            return name.Digest ?? (known is { Count: > 0 } ? known[0] : null);
        }
    }

    /// <summary>
    /// The environment variables of an inferred image that determine the ports of a web app. They are used if no engine
    /// is available.
    /// </summary>
    public IReadOnlyDictionary<string, string> DefaultEnv { get; init; } = new Dictionary<string, string>();

    /// <summary>The packages that the app requires and an inferred image does not contain.</summary>
    public IReadOnlyList<string> MissingPackages { get; init; } = [];

    /// <summary>The environment variables that make .NET use <see cref="MissingPackages"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> RequiredEnv =>
        MissingPackages.Count > 0 ? [new(DotNetImages.InvariantVariable, "false")] : [];

    /// <summary>
    /// The platform, from the name and the inspection. Without an inspection, it is the requested platform. Null if
    /// unknown.
    /// </summary>
    public ImagePlatform? Platform
    {
        get
        {
            var (os, architecture) = Facts is null
                ? (RequestedPlatform?.Os, RequestedPlatform?.Architecture)
                : (Facts.Os, Facts.Architecture);
            if (IsInferred)
                return new ImagePlatform(os ?? "linux", architecture, IsAlpine);

            return os is null ? null : new ImagePlatform(os, architecture, IsMusl: null);
        }
    }

    /// <summary>The package manager; null if there is none or it is unknown.</summary>
    public PackageManager? PackageManager { get; init; }

    /// <summary>True if the image has no package manager, such as a chiseled or distroless image.</summary>
    public bool HasNoPackageManager { get; init; }

    /// <summary>True if the image has a shell, so that RUN commands can be executed, or if this is unknown.</summary>
    public bool HasShell { get; init; } = true;

    private bool IsAlpine => Name.Contains("alpine");

    /// <summary>Creates the base image that the project specifies.</summary>
    public static BaseImage Chosen(string name) => new(name, "specified in the project");

    /// <summary>Parses <see cref="Name"/>.</summary>
    /// <exception cref="InvalidReferenceException">The name is not a valid reference.</exception>
    public ImageReference ParseName() => ImageReference.Parse(Name);

    /// <summary>Inspects the image in an engine, and pulls it if necessary.</summary>
    /// <param name="engine">The engine of the build.</param>
    /// <param name="request">The request to pull the image.</param>
    /// <param name="progress">The receiver of the progress of a pull.</param>
    /// <param name="cancellationToken">A token that cancels the inspection and the pull.</param>
    /// <exception cref="ImageUnavailableException">The image was not found, or the pull failed.</exception>
    /// <exception cref="PlatformMismatchException">The image is for another platform.</exception>
    /// <exception cref="EngineException">The connection failed, or the engine rejected the request.</exception>
    public async Task<BaseImage> InspectAsync(
        DockerEngine engine,
        ImagePullRequest request,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        var facts = await engine.EnsureImageAsync(request, progress, cancellationToken).ConfigureAwait(false);
        return this with { Facts = facts, RequestedPlatform = request.Platform };
    }

    /// <summary>Infers the .NET image for an app.</summary>
    /// <param name="app">The app.</param>
    /// <param name="registry">
    /// The registry, <c>host[:port][/prefix]</c>; null or blank for <see cref="DotNetImages.DefaultRegistry"/>.
    /// </param>
    /// <param name="variant">
    /// The variant in the tag, such as <c>alpine</c> or <c>noble-chiseled</c>; null or blank to infer it from the app.
    /// </param>
    public static BaseImage Infer(PublishedApp app, string? registry = null, string? variant = null)
    {
        var (repository, requires) = app switch
        {
            { IsSelfContained: true } => ("runtime-deps", "contains its own runtime"),
            { UsesAspNetCore: true } => ("aspnet", "requires the ASP.NET Core runtime"),
            _ => ("runtime", "requires the .NET runtime"),
        };
        var name = DotNetImages.ForApp(app, repository, registry, variant);
        return new BaseImage(name, $"{app.AssemblyName} targets .NET {app.FrameworkVersion} and {requires}")
        {
            IsInferred = true,
            DefaultEnv = DotNetImages.Environment(app.FrameworkMajor),
            MissingPackages = DotNetImages.MissingPackages(app, name),
        };
    }

    /// <summary>
    /// Finds the shell and the package manager: in the image if an engine is available, otherwise from the name.
    /// </summary>
    /// <param name="engine">The engine that has the image; null if no engine is available.</param>
    /// <param name="isNeeded">True if the build requires the result. Otherwise the engine is not queried.</param>
    /// <param name="record">
    /// The full path of a cache file, which avoids creating a container to search the image again; null for no cache.
    /// </param>
    /// <param name="cancellationToken">A token that cancels the search.</param>
    /// <exception cref="EngineException">The connection failed, or the engine rejected the request.</exception>
    public async Task<BaseImage> FindProgramsAsync(
        DockerEngine? engine,
        bool isNeeded,
        string? record = null,
        CancellationToken cancellationToken = default
    )
    {
        if (engine is null || Facts is null || !isNeeded)
        {
            var byName = PackageManager.FromImageName(Name, IsInferred, out var isKnown);
            return this with
            {
                PackageManager = byName,
                HasNoPackageManager = byName is null && isKnown,
                HasShell = byName is not null || !isKnown,
            };
        }

        var found = await FindFilesAsync(engine, Facts.Id, record, cancellationToken).ConfigureAwait(false);
        var manager = PackageManager.All.FirstOrDefault(candidate => found.Contains(candidate.Path));
        return this with
        {
            PackageManager = manager,
            HasNoPackageManager = manager is null,
            HasShell = found.Contains(ShellPath),
        };
    }

    /// <summary>
    /// True if a program that .NET images do not contain may be available. The build may install it, or the base image
    /// is not a .NET image.
    /// </summary>
    public bool MayHave(string program, ImageAdditions steps) =>
        !IsInferred
        || (program == "wget" && PackageManager == PackageManager.Apk)
        || steps.SystemPackages.Any(package => package.Split('=')[0] == program)
        || steps.Runs.Any(run => run.Command.Contains(program));

    /// <summary>
    /// True if the image of a Dockerfile runs as root, according to the last USER instruction or the base image.
    /// </summary>
    public bool IsRunAsRoot(Dockerfile dockerfile) =>
        dockerfile.Instructions.LastOrDefault(instruction => instruction.Keyword == "USER") is { } user
            ? user.Arguments is "root" or "0"
            : Facts is { HasNonRootUser: false };

    /// <summary>
    /// Checks that the runtime identifier of the app matches the image. The properties of the image come from its name
    /// and its inspection.
    /// </summary>
    /// <exception cref="DiagnosticException">
    /// DKZ1015: the operating system, C library or processor architecture does not match.
    /// </exception>
    public void Require(PublishedApp app)
    {
        if (app.RuntimeIdentifier is not { Length: > 0 } rid)
            return;

        var parts = rid.Split('-');
        var isMusl = parts.Contains("musl", StringComparer.Ordinal) || parts[0] == "alpine";
        var (os, baseOs) = (FindOs(parts[0]), Platform?.Os ?? "linux");
        if (os is "windows" or "osx" or "linux" && os != baseOs)
        {
            var suggestion = baseOs == "windows" ? "win-x64" : "linux-x64";
            throw Mismatch(rid, os, baseOs, suggestion);
        }

        if (os != "linux")
            return;

        // Images with `alpine` in the name use musl, and other inferred images use glibc. For all other images, the C
        // library is unknown.
        if (!isMusl && IsAlpine)
            throw Mismatch(rid, "glibc", "musl", rid.Replace("linux-", "linux-musl-"));
        if (isMusl && IsInferred && !IsAlpine)
            throw Mismatch(rid, "musl", "glibc", rid.Replace("-musl", ""));
        if (Platform?.DotNetArchitecture is { } architecture && parts[parts.Length - 1] != architecture)
        {
            var suggestion = string.Join("-", [.. parts.Take(parts.Length - 1), architecture]);
            throw Mismatch(rid, parts[parts.Length - 1], architecture, suggestion);
        }
    }

    private static string FindOs(string prefix)
    {
        if (prefix.StartsWith("win", StringComparison.Ordinal))
            return "windows";

        return prefix == "alpine" ? "linux" : prefix;
    }

    private DiagnosticException Mismatch(string rid, string required, string actual, string suggestion) =>
        new(BaseImageDiagnostics.Mismatch(Name, rid, required, actual, suggestion));

    // The content of an image with a given id never changes, so the result can be cached. In an image index, the image
    // for a platform is found by name and platform, and not by id.
    private async Task<IReadOnlyCollection<string>> FindFilesAsync(
        DockerEngine engine,
        string imageId,
        string? record,
        CancellationToken cancellationToken
    )
    {
        string[] paths = [.. PackageManager.All.Select(manager => manager.Path), ShellPath];
        var key = $"{imageId} {string.Join(" ", paths)}";
        var cached = record is null ? [] : TextFile.ReadLinesOrEmpty(record);
        if (cached.Length > 0 && cached[0] == key)
            return [.. cached.Skip(1)];

        var image = RequestedPlatform is null ? imageId : Name;
        var found = await engine
            .FindFilesAsync(image, paths, RequestedPlatform, cancellationToken)
            .ConfigureAwait(false);
        if (record is not null)
            TextFile.Save(record, string.Join("\n", [key, .. found]) + "\n");
        return found;
    }
}
