using System.Diagnostics;

namespace Dockerize.Bench;

/// <summary>The publishes of the app on one engine, with a relay in front of the engine and of the registry.</summary>
internal sealed class FiguresRun : IDisposable
{
    private readonly string store;
    private readonly FiguresContent? content;
    private readonly CountingRelay engine;
    private readonly CountingRelay registry;
    private readonly BenchFolder folder;
    private readonly Dictionary<(string, string), FiguresApp> apps = [];

    /// <param name="store">The name of the image store.</param>
    /// <param name="engine">The path of the engine's socket.</param>
    /// <param name="content">The files of the app instead of packages; null for packages.</param>
    public FiguresRun(string store, string engine, FiguresContent? content = null)
    {
        this.store = store;
        this.content = content;
        this.engine = new CountingRelay(engine, refusesSessions: false);
        registry = new CountingRelay(BenchFolder.BaseRegistry);
        folder = new BenchFolder(this.engine.Host);
    }

    /// <summary>The tools, each with the targets of one publish.</summary>
    public IReadOnlyList<(string Tool, string Target)> Tools { get; init; } =
    [
        (FiguresPage.Plain, Figure.Engine),
        (FiguresPage.Dockerize, Figure.Engine),
        (FiguresPage.Dockerize, Figure.Registry),
        (FiguresPage.Sdk, Figure.Engine),
        (FiguresPage.Sdk, Figure.Registry),
        // The push is measured after the build.
        (FiguresPage.OneCopy, Figure.Engine),
        (FiguresPage.TwoCopies, Figure.Engine),
    ];

    public string EngineVersion => folder.RunDocker("version", "--format", "{{.Server.Version}}").Trim();

    private string BaseImage => $"{registry.Host}/dotnet/aspnet:10.0";

    /// <summary>
    /// Restores the packages, and creates each image once, so that the engine and the SDK have the base image. The
    /// engine pushes the base image once. Otherwise, the first push of an app would include it.
    /// </summary>
    public async Task PrepareAsync()
    {
        var copy = $"{registry.Host}/{folder.Repository}-base:latest";
        await folder.DockerAsync("pull", "--quiet", BaseImage);
        await folder.DockerAsync("tag", BaseImage, copy);
        await folder.DockerAsync("push", "--quiet", copy);
        foreach (var tool in Tools)
        {
            var app = new FiguresApp(folder, $"app{apps.Count}", content);
            apps[tool] = app;
            app.Upgrade();
            app.Write();
            await folder.PublishAsync(app.Folder, "-p:Dockerize=false");
            app.Upgrade();
            if (tool.Target == Figure.Engine)
                await PublishAsync(tool, app, isPushMeasured: false);
        }
    }

    /// <summary>
    /// Publishes each app again. A first build removes the images of all tools, so that only the last tool has one.
    /// </summary>
    public async Task RestoreImagesAsync()
    {
        foreach (var tool in Tools)
            await PublishAsync(tool, apps[tool], isPushMeasured: false);
    }

    /// <summary>Publishes the app with one tool.</summary>
    /// <param name="tool">The tool and its target.</param>
    /// <param name="change">The change before the publish.</param>
    /// <param name="round">The number of the round, starting with 0.</param>
    public async Task<IReadOnlyList<Figure>> MeasureAsync((string Tool, string Target) tool, string change, int round)
    {
        var app = apps[tool];
        switch (change)
        {
            case FiguresPage.First:
                // Layers that were pushed to one repository are not sent again to another one.
                if (round > 0 && tool.Target == Figure.Registry)
                    return [];
                app.Clone();
                folder.RemoveImages();
                folder.RunDocker("image", "prune", "--force");
                folder.RunDocker("builder", "prune", "--all", "--force");
                break;
            case FiguresPage.Line:
                app.ChangeLine();
                break;
            case FiguresPage.Upgrade:
                app.Upgrade();
                break;
            case FiguresPage.Clone:
                app.Clone();
                app.ChangeLine();
                break;
        }

        // The writes of the previous tool would slow down this one.
        using (var sync = Process.Start("sync"))
            await sync.WaitForExitAsync();
        var isPushMeasured = content is null && (change != FiguresPage.First || round == 0);
        var dangling = Dangling();
        engine.TakeSent();
        registry.TakeSent();
        var (built, pushed) = await PublishAsync(tool, app, isPushMeasured);
        var left = Dangling() - dangling;
        folder.RunDocker("image", "prune", "--force");
        List<Figure> figures = [ToFigure(tool.Target, built)];
        if (pushed is not null)
            figures.Add(ToFigure(Figure.Registry, pushed));
        return figures;

        Figure ToFigure(string target, Step step) =>
            new(store, tool.Tool, target, change, step.Seconds, step.Sent, step.Pushed, step.Memory, left);
    }

    public void Dispose()
    {
        folder.Dispose();
        engine.Dispose();
        registry.Dispose();
    }

    private async Task<(Step Built, Step? Pushed)> PublishAsync(
        (string Tool, string Target) tool,
        FiguresApp app,
        bool isPushMeasured
    )
    {
        var repository = $"{folder.Repository}-{app.Folder}";
        string[] dockerize = ["-p:DockerBaseImage=" + BaseImage, "-p:DockerImage=" + $"{registry.Host}/{repository}"];
        string[] sdk =
        [
            "-p:Dockerize=false",
            "-t:PublishContainer",
            $"-p:ContainerRepository={repository}",
            $"-p:ContainerBaseImage={BaseImage}",
        ];
        var run = tool switch
        {
            (FiguresPage.Dockerize, Figure.Engine) => await folder.PublishAsync([app.Folder, .. dockerize]),
            (FiguresPage.Dockerize, _) => await folder.PublishAsync([app.Folder, .. dockerize, "-p:DockerPush=true"]),
            (FiguresPage.Sdk, Figure.Engine) => await folder.PublishAsync([app.Folder, .. sdk]),
            (FiguresPage.Sdk, _) => await folder.PublishAsync([
                app.Folder,
                .. sdk,
                $"-p:ContainerRegistry={registry.Host}",
            ]),
            _ => await folder.PublishAsync(app.Folder, "-p:Dockerize=false"),
        };
        var built = new Step(run.Time.TotalSeconds, engine.TakeSent(), registry.TakeSent(), run.PeakMemory);
        if (tool.Tool is not (FiguresPage.OneCopy or FiguresPage.TwoCopies))
            return (built, null);

        var image = $"{registry.Host}/{repository}:latest";
        run = await folder.DockerAsync("build", "--quiet", "--tag", image, WriteContext(app, tool.Tool));
        built = built.Then(run, engine.TakeSent(), registry.TakeSent());
        if (!isPushMeasured)
            return (built, null);

        run = await folder.DockerAsync("push", "--quiet", image);
        return (built, built.Then(run, engine.TakeSent(), registry.TakeSent()));
    }

    // Writes a Dockerfile for the published files, as it is written by hand. The copy of the files is not measured. It
    // is outside of the project, because a web project publishes all JSON files in its folder.
    private string WriteContext(FiguresApp app, string tool)
    {
        var published = Path.Combine(app.FullPath, "bin", "Release", "net10.0", "publish");
        var image = Path.Combine(folder.Path, app.Folder + "-context");
        if (Directory.Exists(image))
            Directory.Delete(image, recursive: true);
        foreach (var file in Directory.EnumerateFiles(published, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(published, file);
            var isOwn =
                path.StartsWith("Shop", StringComparison.Ordinal) || path.EndsWith("json", StringComparison.Ordinal);
            var copy = Path.Combine(image, tool == FiguresPage.TwoCopies && !isOwn ? "packages" : "app", path);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        File.WriteAllText(
            Path.Combine(image, "Dockerfile"),
            $"""
            FROM {BaseImage}
            WORKDIR /app
            {(tool == FiguresPage.TwoCopies ? "COPY packages/ ./" : "#")}
            COPY app/ ./
            USER 1654
            ENTRYPOINT ["dotnet", "Shop.dll"]

            """
        );
        return image;
    }

    private int Dangling() =>
        folder
            .RunDocker("image", "ls", "--quiet", "--filter", "dangling=true")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Length;

    private sealed record Step(double Seconds, long Sent, long Pushed, long Memory)
    {
        public Step Then(Run run, long sent, long pushed) =>
            new(Seconds + run.Time.TotalSeconds, Sent + sent, Pushed + pushed, Math.Max(Memory, run.PeakMemory));
    }
}
