using System.Globalization;
using System.Text.RegularExpressions;
using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Bases;
using Dockerize.Dockerfiles;

namespace Dockerize.Build.Dockerfiles;

/// <summary>The Dockerfile of a published app.</summary>
internal static class AppDockerfile
{
    private const string BaseName = "org.opencontainers.image.base.name";
    private const string Root = "root";

    /// <summary>
    /// Writes the Dockerfile. What costs nothing stands before the copies: on the classic builder every instruction after a changed COPY
    /// is a step of its own to repeat. WORKDIR, which makes its folder when there is none, comes after them. Labels come last, because a new
    /// commit id must not spoil a layer.
    /// </summary>
    /// <param name="app">What was published.</param>
    /// <param name="baseImage">What it starts from.</param>
    /// <param name="config">What the image is to say of how to run it.</param>
    /// <param name="steps">What its build does beside copying.</param>
    /// <param name="user">Who runs it.</param>
    /// <param name="layout">What is copied.</param>
    /// <exception cref="DiagnosticException">DKZ1005 to DKZ1007, DKZ1012 to DKZ1014: what no Dockerfile can hold, or this base cannot do.</exception>
    public static Dockerfile Create(PublishedApp app, BaseImage baseImage, ImageConfig config, ImageAdditions steps, ImageUser user, AppLayout layout)
    {
        // Whose turn it is; null while nobody knows.
        var current = baseImage.Facts is { } facts ? facts.HasNonRootUser ? facts.User : Root : null;
        string[] header =
        [
            $"Written by Dockerize.Build for {app.AssemblyName} at every publish: change the project, not this file.",
            $"Base image: {baseImage.Reason}.",
            $"User: {user.Reason}.",
        ];
        IReadOnlyList<Instruction>[] blocks =
        [
            [
                new("FROM", baseImage.Name),
                .. config.Shell is null ? Array.Empty<Instruction>() : [Instruction.Exec("SHELL", config.Shell)],
            ],
            [
                .. steps.Arguments.Distinct(StringComparer.Ordinal).Select(name => new Instruction("ARG", Instruction.Name("ARG", name))),
                .. As(Root, ref current, Packages(baseImage, steps)),
                .. Runs(steps, afterCopy: false, ref current),
            ],
            [
                .. Pairs("ENV", config.Env),
                .. Ports(app, baseImage, config),
                .. config.HealthCheck is null ? Array.Empty<Instruction>() : [config.HealthCheck.ToInstruction()],
                .. config.StopSignal is null ? Array.Empty<Instruction>() : [new("STOPSIGNAL", config.StopSignal)],
                .. config.Entrypoint is null ? Array.Empty<Instruction>() : [new("ENTRYPOINT", config.Entrypoint.ToString())],
                .. config.Command is null ? Array.Empty<Instruction>() : [new("CMD", config.Command.ToString())],
            ],
            [
                .. layout.Layers.Select(folder => folder.ToInstruction()),
                new("WORKDIR", Instruction.Word("WORKDIR", config.WorkingDirectory)),
            ],
            [
                .. layout.Extras.Select(folder => folder.ToInstruction()),
                .. As(Root, ref current, Directories(layout, user)),
                .. Runs(steps, afterCopy: true, ref current),
                .. config.Volumes.Count == 0 ? Array.Empty<Instruction>() : [Instruction.Exec("VOLUME", config.Volumes.Select(Instruction.Escape))],
            ],
            [
                .. As(user.Name ?? Restored(baseImage, current), ref current),
                .. Pairs("LABEL", Labels(baseImage, config)),
            ],
        ];
        return Dockerfile.Create(header, blocks);
    }

    private static IEnumerable<Instruction> Packages(BaseImage baseImage, ImageAdditions steps)
    {
        if (steps.SystemPackages.Count == 0)
            return [];
        if (baseImage.PackageManager is { } manager)
            return [new Instruction("RUN", manager.Install(steps.SystemPackages))];
        if (baseImage.HasNoPackageManager)
            throw new DiagnosticException(ProjectDiagnostics.NoPackageManager(baseImage.Name, steps.SystemPackages));

        // Nobody could say what this image has: it will know itself.
        var choices = PackageManager.All.Select(candidate => $"if command -v {candidate.Program} >/dev/null; then {candidate.Install(steps.SystemPackages)}; el");
        return [new Instruction("RUN", string.Concat(choices) + "se echo 'no package manager' >&2; exit 127; fi")];
    }

    private static IEnumerable<Instruction> Directories(AppLayout layout, ImageUser user)
    {
        if (layout.Directories.Count == 0)
            return [];
        var paths = string.Join(" ", layout.Directories.Select(RunInstruction.Quote));
        return [RunInstruction.Shell($"mkdir -p {paths}" + (user.Owner is null ? "" : $" && chown {user.Owner} {paths}"))];
    }

    private static List<Instruction> Runs(ImageAdditions steps, bool afterCopy, ref string? current)
    {
        var instructions = new List<Instruction>();
        foreach (var run in steps.Runs.Where(run => run.AfterCopy == afterCopy))
            instructions.AddRange(As(run.User ?? Root, ref current, [RunInstruction.Shell(run.Command)]));
        return instructions;
    }

    // The instructions, after a USER where it is not that user's turn already. Who starts is known only of a base image that was inspected.
    private static List<Instruction> As(string? user, ref string? current, IEnumerable<Instruction>? instructions = null)
    {
        var list = new List<Instruction>(instructions ?? []);
        if (user is null || user == current || (instructions is not null && list.Count == 0))
            return list;
        current = user;
        list.Insert(0, new Instruction("USER", user));
        return list;
    }

    // A USER that was only for a RUN must not become the app's.
    private static string? Restored(BaseImage baseImage, string? current)
    {
        if (baseImage.Facts is not { } facts)
            return null;
        var own = facts.HasNonRootUser ? facts.User : Root;
        return current == own ? null : own;
    }

    private static IEnumerable<Instruction> Ports(PublishedApp app, BaseImage baseImage, ImageConfig config)
    {
        string[] ports = [.. ListeningPorts(app, baseImage, config).Concat(config.ExposedPorts).Select(Port).Distinct(StringComparer.Ordinal)];
        if (ports.Length > 0)
            yield return new Instruction("EXPOSE", string.Join(" ", ports));
    }

    // Where ASP.NET Core listens: the app's own variables before those of the base image.
    private static IEnumerable<string> ListeningPorts(PublishedApp app, BaseImage baseImage, ImageConfig config)
    {
        if (!app.UsesAspNetCore)
            return [];
        var usual = app.FrameworkMajor >= BaseImage.FirstVersionWithAppUser && baseImage.IsInferred ? "8080" : "";
        return [.. Listed("ASPNETCORE_HTTP_PORTS", usual), .. Listed("ASPNETCORE_HTTPS_PORTS", ""), .. Urls("ASPNETCORE_URLS")];

        string Value(string variable, string otherwise)
        {
            var own = config.Env.LastOrDefault(pair => pair.Key == variable).Value;
            return own ?? (baseImage.Facts is null ? otherwise : baseImage.Facts.Env.TryGetValue(variable, out var value) ? value : "");
        }

        IEnumerable<string> Listed(string variable, string otherwise) => Value(variable, otherwise).Split([';', ' '], StringSplitOptions.RemoveEmptyEntries);

        IEnumerable<string> Urls(string variable) => Regex.Matches(Value(variable, ""), @"://[^/;]*:([0-9]{1,5})(?![0-9])").Cast<Match>().Select(match => match.Groups[1].Value);
    }

    private static string Port(string port)
    {
        var match = Regex.Match(port, @"\A(?<from>[0-9]{1,5})(?:-(?<to>[0-9]{1,5}))?(?:/(?:tcp|udp|sctp))?\z");
        return match.Success && Number("from") is >= 1 and <= 65535 && (!match.Groups["to"].Success || (Number("to") <= 65535 && Number("to") >= Number("from")))
            ? Regex.Replace(port, "/tcp\\z", "")
            : throw new DiagnosticException(ProjectDiagnostics.InvalidPort(port));

        int Number(string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    private static List<KeyValuePair<string, string>> Labels(BaseImage baseImage, ImageConfig config) =>
    [
        .. (config.HasBaseNameLabel ? [new(BaseName, baseImage.Name)] : Array.Empty<KeyValuePair<string, string>>())
            .Concat(config.Labels)
            .GroupBy(label => label.Key, StringComparer.Ordinal)
            .Select(labels => labels.Last())
            .OrderBy(label => label.Key, StringComparer.Ordinal),
    ];

    private static IEnumerable<Instruction> Pairs(string keyword, IReadOnlyList<KeyValuePair<string, string>> pairs) =>
        pairs.Count > 0 ? [Instruction.Pairs(keyword, pairs)] : [];
}
