using Dockerize.Build.Apps;
using Dockerize.Build.Bases;
using Dockerize.Build.Settings;
using Dockerize.Dockerfiles;

namespace Dockerize.Build.Dockerfiles;

/// <summary>
/// The first stage of an ejected Dockerfile. It compiles and publishes the app, and writes its layers to folders. The
/// package in the project assigns the files to layers, as in a publish on the machine of a developer.
/// </summary>
internal static class SourceStage
{
    private const string Source = "/src";

    // The publish writes the build context of the generated Dockerfile, but builds no image.
    private static readonly string[] ContextProperties =
    [
        "-p:DockerBuild=false",
        "-p:DockerBuildFile=",
        "-p:DockerBuildContextOutput=/context",
    ];

    /// <summary>The folder with the layers.</summary>
    public static StageFolder Folder { get; } = new("build", "/context/");

    /// <summary>Creates the instructions of the stage.</summary>
    /// <param name="tree">The sources of the app.</param>
    /// <param name="project">The project.</param>
    /// <param name="settings">The settings of the project.</param>
    /// <param name="layout">The layout of the app in the last stage.</param>
    public static IReadOnlyList<Instruction> Create(
        SourceTree tree,
        ProjectInfo project,
        ProjectSettings settings,
        AppLayout layout
    )
    {
        var isExact = tree.Files.Any(file => RestoreFiles.HasName(file, "global.json"));
        var sdk = DotNetImages.ForSdk(project.SdkVersion ?? "", isExact, settings.Get(BaseImageSettings.Registry));
        var global = settings.GlobalProperties;
        string[] runtime = global["RuntimeIdentifier"] is { } rid ? ["-r", rid] : [];
        return
        [
            new("FROM", $"{sdk} AS {Folder.Name}"),
            .. project.IsAot ? [RestoreFiles.AotCompiler] : Array.Empty<Instruction>(),
            new("WORKDIR", Source),
            .. RestoreFiles.Copy(tree.Root, tree.Files, tree.Projects.Contains, Source),
            RunInstruction.FromCommand(["dotnet", "restore", tree.Project, .. runtime]),
            new("COPY", ". ."),
            new("RUN", string.Join(" \\\n    ", Publish(tree, settings, runtime).Concat(MoveFiles(layout)))),
        ];
    }

    private static IEnumerable<string> Publish(SourceTree tree, ProjectSettings settings, string[] runtime)
    {
        var (properties, global) = (settings.Properties, settings.GlobalProperties);
        string[] restore = properties["RuntimeIdentifier"] is null ? ["--no-restore"] : [];
        string[] framework = global["TargetFramework"] is { } name ? ["-f", name] : [];
        var configuration = properties["Configuration"] ?? "Release";
        yield return "dotnet "
            + FormatArguments(["publish", tree.Project, "-c", configuration, .. framework, .. runtime, .. restore]);
        yield return FormatArguments(ContextProperties);
        if (FormatArguments(OverriddenProperties(tree, settings)) is { Length: > 0 } overridden)
            yield return overridden;
        // The stage is built for the platform of the image. Files for other platforms are excluded.
        if (properties["RuntimeIdentifier"] is null)
            yield return "-p:DockerPlatform=linux/$(uname -m)";
    }

    // The properties of the project that the publish in the container must not use, or would have another value for.
    private static IEnumerable<string> OverriddenProperties(SourceTree tree, ProjectSettings settings)
    {
        if (settings.Get(PublishSettings.Push))
            yield return "-p:DockerPush=false";
        foreach (var name in PublishSettings.Archive.Fallbacks.Prepend(PublishSettings.Archive.Name))
        {
            if (settings.Properties[name] is not null)
                yield return $"-p:{name}=";
        }

        if (settings.Properties["RuntimeIdentifier"] is not null && settings.Get(BaseImageSettings.Platforms).Count > 0)
            yield return "-p:DockerPlatforms=";
        // Without a git repository, additional files must be in the folder of the solution.
        if (tree.Project.Contains('/') && settings.Get(ItemSettings.Copy).Count > 0)
            yield return $"-p:SolutionDir={Source}/";
    }

    // COPY fails if its source does not exist, for example after the last package was removed. The files of layers that
    // the Dockerfile does not copy, such as those of the first package, become part of the last layer. The Dockerfile
    // does not copy all layers, because classic builders can fail after COPY of an empty folder (moby/moby#37965).
    private static IEnumerable<string> MoveFiles(AppLayout layout)
    {
        var folders = layout.Layers.Concat(layout.Extras).Select(folder => folder.Name).ToList();
        yield return "&& mkdir -p " + string.Join(" ", folders.Select(folder => Folder.Path + folder));
        var others = AppLayout.LayerFolders.Except(folders, StringComparer.Ordinal).ToList();
        var path = Folder.Path + "$layer";
        if (others.Count > 0)
        {
            yield return $"&& for layer in {string.Join(" ", others)}; do";
            yield return $"[ ! -d {path} ] || cp -a {path}/. {Folder.Path}{AppLayout.LastFolder}/; done";
        }
    }

    // The first word of a command is quoted if it contains `=`, so another word is in front of the arguments.
    private static string FormatArguments(IEnumerable<string> words)
    {
        const string Program = "dotnet";
        return RunInstruction.FromCommand([Program, .. words]).Arguments.Substring(Program.Length).TrimStart();
    }
}
