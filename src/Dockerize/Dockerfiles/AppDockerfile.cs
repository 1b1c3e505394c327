using System.Globalization;
using System.Text.RegularExpressions;

namespace Dockerize;

/// <summary>The Dockerfile of a published app.</summary>
public static class AppDockerfile
{
    private const string BaseName = "org.opencontainers.image.base.name";
    private const string AppUid = "APP_UID";

    // The images of .NET 8 and later have the user `app`, its id in APP_UID, and listen on 8080.
    private const int FirstVersionWithAppUser = 8;

    /// <summary>
    /// Writes the Dockerfile. What costs nothing stands before the copies: on the classic builder every instruction after a changed COPY
    /// is a step of its own to repeat. Each layer is copied to the root, its paths inside the context being those of the image: a COPY
    /// into a folder that the image already has would stamp that folder with the time of day, and no two machines would share a layer.
    /// WORKDIR, which makes its folder when there is none, therefore comes after the copies.
    /// </summary>
    /// <param name="app">What was published.</param>
    /// <param name="baseImage">What it starts from.</param>
    /// <param name="config">What the project asks for.</param>
    /// <param name="layers">The layers that have files.</param>
    /// <exception cref="DockerizeException">DKZ1004 to DKZ1006: a port, a name or a value that no Dockerfile can hold.</exception>
    public static Dockerfile Create(PublishedApp app, BaseImage baseImage, ImageConfig config, IEnumerable<Layer> layers)
    {
        var user = User(app, baseImage, config, out var whyThisUser);
        string[] header =
        [
            $"Written by Dockerize.Build for {app.AssemblyName} at every publish: change the project, not this file.",
            $"Base image: {baseImage.Reason}.",
            $"User: {whyThisUser}.",
        ];
        return Dockerfile.Create(header,
        [
            [new("FROM", baseImage.Name)],
            [
                .. One("ENV", config.Env),
                .. Ports(app, baseImage, config),
                Instruction.Exec("ENTRYPOINT", app.Entrypoint(config.WorkingDirectory)),
            ],
            [
                .. layers.Distinct().OrderBy(layer => layer).Select(layer => new Instruction("COPY", $"{layer.Folder()}/ /")),
                new("WORKDIR", Instruction.Word("WORKDIR", config.WorkingDirectory)),
            ],
            [
                .. user is null ? Array.Empty<Instruction>() : [new("USER", user)],
                .. One("LABEL", Labels(baseImage, config)),
            ],
        ]);
    }

    /// <summary>
    /// The user of the app's process. <c>USER $APP_UID</c> on a base without that variable silently means root, so it is written only where the
    /// base is known to have it.
    /// </summary>
    private static string? User(PublishedApp app, BaseImage baseImage, ImageConfig config, out string why)
    {
        if (!string.IsNullOrWhiteSpace(config.User))
        {
            why = "the project names it";
            return Instruction.Word("USER", config.User!.Trim());
        }

        if (baseImage.Facts is { HasNonRootUser: true } facts)
        {
            why = $"the base image runs as {facts.User} already";
            return null;
        }

        var hasAppUser = baseImage.Facts?.Env.ContainsKey(AppUid) ?? (baseImage.IsInferred && MajorVersion(app) >= FirstVersionWithAppUser);
        why = hasAppUser ? $"the base image's own, which is not root"
            : baseImage.Facts is null ? "the base image's; whether that is root could not be asked"
            : $"root, because the base image has no user of its own and no {AppUid}; set DockerImageUser to choose one";
        return hasAppUser ? "$" + AppUid : null;
    }

    private static IEnumerable<Instruction> Ports(PublishedApp app, BaseImage baseImage, ImageConfig config)
    {
        var ports = config.ExposedPorts.Count > 0 ? config.ExposedPorts : [.. ListeningPorts(app, baseImage, config)];
        if (ports.Count > 0)
            yield return new Instruction("EXPOSE", string.Join(" ", ports.Select(Port).Distinct(StringComparer.Ordinal)));
    }

    // Where ASP.NET Core listens: the app's own variables before those of the base image.
    private static IEnumerable<string> ListeningPorts(PublishedApp app, BaseImage baseImage, ImageConfig config)
    {
        if (!app.UsesAspNetCore)
            return [];
        return Listed("ASPNETCORE_HTTP_PORTS", MajorVersion(app) >= FirstVersionWithAppUser && baseImage.IsInferred ? "8080" : "").Concat(Listed("ASPNETCORE_HTTPS_PORTS", ""));

        IEnumerable<string> Listed(string variable, string otherwise)
        {
            var own = config.Env.LastOrDefault(pair => pair.Key == variable).Value;
            var inherited = baseImage.Facts is null ? otherwise : baseImage.Facts.Env.TryGetValue(variable, out var value) ? value : "";
            return (own ?? inherited).Split([';', ' '], StringSplitOptions.RemoveEmptyEntries);
        }
    }

    private static string Port(string port)
    {
        var match = Regex.Match(port, @"\A(?<from>[0-9]{1,5})(?:-(?<to>[0-9]{1,5}))?(?:/(?:tcp|udp|sctp))?\z");
        return match.Success && InRange("from") && (!match.Groups["to"].Success || InRange("to"))
            ? port
            : throw new DockerizeException(ProjectDiagnostics.InvalidPort(port));

        bool InRange(string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) is >= 1 and <= 65535;
    }

    private static List<KeyValuePair<string, string>> Labels(BaseImage baseImage, ImageConfig config) =>
    [
        .. new[] { new KeyValuePair<string, string>(BaseName, baseImage.Name) }
            .Concat(config.Labels)
            .GroupBy(label => label.Key, StringComparer.Ordinal)
            .Select(labels => labels.Last())
            .OrderBy(label => label.Key, StringComparer.Ordinal),
    ];

    private static IEnumerable<Instruction> One(string keyword, IReadOnlyList<KeyValuePair<string, string>> pairs) =>
        pairs.Count > 0 ? [Instruction.Pairs(keyword, pairs)] : [];

    private static int MajorVersion(PublishedApp app) =>
        int.TryParse(app.FrameworkVersion.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0;
}
