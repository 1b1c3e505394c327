using Dockerize.Build.Apps;
using Dockerize.Build.Bases;
using Dockerize.Build.Settings;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Microsoft.Build.Framework;

namespace Dockerize.Build.Tasks;

/// <content>What the targets say.</content>
public sealed partial class GenerateDockerfile
{
    /// <summary>Where to write the Dockerfile: a full path.</summary>
    [Required]
    public string Dockerfile { get; set; } = "";

    /// <summary>The full path of the folder that publishing filled.</summary>
    [Required]
    public string PublishDirectory { get; set; } = "";

    /// <summary>What publishing put there: <c>@(ResolvedFileToPublish)</c> with its RelativePath and where each comes from.</summary>
    public ITaskItem[] PublishedFiles { get; set; } = [];

    /// <summary>The static web assets it put there, with their TargetPath.</summary>
    public ITaskItem[] StaticWebAssets { get; set; } = [];

    /// <summary>Whether the static web assets are all that belongs below wwwroot.</summary>
    public bool KnowsStaticWebAssets { get; set; }

    /// <summary>The app's assembly, without extension.</summary>
    [Required]
    public string AssemblyName { get; set; } = "";

    /// <summary>Something that the projects of this build have in common, and those of no other build.</summary>
    [Required]
    public string BuildId { get; set; } = "";

    /// <summary>Whether no image is made where the .NET SDK was asked for its own.</summary>
    public bool YieldsToSdk { get; set; }

    /// <summary>The full path of the file that is going to say what was built.</summary>
    [Required]
    public string MetadataFile { get; set; } = "";

    /// <summary>The target framework: <c>net10.0</c>.</summary>
    public string? TargetFramework { get; set; }

    /// <summary>The target framework's version: <c>10.0</c>.</summary>
    [Required]
    public string FrameworkVersion { get; set; } = "";

    /// <summary>The version of the SDK.</summary>
    public string? SdkVersion { get; set; }

    /// <summary>The shared frameworks that the app references.</summary>
    public ITaskItem[] FrameworkReferences { get; set; } = [];

    /// <summary>Whether it brings its own runtime.</summary>
    public bool SelfContained { get; set; }

    /// <summary>Whether it is one file.</summary>
    public bool SingleFile { get; set; }

    /// <summary>Whether it is trimmed.</summary>
    public bool Trimmed { get; set; }

    /// <summary>Whether it is compiled ahead of time.</summary>
    public bool Aot { get; set; }

    /// <summary>Whether it needs no ICU.</summary>
    public bool InvariantGlobalization { get; set; }

    /// <summary>The runtime identifier it was published for; empty: portable.</summary>
    public string? RuntimeIdentifier { get; set; }

    /// <summary>The image's whole reference; empty: it is made of registry, repository and tags.</summary>
    public string? Image { get; set; }

    /// <summary>The image's registry, <c>host[:port]</c>; empty: it stays in the engine.</summary>
    public string? Registry { get; set; }

    /// <summary>The image's path below the registry; empty: made from <see cref="AssemblyName"/>.</summary>
    public string? Repository { get; set; }

    /// <summary>The image's tags, separated by blanks, semicolons or commas, with tokens.</summary>
    public string? Tags { get; set; }

    /// <summary>Whether a push is to follow, so that a name which cannot be pushed is an error before anything is done.</summary>
    public bool Push { get; set; }

    /// <summary>The version of what is published.</summary>
    public string? Version { get; set; }

    /// <summary>The id of the commit; empty: what git's own files say.</summary>
    public string? SourceRevision { get; set; }

    /// <summary>The branch, with or without <c>refs/heads/</c>; empty: what git's own files or the CI system say.</summary>
    public string? SourceBranch { get; set; }

    /// <summary>The moment of the build in seconds since 1970; empty: now.</summary>
    public string? SourceDateEpoch { get; set; }

    /// <summary>Debug, Release, …</summary>
    public string? Configuration { get; set; }

    /// <summary>The base image; empty: inferred.</summary>
    public string? BaseImage { get; set; }

    /// <summary>When to ask the registry for the base image: IfMissing, Always or Never; empty: IfMissing.</summary>
    public string? Pull { get; set; }

    /// <summary>What the image is to run on, such as <c>linux/arm64</c>; empty: by the runtime identifier, else what the engine runs on.</summary>
    public string? Platform { get; set; }

    /// <summary>Where inferred base images come from.</summary>
    public string? BaseRegistry { get; set; }

    /// <summary>The variant of an inferred base image.</summary>
    public string? BaseVariant { get; set; }

    /// <summary>The folder of the app in the image.</summary>
    [Required]
    public string WorkingDirectory { get; set; } = "";

    /// <summary>The user of the app's process; empty: by the base image.</summary>
    public string? User { get; set; }

    /// <summary>What a container starts: a JSON array or a shell line; empty: the app.</summary>
    public string? Entrypoint { get; set; }

    /// <summary>Its arguments: a JSON array or a shell line.</summary>
    public string? Command { get; set; }

    /// <summary>The SDK's ContainerEntrypoint.</summary>
    public ITaskItem[] SdkEntrypoint { get; set; } = [];

    /// <summary>The SDK's ContainerEntrypointArgs.</summary>
    public ITaskItem[] SdkEntrypointArgs { get; set; } = [];

    /// <summary>The SDK's ContainerAppCommand.</summary>
    public ITaskItem[] SdkAppCommand { get; set; } = [];

    /// <summary>The SDK's ContainerAppCommandArgs.</summary>
    public ITaskItem[] SdkAppCommandArgs { get; set; } = [];

    /// <summary>The SDK's ContainerAppCommandInstruction.</summary>
    public string? SdkAppCommandInstruction { get; set; }

    /// <summary>The SDK's ContainerDefaultArgs.</summary>
    public ITaskItem[] SdkDefaultArgs { get; set; } = [];

    /// <summary>A JSON array, a shell line or <c>none</c>; empty: what the base image says.</summary>
    public string? HealthCheck { get; set; }

    /// <summary>Between two health checks.</summary>
    public string? HealthCheckInterval { get; set; }

    /// <summary>After which a health check has failed.</summary>
    public string? HealthCheckTimeout { get; set; }

    /// <summary>In which a failed health check does not count.</summary>
    public string? HealthCheckStartPeriod { get; set; }

    /// <summary>How many failed health checks in a row count.</summary>
    public string? HealthCheckRetries { get; set; }

    /// <summary>What ends a container.</summary>
    public string? StopSignal { get; set; }

    /// <summary>What reads shell lines: a JSON array.</summary>
    public string? Shell { get; set; }

    /// <summary>Environment variables as <c>A=1;B=2</c>.</summary>
    public string? EnvironmentVariableList { get; set; }

    /// <summary>Environment variables, with their Value; of two with one name the later counts.</summary>
    public ITaskItem[] EnvironmentVariables { get; set; } = [];

    /// <summary>Ports as <c>8080;5353/udp</c>.</summary>
    public string? PortList { get; set; }

    /// <summary>Ports, with their Protocol.</summary>
    public ITaskItem[] Ports { get; set; } = [];

    /// <summary>Labels that the project has anyway, with their Value.</summary>
    public ITaskItem[] ProjectLabels { get; set; } = [];

    /// <summary>Whether a label names the base image.</summary>
    public bool LabelBaseName { get; set; } = true;

    /// <summary>Labels as <c>A=1;B=2</c>; they win over those of the project.</summary>
    public string? LabelList { get; set; }

    /// <summary>Labels, with their Value; they win over all others.</summary>
    public ITaskItem[] Labels { get; set; } = [];

    /// <summary>Folders whose content outlives a container.</summary>
    public ITaskItem[] Volumes { get; set; } = [];

    /// <summary>Packages of the base image's distribution.</summary>
    public ITaskItem[] SystemPackages { get; set; } = [];

    /// <summary>Commands, with their Command, Phase (BeforeCopy, AfterCopy) and User.</summary>
    public ITaskItem[] Runs { get; set; } = [];

    /// <summary>Files, with their To, Chmod and Chown.</summary>
    public ITaskItem[] Copies { get; set; } = [];

    /// <summary>The folder in which what <see cref="Copies"/> names has to lie.</summary>
    [Required]
    public string CopyRoot { get; set; } = "";

    /// <summary>Folders that belong to the app's user.</summary>
    public ITaskItem[] WritableDirectories { get; set; } = [];

    /// <summary>Build arguments.</summary>
    public ITaskItem[] BuildArguments { get; set; } = [];

    /// <summary>Whether to leave out files that only other platforms load.</summary>
    public bool PruneRuntimes { get; set; }

    /// <summary>False: no image is built, so that it needs no name and no engine is asked for what it knows of the base image.</summary>
    public bool Build { get; set; }

    /// <summary>The full path of the user's own Dockerfile; empty: one is generated.</summary>
    public string? BuildFile { get; set; }

    /// <summary>What that one is built from: the full path of a folder, or <c>Published</c>; empty: the folder it is in.</summary>
    public string? BuildContext { get; set; }

    /// <summary>Where to write the whole context too: the full path of a folder or of a .tar file; empty: nowhere.</summary>
    public string? BuildContextOutput { get; set; }

    /// <summary>Whether it was, and nothing was done here.</summary>
    [Output]
    public bool IsLeftToSdk { get; private set; }

    /// <summary>What the image is to be called: one reference for each tag; none if it is not built.</summary>
    [Output]
    public ITaskItem[] References { get; private set; } = [];

    /// <summary>The files that are copied, with ContextPath, Layer and Mode.</summary>
    [Output]
    public ITaskItem[] ContextFiles { get; private set; } = [];

    /// <summary>The Dockerfile to build: the generated one, or the user's own.</summary>
    [Output]
    public string DockerfileToBuild { get; private set; } = "";

    /// <summary>What the image is to run on, such as <c>linux/arm64</c>; empty: what the engine runs on.</summary>
    [Output]
    public string ImagePlatform { get; private set; } = "";
}
