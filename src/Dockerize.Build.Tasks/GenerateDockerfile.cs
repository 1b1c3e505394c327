using System.Text.RegularExpressions;
using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>Writes the Dockerfile of a published app, and lists the files that it copies.</summary>
public sealed class GenerateDockerfile : DockerTask
{
    /// <summary>Where to write it: a full path.</summary>
    [Required]
    public string Dockerfile { get; set; } = "";

    /// <summary>The full path of the folder that publishing filled.</summary>
    [Required]
    public string PublishDirectory { get; set; } = "";

    /// <summary>What publishing put there: <c>@(ResolvedFileToPublish)</c> with its RelativePath and where each comes from.</summary>
    public ITaskItem[] PublishedFiles { get; set; } = [];

    /// <summary>The static web assets it put there, with their TargetPath.</summary>
    public ITaskItem[] StaticWebAssets { get; set; } = [];

    /// <summary>The app's assembly, without extension.</summary>
    [Required]
    public string AssemblyName { get; set; } = "";

    /// <summary>The target framework's version: <c>10.0</c>.</summary>
    [Required]
    public string FrameworkVersion { get; set; } = "";

    /// <summary>The shared frameworks that the app references.</summary>
    public ITaskItem[] FrameworkReferences { get; set; } = [];

    /// <summary>Whether it brings its own runtime.</summary>
    public bool SelfContained { get; set; }

    /// <summary>The runtime identifier it was published for; empty: portable.</summary>
    public string? RuntimeIdentifier { get; set; }

    /// <summary>The base image; empty: inferred.</summary>
    public string? BaseImage { get; set; }

    /// <summary>Where inferred base images come from.</summary>
    public string? BaseRegistry { get; set; }

    /// <summary>The variant of an inferred base image.</summary>
    public string? BaseVariant { get; set; }

    /// <summary>The folder of the app in the image.</summary>
    [Required]
    public string WorkingDirectory { get; set; } = "";

    /// <summary>The user of the app's process; empty: by the base image.</summary>
    public string? User { get; set; }

    /// <summary>Environment variables as <c>A=1;B=2</c>.</summary>
    public string? EnvironmentVariableList { get; set; }

    /// <summary>Environment variables, with their Value.</summary>
    public ITaskItem[] EnvironmentVariables { get; set; } = [];

    /// <summary>Ports as <c>8080;5353/udp</c>.</summary>
    public string? PortList { get; set; }

    /// <summary>Ports, with their Protocol.</summary>
    public ITaskItem[] Ports { get; set; } = [];

    /// <summary>Labels that the project has anyway, with their Value.</summary>
    public ITaskItem[] ProjectLabels { get; set; } = [];

    /// <summary>Labels as <c>A=1;B=2</c>; they win over those of the project.</summary>
    public string? LabelList { get; set; }

    /// <summary>Labels, with their Value; they win over all others.</summary>
    public ITaskItem[] Labels { get; set; } = [];

    /// <summary>Whether to leave out files that only other platforms load.</summary>
    public bool PruneRuntimes { get; set; }

    /// <summary>False: no engine is asked for what it knows of the base image.</summary>
    public bool InspectBaseImage { get; set; }

    /// <summary>The files that the Dockerfile copies, with ContextPath, Layer and Executable.</summary>
    [Output]
    public ITaskItem[] ContextFiles { get; private set; } = [];

    private protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var files = Dockerize.PublishDirectory.Read(PublishDirectory, AssemblyName, KnownFiles(), out var stale);
        var app = new PublishedApp
        {
            AssemblyName = AssemblyName,
            FrameworkVersion = FrameworkVersion,
            UsesAspNetCore = FrameworkReferences.Any(reference => reference.ItemSpec == "Microsoft.AspNetCore.App"),
            IsSelfContained = SelfContained,
            RuntimeIdentifier = RuntimeIdentifier,
            Files = files,
        };
        var config = new ImageConfig
        {
            WorkingDirectory = WorkingDirectory,
            User = User,
            Env = TaskItems.Pairs("DockerEnvironmentVariables", EnvironmentVariableList, EnvironmentVariables),
            ExposedPorts = [.. ListedPorts()],
            Labels = [.. TaskItems.Pairs("", null, ProjectLabels), .. TaskItems.Pairs("DockerLabels", LabelList, Labels)],
        };

        var baseImage = string.IsNullOrWhiteSpace(BaseImage)
            ? Dockerize.BaseImage.Infer(app, BaseRegistry, BaseVariant)
            : Dockerize.BaseImage.Chosen(BaseImage!.Trim());
        if (InspectBaseImage)
        {
            using var engine = await DockerEngine.ConnectAsync(Host, cancellationToken).ConfigureAwait(false);
            baseImage = await baseImage.InspectAsync(engine, Progress, cancellationToken).ConfigureAwait(false);
        }

        var context = Layers.Split(app, WorkingDirectory, PruneRuntimes ? baseImage.Platform : null);
        AppDockerfile.Create(app, baseImage, config, context.Select(file => file.Layer!.Value)).Save(Dockerfile);

        ContextFiles =
        [
            .. context.Select(file => TaskItems.Create(
                file.Source, ("ContextPath", file.Path), ("Layer", file.Layer!.Value.Folder()), ("Executable", file.IsExecutable ? "true" : "false"))),
        ];
        if (stale.Count > 0)
        {
            Log.LogMessage(
                MessageImportance.High,
                "Left out, because an earlier publish left them in {0}: {1}. Add them to @(ResolvedFileToPublish) if they belong into the image.",
                PublishDirectory, string.Join(", ", stale));
        }
    }

    private IEnumerable<KeyValuePair<string, PublishedFileOrigin>> KnownFiles() =>
        PublishedFiles.Select(file => new KeyValuePair<string, PublishedFileOrigin>(file.GetMetadata("RelativePath"), Origin(file)))
            .Concat(StaticWebAssets.Select(asset => new KeyValuePair<string, PublishedFileOrigin>(asset.GetMetadata("TargetPath"), PublishedFileOrigin.StaticWebAsset)));

    private static PublishedFileOrigin Origin(ITaskItem file)
    {
        var package = file.GetMetadata("NuGetPackageId");
        return
            Regex.IsMatch(package, @"\.App\.Runtime\.", RegexOptions.IgnoreCase) ? PublishedFileOrigin.Runtime
            : package.Length > 0 ? PublishedFileOrigin.Package
            : file.GetMetadata("ReferenceSourceTarget") == "ProjectReference" ? PublishedFileOrigin.Project
            : PublishedFileOrigin.App;
    }

    private IEnumerable<string> ListedPorts() =>
        (PortList ?? "").Split([';', ',', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Concat(Ports.Select(port => port.GetMetadata("Protocol") is { Length: > 0 } protocol && !port.ItemSpec.Contains('/') ? $"{port.ItemSpec}/{protocol}" : port.ItemSpec));
}
