using System.Text;
using System.Xml;
using System.Xml.Linq;
using Dockerize.Build.Apps;
using Dockerize.Build.Bases;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Files;

namespace Dockerize.Build.Dockerfiles;

/// <summary>
/// A Dockerfile for the source of a .NET app, which compiles it inside the build: first what a restore needs, so that packages are fetched again only when that changes,
/// then the rest. It lies in the folder until it is disposed of, with <c>Dockerfile.dockerignore</c> beside it, which says what the folder's <c>.dockerignore</c> does and
/// keeps out <c>bin</c> and <c>obj</c>: over those of the restore inside of the build, the ones of this machine would break it. A <c>Dockerfile.dockerignore</c> that is
/// there already counts as it is.
/// </summary>
/// <example>
/// <code>
/// using var dockerfile = await DefaultDockerfile.CreateAsync("src");
/// var id = await DockerImages.BuildAsync("src", dockerfile.Path, tag: "shop");
/// </code>
/// </example>
public sealed class DefaultDockerfile : IDisposable
{
    private const string FileName = "Dockerfile";
    private const string Source = "/src";
    private const string App = "/app";

    // Without one of these a restore fails, or gives something else: what NuGet and MSBuild look for by name, and what projects import.
    private static readonly string[] RestoreFiles = ["nuget.config", "global.json", "packages.lock.json"];
    private static readonly string[] ImportExtensions = [".props", ".targets", ".projitems", ".rsp"];
    private static readonly string[] ProjectExtensions = [".csproj", ".fsproj", ".vbproj"];
    private static readonly string[] OutputFolders = ["bin", "obj"];

    private readonly List<string> written = [];

    private DefaultDockerfile(string path, Dockerfile content)
    {
        Path = path;
        Content = content;
    }

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>What it says.</summary>
    public Dockerfile Content { get; }

    /// <summary>Writes the Dockerfile.</summary>
    /// <param name="context">The folder with the source, all that the app's projects refer to included; null: the current folder.</param>
    /// <param name="project">The app's project file, relative to the folder; null: the only one that is there.</param>
    /// <param name="registry"><c>host[:port][/prefix]</c> to take .NET's images from; null or empty: mcr.microsoft.com.</param>
    /// <param name="cancellationToken">Ends the evaluation of the project.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">There is no such project, or none at all.</exception>
    /// <exception cref="InvalidOperationException">
    /// The folder has a Dockerfile already; it has several projects and none is named; the project is no app; MSBuild cannot evaluate it, or there is no .NET SDK; a
    /// <c>nuget.config</c> is not XML.
    /// </exception>
    /// <exception cref="Dockerize.Build.Advice.DiagnosticException">DKZ1015: the app is for another operating system than its image; DKZ1020: a pattern of the ignore file is none; DKZ2005: a folder or a file cannot be read.</exception>
    public static async Task<DefaultDockerfile> CreateAsync(string? context = null, string? project = null, string? registry = null, CancellationToken cancellationToken = default)
    {
        var folder = System.IO.Path.GetFullPath(context ?? Directory.GetCurrentDirectory());
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"The folder '{folder}' does not exist. Correct its path.");
        var path = System.IO.Path.Combine(folder, FileName);
        if (File.Exists(path))
            throw new InvalidOperationException($"There is already a Dockerfile in '{folder}'. Build that, or remove it.");

        string[] files = [.. ContextReader.Read(folder, path, cancellationToken: cancellationToken).Select(file => file.Path).Where(IsSource)];
        var own = Choose(folder, files, project);
        var evaluation = await ProjectEvaluation.RunAsync(System.IO.Path.Combine(folder, own), cancellationToken).ConfigureAwait(false);
        if (!evaluation.IsApp)
            throw new InvalidOperationException($"'{own}' makes a library, which no image can run. Name the project of an app.");

        var dockerfile = new DefaultDockerfile(path, Compose(own, files, Feeds(folder, files), evaluation, registry));
        try
        {
            dockerfile.Write(path, dockerfile.Content.Text);
            if (!File.Exists(path + DockerIgnore.FileName))
                dockerfile.Write(path + DockerIgnore.FileName, Patterns(System.IO.Path.Combine(folder, DockerIgnore.FileName)));
        }
        catch
        {
            dockerfile.Dispose();
            throw;
        }

        return dockerfile;
    }

    /// <summary>Removes what was written.</summary>
    public void Dispose()
    {
        foreach (var file in written)
            File.Delete(file);
        written.Clear();
    }

    private static bool IsSource(string path) => !path.Split('/').Any(part => OutputFolders.Contains(part, StringComparer.OrdinalIgnoreCase));

    private static string Choose(string folder, string[] files, string? named)
    {
        string[] projects = [.. files.Where(IsProject)];
        if (named is not null)
        {
            var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, named.Replace('\\', System.IO.Path.DirectorySeparatorChar)));
            var comparison = System.IO.Path.DirectorySeparatorChar == '\\' ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
            return projects.FirstOrDefault(project => string.Equals(System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, project)), path, comparison))
                ?? throw new FileNotFoundException($"There is no project '{named}' in '{folder}'. Correct its path, which is relative to the folder.", path);
        }

        return projects.Length switch
        {
            1 => projects[0],
            0 => throw new FileNotFoundException($"There is no project file in '{folder}'. Name the folder with the app's source."),
            _ => throw new InvalidOperationException($"'{folder}' has several projects: {string.Join(", ", projects)}. Name the app's."),
        };
    }

    private static bool IsProject(string path) => ProjectExtensions.Contains(System.IO.Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    // What comes last counts: nothing that the folder's own patterns take back.
    private static string Patterns(string ignoreFile) =>
        (File.Exists(ignoreFile) ? FileErrors.Translate(ignoreFile, () => File.ReadAllText(ignoreFile)).TrimEnd() : "**/.git") + "\n**/bin\n**/obj\n";

    // The folders with packages that lie in this one.
    private static string[] Feeds(string folder, string[] files)
    {
        return [.. files.Where(file => IsNamed(file, "nuget.config")).SelectMany(SourcesOf).Distinct(StringComparer.Ordinal)];

        IEnumerable<string> SourcesOf(string config)
        {
            var path = System.IO.Path.Combine(folder, config);
            IEnumerable<string> values;
            try
            {
                values = XDocument.Parse(FileErrors.Translate(path, () => File.ReadAllText(path))).Descendants("packageSources").Elements("add").Select(source => (string?)source.Attribute("value") ?? "");
            }
            catch (XmlException exception)
            {
                throw new InvalidOperationException($"'{path}' is not XML: {exception.Message.TrimEnd('.')}. Mend it, as no restore can read it.", exception);
            }

            var root = System.IO.Path.GetFullPath(folder).TrimEnd(System.IO.Path.DirectorySeparatorChar) + System.IO.Path.DirectorySeparatorChar;
            return values
                .Where(value => value.Length > 0 && !value.Contains("://") && !System.IO.Path.IsPathRooted(value))
                .Select(value => System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, value.Replace('\\', System.IO.Path.DirectorySeparatorChar))))
                .Where(source => source.StartsWith(root, StringComparison.Ordinal))
                .Select(source => source.Substring(root.Length).Replace('\\', '/').TrimEnd('/'))
                .Where(source => Array.Exists(files, file => file.StartsWith(source + "/", StringComparison.Ordinal)));
        }
    }

    private static Dockerfile Compose(string project, string[] files, string[] feeds, ProjectEvaluation evaluation, string? registry)
    {
        var app = evaluation.App;
        var baseImage = BaseImage.Infer(app, registry);
        baseImage.Require(app);
        // Newer than what the app targets, if that is what its folder is built with.
        var sdk = BaseImage.Sdk(evaluation.SdkVersion, isExact: files.Contains("global.json"), registry);
        var user = ImageUser.Choose(app, baseImage, null);
        // What publishes the image must not do so again inside of it.
        var hasOwnTasks = evaluation.HasItem("PackageReference", "Dockerize.Build") || evaluation.HasItem("GlobalPackageReference", "Dockerize.Build");
        string[] publish =
        [
            "dotnet", "publish", project, "-c", "Release", "-o", App,
            .. evaluation.IsForOneRuntime ? Array.Empty<string>() : ["--no-restore"],
            .. evaluation.TargetFramework.Length > 0 ? ["-f", evaluation.TargetFramework] : Array.Empty<string>(),
            .. hasOwnTasks ? ["-p:Dockerize=false"] : Array.Empty<string>(),
        ];
        return Dockerfile.Create(
            [$"Compiles {project}: first what a restore needs, then the rest."],
            [
                [
                    new("FROM", $"{sdk} AS build"),
                    .. evaluation.IsCompiledAhead ? [new("RUN", PackageManager.Apt.Install(["clang", "zlib1g-dev"]))] : Array.Empty<Instruction>(),
                    new("WORKDIR", Source),
                    .. files.Where(file => IsProject(file) || IsRestoreFile(file)).GroupBy(Folder, StringComparer.Ordinal).Select(group => CopyInstruction.Create(group, $"{Source}/{group.Key}")),
                    .. feeds.Select(feed => CopyInstruction.Create([feed], $"{Source}/{feed}/")),
                    RunInstruction.FromCommand(["dotnet", "restore", project]),
                    new("COPY", ". ."),
                    RunInstruction.FromCommand(publish),
                ],
                [
                    new("FROM", baseImage.Name),
                    new("WORKDIR", App),
                    new("COPY", $"--from=build {App} ."),
                    .. app.UsesAspNetCore && app.FrameworkMajor >= BaseImage.FirstVersionWithAppUser ? [new("EXPOSE", "8080")] : Array.Empty<Instruction>(),
                    .. user.Name is null ? Array.Empty<Instruction>() : [new("USER", user.Name)],
                    Instruction.Exec("ENTRYPOINT", app.Entrypoint(App)),
                ],
            ]);
    }

    private static bool IsRestoreFile(string path) =>
        Array.Exists(RestoreFiles, name => IsNamed(path, name)) || ImportExtensions.Contains(System.IO.Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static bool IsNamed(string path, string name) => string.Equals(path.Substring(path.LastIndexOf('/') + 1), name, StringComparison.OrdinalIgnoreCase);

    private static string Folder(string path) => path.Substring(0, path.LastIndexOf('/') + 1);

    // Whoever was faster keeps what is there.
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
