using Dockerize.Build.Settings;

namespace Dockerize.Build.Apps;

/// <summary>The properties of a project and its publish that the image depends on.</summary>
/// <param name="properties">The properties of the project.</param>
internal sealed class ProjectInfo(ProjectProperties properties)
{
    /// <summary>The full path of the project file.</summary>
    public string File => Required("MSBuildProjectFullPath");

    /// <summary>The full path of the folder of the project.</summary>
    public string Directory => Path.GetDirectoryName(File)!;

    /// <summary>The name of the assembly, without extension.</summary>
    public string AssemblyName => Required("AssemblyName");

    /// <summary>The target framework: <c>net10.0</c>.</summary>
    public string TargetFramework => properties["TargetFramework"] ?? "";

    /// <summary>The version of the target framework: <c>10.0</c>.</summary>
    public string FrameworkVersion => Required("TargetFrameworkVersion").TrimStart('v', 'V');

    /// <summary>The version of the .NET SDK; null if unknown.</summary>
    public string? SdkVersion => properties["NETCoreSdkVersion"];

    /// <summary>The runtime identifier that the app is published for; null for a portable app.</summary>
    public string? RuntimeIdentifier => properties["RuntimeIdentifier"] ?? properties["ContainerRuntimeIdentifier"];

    /// <summary>
    /// True in the publish for another platform of a multi-platform image, which the main publish starts.
    /// </summary>
    public bool IsPlatformPublish => properties.IsTrue("_DockerIsPlatformPublish");

    /// <summary>True if the publish for another platform of the image already logs the same advice.</summary>
    public bool IsQuiet => properties.IsTrue("_DockerIsQuiet");

    /// <summary>The roll-forward policy of the app; null for the default.</summary>
    public string? RollForward => properties["RollForward"]?.Trim();

    /// <summary>True if the app contains its own runtime.</summary>
    public bool IsSelfContained => properties.IsTrue("SelfContained");

    /// <summary>True if the app is published as a single file.</summary>
    public bool IsSingleFile => properties.IsTrue("PublishSingleFile");

    /// <summary>True if the app is trimmed.</summary>
    public bool IsTrimmed => properties.IsTrue("PublishTrimmed");

    /// <summary>True if the app is compiled ahead of time (native AOT).</summary>
    public bool IsAot => properties.IsTrue("PublishAot");

    /// <summary>True if the app does not require ICU.</summary>
    public bool UsesInvariantGlobalization => properties.IsTrue("InvariantGlobalization");

    /// <summary>The full path of the publish folder.</summary>
    public string PublishDirectory => Resolve(Required("PublishDir"));

    /// <summary>The full paths of the folders with the files that a build creates.</summary>
    public IEnumerable<string> OutputFolders => [Resolve(Required("IntermediateOutputPath")), PublishDirectory];

    /// <summary>The full paths of the NuGet package folders of the project.</summary>
    public IEnumerable<string> PackageFolders =>
        (properties["NuGetPackageFolders"] ?? properties["NuGetPackageRoot"] ?? "")
            .Split([';'], StringSplitOptions.RemoveEmptyEntries)
            .Where(path => !string.IsNullOrWhiteSpace(path))
            .Select(Resolve);

    /// <summary>The full path of the file with the result of the restore.</summary>
    public string AssetsFile => Resolve(properties["ProjectAssetsFile"] ?? Path.Combine("obj", "project.assets.json"));

    /// <summary>The full path of the folder for generated files: <c>obj/Release/net10.0/docker</c>.</summary>
    public string OutputDirectory =>
        properties["_DockerOutputDirectory"] is { } directory
            ? Resolve(directory)
            : Path.Combine(Resolve(Required("IntermediateOutputPath")), "docker");

    /// <summary>The full path of the generated Dockerfile.</summary>
    public string GeneratedDockerfile => Path.Combine(OutputDirectory, "Dockerfile");

    /// <summary>The version of the project; null if unknown.</summary>
    public string? Version => properties["PackageVersion"] ?? properties["Version"];

    /// <summary>
    /// The full path of the folder that must contain all files to copy. This is the git repository of the project, or
    /// for a submodule the repository that contains it. Without a repository, it is the folder of the solution. Without
    /// a solution, it is the folder of the project.
    /// </summary>
    public string SourceRoot =>
        // In a linked working tree or a submodule, .git is a file.
        FolderWith(Path.Combine(".git", "HEAD")) ?? FolderWith(".git") ?? SolutionFolder ?? Directory;

    private string? SolutionFolder =>
        properties["SolutionDir"] is { } solution && solution != "*Undefined*" && Contains(Resolve(solution), Directory)
            ? Resolve(solution)
            : null;

    /// <summary>
    /// The project for one platform of a multi-platform image. Generated files for it are in a subfolder.
    /// </summary>
    public ProjectInfo For(TargetPlatform platform)
    {
        var folder = Path.Combine(OutputDirectory, platform.FolderName);
        return new(
            properties.With([
                new("_DockerOutputDirectory", folder),
                new("ContainerRuntimeIdentifier", platform.RuntimeIdentifier ?? ""),
            ])
        );
    }

    /// <summary>Converts a path in the project to a full path. Slashes and backslashes separate folders.</summary>
    public string Resolve(string path) =>
        Path.GetFullPath(
            Path.Combine(
                Directory,
                path.Trim().Replace('\\', Path.DirectorySeparatorChar).Replace('/', Path.DirectorySeparatorChar)
            )
        );

    private string? FolderWith(string file)
    {
        var folder = Directory;
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder, file)))
            folder = Path.GetDirectoryName(folder);
        return folder;
    }

    private static bool Contains(string folder, string path)
    {
        var separator = Path.DirectorySeparatorChar;
        var comparison = separator == '\\' ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return (path + separator).StartsWith(folder.TrimEnd(separator) + separator, comparison);
    }

    private string Required(string name) =>
        properties[name]?.Trim()
        ?? throw new InvalidOperationException($"Missing property {name}: the target did not pass it to the task.");
}
