using System.Globalization;
using System.Text.RegularExpressions;
using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Bases;
using Dockerize.Dockerfiles;

namespace Dockerize.Build.Dockerfiles;

/// <summary>Generates the Dockerfile of a published app.</summary>
internal static class AppDockerfile
{
    private const string BaseName = "org.opencontainers.image.base.name";
    private const string BaseDigest = "org.opencontainers.image.base.digest";
    private const string Root = "root";

    /// <summary>
    /// Creates the Dockerfile. Instructions that only change the configuration come before the COPY instructions,
    /// because the classic builder repeats every instruction after a changed COPY. WORKDIR, which creates a missing
    /// folder, follows the COPY instructions. Labels come last, so that a new commit id does not invalidate a layer.
    /// </summary>
    /// <param name="app">The published app.</param>
    /// <param name="baseImage">The base image.</param>
    /// <param name="config">The configuration of the image.</param>
    /// <param name="steps">The additions to the image.</param>
    /// <param name="layout">The layout of the build context.</param>
    /// <exception cref="DiagnosticException">
    /// DKZ1005: a port is invalid. DKZ1012: a package is invalid. DKZ1014: the base image has no package manager.
    /// </exception>
    /// <exception cref="InvalidInstructionException">A name or a value cannot be written to a Dockerfile.</exception>
    public static Dockerfile Create(
        PublishedApp app,
        BaseImage baseImage,
        ImageConfig config,
        ImageAdditions steps,
        AppLayout layout
    )
    {
        var user = config.User;
        // The user at this point of the Dockerfile; null if unknown.
        var current = BaseUser(baseImage);
        IReadOnlyList<Instruction>[] blocks =
        [
            [new("FROM", baseImage.Name), .. IfSet(config.Shell, shell => Instruction.Exec("SHELL", shell))],
            [
                .. steps.Arguments.Distinct(StringComparer.Ordinal).Select(Argument),
                .. As(Root, ref current, Packages(baseImage, steps)),
                .. Runs(steps, afterCopy: false, ref current),
            ],
            [
                .. Pairs("ENV", config.Env),
                .. Ports(app, baseImage, config),
                .. IfSet(config.HealthCheck, check => check.ToInstruction()),
                .. IfSet(config.StopSignal, signal => new("STOPSIGNAL", signal)),
                .. IfSet(config.Entrypoint, command => new("ENTRYPOINT", command.ToString())),
                .. IfSet(config.Command, command => new("CMD", command.ToString())),
            ],
            [
                .. layout.Layers.Select(folder => folder.ToInstruction()),
                new("WORKDIR", Instruction.Word("WORKDIR", config.WorkingDirectory)),
            ],
            [
                .. layout.Extras.Select(folder => folder.ToInstruction()),
                .. As(Root, ref current, Directories(layout, user)),
                .. Runs(steps, afterCopy: true, ref current),
                .. Volumes(config),
            ],
            [
                .. As(user.Name ?? RestoredUser(baseImage, current), ref current),
                .. Pairs("LABEL", Labels(baseImage, config)),
            ],
        ];
        return Dockerfile.Create(Header(app, baseImage, user), blocks);
    }

    private static string[] Header(PublishedApp app, BaseImage baseImage, ImageUser user) =>
        [
            $"Written by Dockerize.Build for {app.AssemblyName} at every publish: change the project, not this file.",
            $"Base image: {baseImage.Reason}.",
            $"User: {user.Reason}.",
        ];

    private static IEnumerable<Instruction> IfSet<T>(T? value, Func<T, Instruction> create)
        where T : class => value is null ? [] : [create(value)];

    private static IEnumerable<Instruction> Volumes(ImageConfig config) =>
        config.Volumes.Count > 0 ? [Instruction.Exec("VOLUME", config.Volumes.Select(Instruction.Escape))] : [];

    private static Instruction Argument(string name) => new("ARG", Instruction.Name("ARG", name));

    private static string? BaseUser(BaseImage baseImage)
    {
        if (baseImage.Facts is not { } facts)
            return null;

        return facts.HasNonRootUser ? facts.User : Root;
    }

    private static IEnumerable<Instruction> Packages(BaseImage baseImage, ImageAdditions steps)
    {
        if (steps.SystemPackages.Count == 0)
            return [];
        if (baseImage.PackageManager is { } manager)
            return [new Instruction("RUN", manager.Install(steps.SystemPackages))];
        if (baseImage.HasNoPackageManager)
            throw new DiagnosticException(ProjectDiagnostics.NoPackageManager(baseImage.Name, steps.SystemPackages));

        // The package manager is unknown, so the command searches for it.
        var choices = PackageManager.All.Select(candidate =>
            $"if command -v {candidate.Program} >/dev/null; then {candidate.Install(steps.SystemPackages)}; el"
        );
        return [new Instruction("RUN", string.Concat(choices) + "se echo 'no package manager' >&2; exit 127; fi")];
    }

    private static IEnumerable<Instruction> Directories(AppLayout layout, ImageUser user)
    {
        if (layout.Directories.Count == 0)
            return [];

        var paths = string.Join(" ", layout.Directories.Select(RunInstruction.Quote));
        var changeOwner = user.Owner is null ? "" : $" && chown {user.Owner} {paths}";
        return [RunInstruction.Shell($"mkdir -p {paths}{changeOwner}")];
    }

    private static List<Instruction> Runs(ImageAdditions steps, bool afterCopy, ref string? current)
    {
        var instructions = new List<Instruction>();
        foreach (var run in steps.Runs.Where(run => run.AfterCopy == afterCopy))
            instructions.AddRange(As(run.User ?? Root, ref current, [RunInstruction.Shell(run.Command)]));
        return instructions;
    }

    // Returns the instructions, after a USER instruction if the current user is different or unknown.
    private static List<Instruction> As(
        string? user,
        ref string? current,
        IEnumerable<Instruction>? instructions = null
    )
    {
        var list = new List<Instruction>(instructions ?? []);
        if (user is null || user == current || (instructions is not null && list.Count == 0))
            return list;

        current = user;
        list.Insert(0, new Instruction("USER", user));
        return list;
    }

    // Returns the user of the base image if RUN instructions have changed the user, so that the app does not run as
    // another user.
    private static string? RestoredUser(BaseImage baseImage, string? current)
    {
        var user = BaseUser(baseImage);
        return current == user ? null : user;
    }

    private static IEnumerable<Instruction> Ports(PublishedApp app, BaseImage baseImage, ImageConfig config)
    {
        var all = WebPorts.Find(app, baseImage, config).Exposed.Concat(config.ExposedPorts);
        string[] ports = [.. all.Select(ParsePort).Distinct(StringComparer.Ordinal)];
        if (ports.Length > 0)
            yield return new Instruction("EXPOSE", string.Join(" ", ports));
    }

    private static string ParsePort(string port)
    {
        var match = Regex.Match(port, @"\A(?<from>[0-9]{1,5})(?:-(?<to>[0-9]{1,5}))?(?:/(?:tcp|udp|sctp))?\z");
        if (!match.Success)
            throw new DiagnosticException(ProjectDiagnostics.InvalidPort(port));

        var from = Number("from");
        var to = match.Groups["to"].Success ? Number("to") : from;
        return from >= 1 && to >= from && to <= 65535
            ? Regex.Replace(port, "/tcp\\z", "")
            : throw new DiagnosticException(ProjectDiagnostics.InvalidPort(port));

        int Number(string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    private static IEnumerable<KeyValuePair<string, string>> BaseLabels(BaseImage baseImage, ImageConfig config)
    {
        if (config.HasBaseNameLabel)
            yield return new(BaseName, baseImage.Name);
        if (config.HasBaseDigestLabel && baseImage.Digest is { } digest)
            yield return new(BaseDigest, digest.ToString());
    }

    private static List<KeyValuePair<string, string>> Labels(BaseImage baseImage, ImageConfig config) =>
        [
            .. BaseLabels(baseImage, config)
                .Concat(config.Labels)
                .GroupBy(label => label.Key, StringComparer.Ordinal)
                .Select(labels => labels.Last())
                .OrderBy(label => label.Key, StringComparer.Ordinal),
        ];

    private static IEnumerable<Instruction> Pairs(string keyword, IReadOnlyList<KeyValuePair<string, string>> pairs) =>
        pairs.Count > 0 ? [Instruction.Pairs(keyword, pairs)] : [];
}
