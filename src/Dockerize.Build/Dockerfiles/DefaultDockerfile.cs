using System.Text;
using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Bases;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Files;

namespace Dockerize.Build.Dockerfiles;

/// <summary>
/// A Dockerfile that compiles a .NET app from source. The files for a restore are copied first, so that packages are
/// downloaded again only if these files change. The Dockerfile exists in the folder until the instance is disposed. A
/// <c>Dockerfile.dockerignore</c> is written too. It contains the patterns of <c>.dockerignore</c> and excludes
/// <c>bin</c> and <c>obj</c>, because the files of this machine would break the restore in the build. An existing
/// <c>Dockerfile.dockerignore</c> is not changed.
/// </summary>
/// <example>
/// <code>
/// using var dockerfile = await DefaultDockerfile.CreateAsync("src");
/// var request = new ImageBuildRequest("src") { Dockerfile = dockerfile.Path, Tags = ["shop"] };
/// var id = await DockerImages.BuildAsync(request);
/// </code>
/// </example>
public sealed class DefaultDockerfile : IDisposable
{
    private const string FileName = "Dockerfile";
    private const string Source = "/src";
    private const string App = "/app";

    private readonly List<string> written = [];

    private DefaultDockerfile(string path, Dockerfile content)
    {
        Path = path;
        Content = content;
    }

    /// <summary>The full path of the Dockerfile.</summary>
    public string Path { get; }

    /// <summary>The content of the Dockerfile.</summary>
    public Dockerfile Content { get; }

    /// <summary>Creates the Dockerfile and writes it to the context folder.</summary>
    /// <param name="context">
    /// The folder that contains the source of the app and of all referenced projects; null for the current directory.
    /// </param>
    /// <param name="project">
    /// The project file of the app, relative to the folder; null if the folder contains only one project.
    /// </param>
    /// <param name="registry">
    /// The registry of the .NET images, <c>host[:port][/prefix]</c>; null or blank for mcr.microsoft.com.
    /// </param>
    /// <param name="cancellationToken">A token that cancels the evaluation of the project.</param>
    /// <exception cref="DirectoryNotFoundException">The folder was not found.</exception>
    /// <exception cref="FileNotFoundException">The project was not found.</exception>
    /// <exception cref="InvalidOperationException">
    /// The folder already contains a Dockerfile, or contains several projects and <paramref name="project"/> is null.
    /// The project is not an app, or MSBuild could not evaluate it. The .NET SDK was not found. A <c>nuget.config</c>
    /// is not valid XML.
    /// </exception>
    /// <exception cref="DiagnosticException">DKZ1015: the app and its base image are for different systems.</exception>
    /// <exception cref="InvalidIgnorePatternException">A pattern of the ignore file is invalid.</exception>
    /// <exception cref="FileUnreadableException">A file or folder is unreadable.</exception>
    public static async Task<DefaultDockerfile> CreateAsync(
        string? context = null,
        string? project = null,
        string? registry = null,
        CancellationToken cancellationToken = default
    )
    {
        var folder = System.IO.Path.GetFullPath(context ?? Directory.GetCurrentDirectory());
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"Folder '{folder}' not found. Correct the path.");

        var path = System.IO.Path.Combine(folder, FileName);
        if (File.Exists(path))
        {
            throw new InvalidOperationException($"Dockerfile already exists in '{folder}'. Build it, or delete it.");
        }

        var contextFiles = ContextReader.Read(folder, path, cancellationToken: cancellationToken);
        string[] files = [.. contextFiles.Select(file => file.Path).Where(IsSource)];
        var appProject = FindProject(folder, files, project);
        var evaluation = await ProjectEvaluation
            .RunAsync(System.IO.Path.Combine(folder, appProject), cancellationToken)
            .ConfigureAwait(false);
        if (!evaluation.IsApp)
        {
            throw new InvalidOperationException(
                $"Project '{appProject}' is a library, which cannot run in an image. Specify the project of an app."
            );
        }

        var restoreFiles = RestoreFiles.Copy(folder, files, RestoreFiles.IsProject, Source).ToList();
        var content = Compose(appProject, files, restoreFiles, evaluation, registry);
        var dockerfile = new DefaultDockerfile(path, content);
        dockerfile.WriteFiles(folder);
        return dockerfile;
    }

    /// <summary>Deletes the Dockerfile and the ignore file that this instance has written.</summary>
    public void Dispose()
    {
        foreach (var file in written)
            File.Delete(file);
        written.Clear();
    }

    private static bool IsSource(string path) => !BuildOutput.Contains(path, '/');

    private static string FindProject(string folder, string[] files, string? specified)
    {
        string[] projects = [.. files.Where(RestoreFiles.IsProject)];
        if (specified is not null)
        {
            var separator = System.IO.Path.DirectorySeparatorChar;
            var path = FullPath(folder, specified.Replace('\\', separator));
            var comparison = separator == '\\' ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
            return Array.Find(projects, project => string.Equals(FullPath(folder, project), path, comparison))
                ?? throw new FileNotFoundException(
                    $"Project '{specified}' not found in '{folder}'. Specify a path relative to the folder.",
                    path
                );
        }

        return projects.Length switch
        {
            1 => projects[0],
            0 => throw new FileNotFoundException(
                $"No project file found in '{folder}'. Specify the folder with the source of the app."
            ),
            _ => throw new InvalidOperationException(
                $"Several project files found in '{folder}': {string.Join(", ", projects)}. Specify the one of the app."
            ),
        };
    }

    private static string FullPath(string folder, string path) =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, path));

    // The patterns for bin and obj come last, because the last pattern that matches is used. An exception in
    // .dockerignore must not include them.
    private static string CreatePatterns(string ignoreFile)
    {
        var patterns = File.Exists(ignoreFile) ? DockerIgnore.ReadText(ignoreFile).TrimEnd() : "**/.git";
        return patterns + "\n**/bin\n**/obj\n";
    }

    private static Dockerfile Compose(
        string project,
        string[] files,
        IEnumerable<Instruction> restoreFiles,
        ProjectEvaluation evaluation,
        string? registry
    )
    {
        var app = evaluation.App;
        var baseImage = BaseImage.Infer(app, registry);
        baseImage.Require(app);
        // The SDK version is used instead of the target framework, which may be older.
        var sdk = DotNetImages.ForSdk(evaluation.SdkVersion, isExact: files.Contains("global.json"), registry);
        var user = ImageUser.Choose(app, baseImage, null);
        var config = new ImageConfig { Env = baseImage.RequiredEnv };
        var ports = WebPorts.Find(app, baseImage, config).Exposed;
        return Dockerfile.Create(
            [$"Builds {project}. The files of the restore are copied first, so that packages stay cached."],
            [
                [
                    new("FROM", $"{sdk} AS build"),
                    .. If(evaluation.IsCompiledAhead, RestoreFiles.AotCompiler),
                    new("WORKDIR", Source),
                    .. restoreFiles,
                    RunInstruction.FromCommand(["dotnet", "restore", project]),
                    new("COPY", ". ."),
                    RunInstruction.FromCommand(PublishCommand(project, evaluation)),
                ],
                [
                    new("FROM", baseImage.Name),
                    .. MissingPackages(baseImage),
                    new("WORKDIR", App),
                    new("COPY", $"--from=build {App} ."),
                    .. If(ports.Count > 0, new Instruction("EXPOSE", string.Join(" ", ports))),
                    .. If(user.Name is not null, new Instruction("USER", $"{user.Name}")),
                    Instruction.Exec("ENTRYPOINT", app.Entrypoint(App)),
                ],
            ]
        );
    }

    // Packages are missing only in Alpine images.
    private static Instruction[] MissingPackages(BaseImage baseImage) =>
        baseImage.MissingPackages.Count > 0
            ?
            [
                new("RUN", PackageManager.Apk.Install(baseImage.MissingPackages)),
                Instruction.Pairs("ENV", baseImage.RequiredEnv),
            ]
            : [];

    private static string[] PublishCommand(string project, ProjectEvaluation evaluation)
    {
        // The publish inside the build must not build an image.
        var buildsImage =
            evaluation.HasItem("PackageReference", "Dockerize.Build")
            || evaluation.HasItem("GlobalPackageReference", "Dockerize.Build");
        return
        [
            "dotnet",
            "publish",
            project,
            "-c",
            "Release",
            "-o",
            App,
            .. If(!evaluation.IsForOneRuntime, "--no-restore"),
            .. If(evaluation.TargetFramework.Length > 0, "-f", evaluation.TargetFramework),
            .. If(buildsImage, "-p:Dockerize=false"),
        ];
    }

    private static T[] If<T>(bool condition, params T[] values) => condition ? values : [];

    private void WriteFiles(string folder)
    {
        try
        {
            Write(Path, Content.Text);
            if (!File.Exists(Path + DockerIgnore.FileName))
            {
                var patterns = CreatePatterns(System.IO.Path.Combine(folder, DockerIgnore.FileName));
                Write(Path + DockerIgnore.FileName, patterns);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    // CreateNew fails if another process has created the file in the meantime.
    private void Write(string path, string text)
    {
        using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
        {
            written.Add(path);
            var bytes = Encoding.UTF8.GetBytes(text);
            file.Write(bytes, 0, bytes.Length);
        }
    }
}
