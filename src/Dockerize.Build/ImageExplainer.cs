using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Bases;
using Dockerize.Build.Dockerfiles;
using Dockerize.Build.Settings;
using Dockerize.Engines.Endpoints;
using Dockerize.Images;
using Dockerize.Reporting;

namespace Dockerize.Build;

/// <summary>
/// Explains the image that a publish would create: what each part is, and which setting or default it comes from.
/// Nothing is published, and the engine is only queried.
/// </summary>
/// <param name="settings">The settings of the project.</param>
/// <param name="project">The project.</param>
/// <param name="recordPath">The full path of the build record.</param>
/// <param name="connect">A function that connects to the engine.</param>
internal sealed class ImageExplainer(
    ProjectSettings settings,
    ProjectInfo project,
    string recordPath,
    Func<CancellationToken, Task<DockerEngine>> connect
)
{
    private readonly ImageExplanation explanation = new(Path.GetFileNameWithoutExtension(project.File));

    // The base image and the names, if they were found without an error.
    private IReadOnlyList<ImageReference> names = [];
    private BaseImage? baseImage;

    /// <summary>Explains the image.</summary>
    /// <param name="cancellationToken">A token that cancels the queries.</param>
    public async Task<ImageExplanation> RunAsync(CancellationToken cancellationToken)
    {
        var image = new ImageDecision(settings);
        explanation.Add("Image", image.Lines);
        if (!image.IsMade)
            return explanation;

        Add("Name", FindNames);
        Add("Name from", FindNameOrigins);
        Add("Push", FindPush);
        Add("Archive", () => settings.Get(PublishSettings.Archive) is { } archive ? [project.Resolve(archive)] : []);
        Add("Dockerfile", FindDockerfile);
        Add("Platform", FindPlatforms);
        Add("Base image", FindBaseImage);
        var engine = new EngineExplainer(settings, explanation, recordPath, connect)
        {
            Names = names,
            BaseImage = baseImage,
        };
        await engine.RunAsync(DescribeContainer, cancellationToken).ConfigureAwait(false);
        Add("Settings", FindWarnings);
        return explanation;
    }

    // An error in one part does not hide the other parts.
    private void Add(string topic, Func<IEnumerable<string>> find)
    {
        try
        {
            explanation.Add(topic, find());
        }
        catch (Exception exception) when (Advisor.Explain(exception, settings.Origins) is { } error)
        {
            explanation.Add(topic, [ExplanationTexts.Error(error)]);
        }
    }

    private IEnumerable<string> FindNames()
    {
        names = new ImageNames(settings, project, Reporter.None).Resolve();
        return names.Select(name => name.Familiar);
    }

    private IEnumerable<string> FindNameOrigins()
    {
        var properties = settings.Properties;
        if (ImageNameSettings.Image.Origin(properties) is { } whole)
            return [ExplanationTexts.From("all parts", whole)];

        return
        [
            ImageNameSettings.Registry.Origin(properties) is { } registry
                ? ExplanationTexts.From("registry", registry)
                : ExplanationTexts.NoRegistry,
            ImageNameSettings.Repository.Origin(properties) is { } repository
                ? ExplanationTexts.From("repository", repository)
                : ExplanationTexts.RepositoryOfAssembly(project.AssemblyName),
            .. Present(ImageNameSettings.RepositoryPrefix, "repository prefix"),
            ImageNameSettings.Tags.Origin(properties) is { } tags
                ? ExplanationTexts.TagsFrom(settings.Get(ImageNameSettings.Tags)!, tags)
                : ExplanationTexts.DefaultTag,
        ];
    }

    private IEnumerable<string> Present(Setting setting, string part) =>
        setting.Origin(settings.Properties) is { } origin ? [ExplanationTexts.From(part, origin)] : [];

    private IEnumerable<string> FindPush() =>
        [settings.Get(PublishSettings.Push) ? ExplanationTexts.Pushed : ExplanationTexts.NotPushed];

    private IEnumerable<string> FindDockerfile()
    {
        if (settings.Get(BuildSettings.File) is not { } own)
        {
            yield return ExplanationTexts.Generated(project.GeneratedDockerfile);
            if (File.Exists(Path.Combine(project.Directory, "Dockerfile")))
                yield return LogTexts.UnusedDockerfile();
            yield break;
        }

        yield return $"{project.Resolve(own)} ({settings.Origins.Dockerfile})";
        var context = BuildSettings.UsePublishedFiles(settings)
            ? ExplanationTexts.PublishedContext
            : Path.GetDirectoryName(project.Resolve(own))!;
        yield return ExplanationTexts.Context(
            settings.Get(BuildSettings.Context) is { } path && !BuildSettings.UsePublishedFiles(settings)
                ? project.Resolve(path)
                : context
        );
    }

    private IEnumerable<string> FindPlatforms()
    {
        TargetPlatforms.Require(settings);
        var platforms = TargetPlatforms.Find(settings);
        if (platforms.Count > 0)
            return platforms.Select(platform => $"{platform.Platform}").Append(Origin(BaseImageSettings.Platforms));

        var one = settings.Get(BaseImageSettings.Platform) ?? TargetPlatforms.FindOne(settings, project);
        return one is { } only
            ? [$"{only} ({settings.Origins.Platform ?? "RuntimeIdentifier"})"]
            : [ExplanationTexts.PlatformOfEngine];

        string Origin(Setting setting) => $"({setting.Origin(settings.Properties)})";
    }

    private IEnumerable<string> FindWarnings()
    {
        var warnings = new Collected();
        SettingsCheck.Run(settings, project, new Reporter(warnings, warnings));
        if (settings.Get(BuildSettings.File) is not null)
        {
            var ignored = SettingsTable
                .IgnoredWithOwnDockerfile(settings, BuildSettings.UsePublishedFiles(settings))
                .ToList();
            if (ignored.Count > 0)
                warnings.Report(DockerfileDiagnostics.IgnoredSettings(ignored, settings.Origins.Dockerfile!));
        }

        return warnings.Lines;
    }

    private IEnumerable<string> FindBaseImage()
    {
        if (settings.Get(BuildSettings.File) is not null)
            return [];

        var app = PublishedApp.Expect(project, settings.Names("FrameworkReference"));
        baseImage = PlatformPlanner.ChooseBaseImage(settings, app);
        var origins = new[] { BaseImageSettings.Image, BaseImageSettings.Registry, BaseImageSettings.Variant }
            .Select(setting => setting.Origin(settings.Properties))
            .OfType<string>()
            .ToList();
        var from = origins.Count > 0 ? $" ({string.Join(", ", origins)})" : "";
        var locked = settings.Get(BaseImageSettings.Lock)
            ? BaseLock.Load(project.Directory).Find(baseImage.ParseName())
            : null;
        return
        [
            baseImage.Name + from,
            .. locked is null ? Array.Empty<string>() : [ExplanationTexts.Locked(locked.Digest, locked.Date)],
            .. baseImage.IsInferred ? [baseImage.Reason] : Array.Empty<string>(),
            .. baseImage.MissingPackages.Count > 0
                ? [LogTexts.InstallsIcu(baseImage.Name, baseImage.MissingPackages)]
                : Array.Empty<string>(),
        ];
    }

    private void DescribeContainer(BaseImage known) => Add("Container", () => FindContainer(known));

    private IEnumerable<string> FindContainer(BaseImage known)
    {
        var app = PublishedApp.Expect(project, settings.Names("FrameworkReference"));
        var config = ImageConfig.Read(settings, app, known);
        var additions = ImageAdditions.Read(settings, project, CancellationToken.None);
        var ports = WebPorts.Find(app, known, config);
        string[] exposed = [.. ports.Exposed, .. config.ExposedPorts];
        if (config.Entrypoint?.Arguments is { } arguments)
            yield return ExplanationTexts.Starts(arguments);
        yield return ExplanationTexts.User(config.User.Name, config.User.Reason);
        yield return ExplanationTexts.Ports(exposed);
        if (ports.Hint(config.ExposedPorts) is { } hint)
            yield return hint;
        if (config.Env.Count > 0)
            yield return ExplanationTexts.Variables(config.Env.Select(variable => variable.Key));
        if (config.Labels.Count > 0)
            yield return ExplanationTexts.Labels(config.Labels.Select(label => label.Key).Distinct());
        if (additions.SystemPackages.Count > 0)
            yield return ExplanationTexts.Packages(additions.SystemPackages);
    }

    /// <summary>Collects warnings and messages as lines.</summary>
    private sealed class Collected : IProgress<ProgressMessage>, IProgress<Diagnostic>
    {
        private readonly List<string> lines = [];

        public IEnumerable<string> Lines => lines;

        public void Report(ProgressMessage value) => lines.Add(value.Text);

        public void Report(Diagnostic value) => lines.Add(ExplanationTexts.Error(value));
    }
}
