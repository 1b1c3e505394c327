using System.Text.RegularExpressions;
using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Bases;
using Dockerize.Build.Dockerfiles;
using Dockerize.Build.Settings;
using Dockerize.Build.Tags;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Images;
using Dockerize.Registries;
using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>
/// Names the image that is to be built, before anything else can fail; writes the Dockerfile of a published app and lists the files that it copies, or lists
/// those of a user's own Dockerfile.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed partial class GenerateDockerfile : DockerTask
{
    private const string PublishedContext = "Published";

    private protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        IsLeftToSdk = YieldsToSdk && RequestedTargets.Include("PublishContainer");
        if (IsLeftToSdk)
            return;
        IReadOnlyList<ImageReference> references = Build ? ReadReferences() : [];
        References = [.. references.Select(reference => TaskItems.Create(reference.Familiar))];
        var platform = Dockerize.Build.Bases.ImagePlatform.Parse("DockerPlatform", Platform) ?? Dockerize.Build.Bases.ImagePlatform.FromRuntimeIdentifier(RuntimeIdentifier);
        ImagePlatform = platform ?? "";
        var files = HasOwnDockerfile && !UsesPublishedContext ? ReadOwnContext(cancellationToken) : await GenerateAsync(references, platform, cancellationToken).ConfigureAwait(false);
        DockerfileToBuild = HasOwnDockerfile ? BuildFile! : Dockerfile;
        if (HasOwnDockerfile)
            WarnOfWhatHasNoEffect();
        var secrets = SecretFiles.Find(files).ToList();
        if (secrets.Count > 0)
            LogWarning(HasOwnDockerfile && !UsesPublishedContext
                ? ProjectDiagnostics.MayContainSecret([.. secrets.Select(file => file.Path)], isOwnContext: true)
                : ProjectDiagnostics.MayContainSecret([.. secrets.Select(file => file.Source)], isOwnContext: false));

        if (!string.IsNullOrWhiteSpace(BuildContextOutput))
        {
            Dockerize.Contexts.BuildContext.Create(Dockerize.Dockerfiles.Dockerfile.Load(DockerfileToBuild).Text, files, DockerfileToBuild, cancellationToken)
                .Save(BuildContextOutput!, BesideDockerfile("context-output"), cancellationToken);
        }

        ContextFiles = [.. files.Select(TaskItems.FromContextFile)];
    }

    // What the next publish wants to know of this one.
    private string BesideDockerfile(string name) => Path.Combine(Path.GetDirectoryName(Dockerfile)!, name);

    private bool HasOwnDockerfile => !string.IsNullOrWhiteSpace(BuildFile);

    private bool UsesPublishedContext => string.Equals(BuildContext, PublishedContext, StringComparison.OrdinalIgnoreCase);

    private IReadOnlyList<ImageReference> ReadReferences()
    {
        var values = new TagValues
        {
            Version = Version,
            Revision = SourceRevision,
            Branch = SourceBranch,
            Configuration = Configuration,
            Time = TagValues.TimeOf(SourceDateEpoch),
            Directory = Path.GetDirectoryName(ProjectFile),
            Variable = Environment.GetEnvironmentVariable,
        };
        var repository = string.IsNullOrWhiteSpace(Repository) && string.IsNullOrWhiteSpace(Image) ? ImageTags.NormalizeRepository(AssemblyName) : Repository;
        var references = ImageTags.Resolve(Image, Registry, repository, Tags, values, Warnings);
        if (Push)
        {
            ImageTags.RequireRegistry(references);
            CredentialSources.For(references[0], isPushed: true).RequireWholePairs();
        }

        RequireOwn(references);
        return references;
    }

    // Another project of this build would take them from this one, or this one from it.
    private void RequireOwn(IReadOnlyList<ImageReference> references)
    {
        var claims = new BuildClaims(BuildEngine4, BuildId);
        var project = string.Join("\n", ProjectFile, TargetFramework, RuntimeIdentifier);
        foreach (var reference in references)
        {
            if (claims.Claim(reference.Canonical, project) is { } other)
                throw new DiagnosticException(ProjectDiagnostics.DuplicateImageName(reference, other));
        }

        if (claims.Claim(MetadataFile, project) is { } writer)
            throw new DiagnosticException(ProjectDiagnostics.MetadataOfTwoProjects(MetadataFile, writer));
    }

    private async Task<IReadOnlyList<ContextFile>> GenerateAsync(IReadOnlyList<ImageReference> references, string? platform, CancellationToken cancellationToken)
    {
        var app = ReadApp(cancellationToken);
        var (steps, pull) = (ReadSteps(cancellationToken), TaskItems.ToPullPolicy(Pull));
        var baseImage = string.IsNullOrWhiteSpace(BaseImage)
            ? Dockerize.Build.Bases.BaseImage.Infer(app, BaseRegistry, BaseVariant)
            : Dockerize.Build.Bases.BaseImage.Chosen(BaseImage!.Trim());
        var baseReference = ImageReference.Parse(baseImage.Name);
        if (HasOwnDockerfile)
        {
            // Which base that one starts from is its own matter: nothing is left out that some Linux could load.
            var anyLinux = PruneRuntimes ? new ImagePlatform("linux", Architecture: null, IsMusl: null) : null;
            return AppLayout.Create(app, ReadWorkingDirectory(), anyLinux, steps, ImageUser.Choose(app, baseImage, User).Owner).Files;
        }

        using var engine = Build ? await ConnectAsync(cancellationToken).ConfigureAwait(false) : null;
        if (engine is not null)
            baseImage = await baseImage.InspectAsync(engine, CredentialSources.For(references[0], Push, baseReference), pull, platform, Progress, cancellationToken).ConfigureAwait(false);
        baseImage.Require(app);
        var needsPrograms = steps.SystemPackages.Count > 0 || steps.WritableDirectories.Count > 0;
        baseImage = await baseImage.FindProgramsAsync(engine, needsPrograms, BesideDockerfile("base-image"), cancellationToken).ConfigureAwait(false);

        var user = ImageUser.Choose(app, baseImage, User);
        var config = ReadConfig(app, baseImage);
        var layout = AppLayout.Create(app, config.WorkingDirectory, PruneRuntimes ? baseImage.Platform : null, steps, user.Owner, baseImage.HasShell);
        var dockerfile = AppDockerfile.Create(app, baseImage, config, steps, user, layout);
        dockerfile.Save(Dockerfile);

        if (baseImage.IsRunAsRoot(dockerfile) && string.IsNullOrWhiteSpace(User))
            LogWarning(ProjectDiagnostics.RunsAsRoot(baseImage.Name));
        if (config.HealthCheck?.Client is { } client && !baseImage.MayHave(client, steps))
            LogWarning(ProjectDiagnostics.MissingHealthCheckClient(client));
        return layout.Files;
    }

    private IReadOnlyList<ContextFile> ReadOwnContext(CancellationToken cancellationToken)
    {
        // What cannot be read is said here, before the context is.
        Dockerize.Dockerfiles.Dockerfile.Load(BuildFile!);
        var directory = string.IsNullOrWhiteSpace(BuildContext) ? Path.GetDirectoryName(BuildFile)! : BuildContext!;
        string[] outputs = [Path.GetDirectoryName(Dockerfile)!, MetadataFile, BuildContextOutput ?? ""];
        return ContextReader.Read(directory, BuildFile!, outputs.Where(output => output.Length > 0), cancellationToken);
    }

    private PublishedApp ReadApp(CancellationToken cancellationToken)
    {
        if (PublishedFiles.Length == 0)
            throw new DiagnosticException(ProjectDiagnostics.NotPublishedNow());
        var files = Dockerize.Build.Apps.PublishDirectory.Read(PublishDirectory, AssemblyName, KnownFiles(), KnowsStaticWebAssets, out var stale, cancellationToken);
        if (stale.Count > 0)
        {
            Log.LogMessage(
                MessageImportance.High,
                "Left out, because an earlier publish left them in {0}: {1}. Add them to @(ResolvedFileToPublish) if they belong into the image.",
                PublishDirectory, string.Join(", ", stale));
        }

        return new PublishedApp
        {
            AssemblyName = AssemblyName,
            FrameworkVersion = FrameworkVersion,
            SdkVersion = SdkVersion,
            UsesAspNetCore = FrameworkReferences.Any(reference => reference.ItemSpec == "Microsoft.AspNetCore.App"),
            IsSelfContained = SelfContained || Aot,
            IsTrimmed = Trimmed || Aot,
            IsMerged = SingleFile || Trimmed || Aot,
            UsesInvariantGlobalization = InvariantGlobalization,
            RuntimeIdentifier = RuntimeIdentifier,
            Files = files,
        };
    }

    private string ReadWorkingDirectory()
    {
        var directory = ImagePath.Absolute("DockerWorkingDirectory", WorkingDirectory);
        return directory.Length > 1 ? directory.TrimEnd('/') : directory;
    }

    private ImageConfig ReadConfig(PublishedApp app, BaseImage baseImage)
    {
        var directory = ReadWorkingDirectory();
        var (entrypoint, command) = ReadCommand(app.Entrypoint(directory), baseImage);
        return new ImageConfig
        {
            WorkingDirectory = directory,
            Env = NamedValues.LastOfEach(TaskItems.Pairs("DockerEnvironmentVariables", EnvironmentVariableList, EnvironmentVariables)),
            ExposedPorts = [.. ListedPorts()],
            Labels = [.. TaskItems.Folded(ProjectLabels), .. TaskItems.Pairs("DockerLabels", LabelList, Labels)],
            HasBaseNameLabel = LabelBaseName,
            Entrypoint = entrypoint,
            Command = command,
            HealthCheck = Dockerize.Build.Settings.HealthCheck.Parse(HealthCheck, HealthCheckInterval, HealthCheckTimeout, HealthCheckStartPeriod, HealthCheckRetries),
            StopSignal = ReadStopSignal(),
            Shell = ImageCommand.Parse("DockerShell", Shell) is { } shell
                ? shell.Arguments ?? throw new DiagnosticException(ProjectDiagnostics.InvalidCommand("DockerShell", Shell!, "a shell is a JSON array only"))
                : null,
            Volumes = [.. Volumes.Select(volume => ImagePath.Absolute("DockerVolume", volume.ItemSpec))],
        };
    }

    private (ImageCommand? Entrypoint, ImageCommand? Command) ReadCommand(IReadOnlyList<string> app, BaseImage baseImage)
    {
        var sdk = new SdkCommand
        {
            Entrypoint = TaskItems.Texts(SdkEntrypoint),
            EntrypointArgs = TaskItems.Texts(SdkEntrypointArgs),
            AppCommand = TaskItems.Texts(SdkAppCommand),
            AppCommandArgs = TaskItems.Texts(SdkAppCommandArgs),
            AppCommandInstruction = SdkAppCommandInstruction?.Trim() ?? "",
            DefaultArgs = TaskItems.Texts(SdkDefaultArgs),
        };
        var (entrypoint, command) = (ImageCommand.Parse("DockerEntrypoint", Entrypoint), ImageCommand.Parse("DockerCommand", Command));
        var (sdkEntrypoint, sdkCommand) = sdk.IsSet ? sdk.Resolve(app, baseImage.Facts?.Entrypoint ?? []) : (ImageCommand.Exec(app), null);
        return (entrypoint ?? sdkEntrypoint, command ?? sdkCommand);
    }

    private string? ReadStopSignal()
    {
        var signal = StopSignal?.Trim() ?? "";
        if (signal.Length == 0)
            return null;
        return Regex.IsMatch(signal, @"\A(?:[0-9]{1,2}|SIG[A-Z0-9+-]+)\z") ? signal
            : throw new DiagnosticException(ProjectDiagnostics.InvalidValue("DockerStopSignal", signal, "the name of a signal, SIGINT, or its number"));
    }

    private ImageAdditions ReadSteps(CancellationToken cancellationToken)
    {
        // What several items share can only be a folder.
        var folders = new HashSet<string>(
            Copies.GroupBy(copy => copy.GetMetadata("To"), StringComparer.Ordinal).Where(copies => copies.Count() > 1).Select(copies => copies.Key), StringComparer.Ordinal);
        return new ImageAdditions
        {
            SystemPackages = TaskItems.Texts(SystemPackages),
            Runs = [.. Runs.Select(ReadRun)],
            Copies = [.. Copies.SelectMany(ReadCopy)],
            WritableDirectories = [.. WritableDirectories.Select(directory => ImagePath.Absolute("DockerWritableDirectory", directory.ItemSpec, WorkingDirectory))],
            Arguments = TaskItems.Texts(BuildArguments),
        };

        IReadOnlyList<FileCopy> ReadCopy(ITaskItem copy)
        {
            var to = copy.GetMetadata("To");
            return FileCopy.Create(
                copy.GetMetadata("FullPath"),
                CopyRoot,
                to.Length > 0 && folders.Contains(to) ? to.TrimEnd('/') + "/" : to,
                copy.GetMetadata("RecursiveDir"),
                copy.GetMetadata("Chmod"),
                copy.GetMetadata("Chown"),
                WorkingDirectory,
                cancellationToken);
        }
    }

    private static RunStep ReadRun(ITaskItem run)
    {
        var (command, phase) = (run.GetMetadata("Command"), run.GetMetadata("Phase"));
        if (string.IsNullOrWhiteSpace(command))
            throw new DiagnosticException(ProjectDiagnostics.InvalidValue($"Command of DockerRun '{run.ItemSpec}'", command, "the command as metadata: <DockerRun Include=\"a name\" Command=\"echo hello\" />"));
        if (phase is not ("" or "BeforeCopy" or "AfterCopy"))
            throw new DiagnosticException(ProjectDiagnostics.InvalidValue($"Phase of DockerRun '{run.ItemSpec}'", phase, "BeforeCopy or AfterCopy"));
        return new RunStep(command, phase == "AfterCopy", run.GetMetadata("User") is { Length: > 0 } user ? ImageUser.Parse($"User of DockerRun '{run.ItemSpec}'", user) : null);
    }

    private IEnumerable<KeyValuePair<string, Layer>> KnownFiles() => LayerRules.Classify(
        PublishedFiles.Select(file => new PublishedFileMetadata(file.GetMetadata("RelativePath"), file.GetMetadata("NuGetPackageId"), file.GetMetadata("ReferenceSourceTarget"))),
        StaticWebAssets.Select(asset => asset.GetMetadata("TargetPath")));

    private IEnumerable<string> ListedPorts() =>
        (PortList ?? "").Split([';', ',', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Concat(Ports.Select(port => port.GetMetadata("Protocol") is { Length: > 0 } protocol && !port.ItemSpec.Contains('/') ? $"{port.ItemSpec}/{protocol}" : port.ItemSpec));

    private void WarnOfWhatHasNoEffect()
    {
        var (published, names) = (UsesPublishedContext, new List<string>());
        foreach (var (name, isSet) in new[]
        {
            ("DockerSystemPackage", SystemPackages.Length > 0),
            ("DockerRun", Runs.Length > 0),
            ("DockerCopy", Copies.Length > 0 && !published),
            ("DockerWritableDirectory", WritableDirectories.Length > 0 && !published),
            ("DockerVolume", Volumes.Length > 0),
            ("DockerPort", Ports.Length > 0 || !string.IsNullOrEmpty(PortList)),
            ("DockerEnvironmentVariable", EnvironmentVariables.Length > 0 || !string.IsNullOrEmpty(EnvironmentVariableList)),
            ("DockerLabel", Labels.Length > 0 || !string.IsNullOrEmpty(LabelList)),
            ("DockerEntrypoint", !string.IsNullOrEmpty(Entrypoint)),
            ("DockerCommand", !string.IsNullOrEmpty(Command)),
            ("DockerHealthCheck", !string.IsNullOrEmpty(HealthCheck)),
            ("DockerStopSignal", !string.IsNullOrEmpty(StopSignal)),
            ("DockerShell", !string.IsNullOrEmpty(Shell)),
            ("DockerImageUser", !string.IsNullOrEmpty(User)),
            ("DockerBaseImage", !string.IsNullOrEmpty(BaseImage)),
            ("DockerBaseVariant", !string.IsNullOrEmpty(BaseVariant)),
        })
        {
            if (isSet)
                names.Add(name);
        }

        if (names.Count > 0)
            LogWarning(ProjectDiagnostics.IgnoredWithOwnDockerfile(names));
    }
}
