using Dockerize.Build.Advice;
using Dockerize.Build.Settings;

namespace Dockerize.Build.Apps;

/// <summary>The steps of an image build in addition to the copy of the app.</summary>
internal sealed record ImageAdditions
{
    /// <summary>
    /// The packages of the Linux distribution to install, with an optional version: <c>libfoo=1.2</c>.
    /// </summary>
    public IReadOnlyList<string> SystemPackages { get; init; } = [];

    /// <summary>The items that specify packages, for messages; empty if there are none.</summary>
    public string PackageItems { get; init; } = "";

    /// <summary>The commands of RUN instructions.</summary>
    public IReadOnlyList<RunStep> Runs { get; init; } = [];

    /// <summary>The files to copy in addition to the publish output.</summary>
    public IReadOnlyList<FileCopy> Copies { get; init; } = [];

    /// <summary>The absolute paths of the folders that the user of the app can write to.</summary>
    public IReadOnlyList<string> WritableDirectories { get; init; } = [];

    /// <summary>The names of build arguments. Their values are passed to the build but not written to a file.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Reads the additions that a project specifies.</summary>
    /// <exception cref="DiagnosticException">
    /// DKZ1011: an item is invalid. DKZ1017: a file to copy was not found. DKZ1018: a file to copy is outside <see
    /// cref="ProjectInfo.SourceRoot"/>.
    /// </exception>
    public static ImageAdditions Read(
        ProjectSettings settings,
        ProjectInfo project,
        CancellationToken cancellationToken
    )
    {
        var workingDirectory = settings.Properties[ImageConfigSettings.WorkingDirectory.Name] ?? "";
        var copies = settings.Get(ItemSettings.Copy);
        // A destination that several items share must be a folder.
        var folders = new HashSet<string>(
            copies
                .GroupBy(copy => copy["To"], StringComparer.Ordinal)
                .Where(group => group.Count() > 1)
                .Select(group => group.Key),
            StringComparer.Ordinal
        );
        var sourceRoot = project.SourceRoot;
        return new ImageAdditions
        {
            SystemPackages = settings.Names(ItemSettings.SystemPackage),
            PackageItems = ItemNames.Format(ItemSettings.SystemPackage, settings.Names(ItemSettings.SystemPackage)),
            Runs = [.. settings.Get(ItemSettings.Run).Select(RunStep.Read)],
            Copies = [.. copies.SelectMany(ReadCopy)],
            WritableDirectories =
            [
                .. settings
                    .Get(ItemSettings.WritableDirectory)
                    .Select(directory => ImagePath.Absolute(directory.Type, directory.Include, workingDirectory)),
            ],
            Arguments = settings.Names(ItemSettings.BuildArg),
        };

        IReadOnlyList<FileCopy> ReadCopy(ProjectItem copy)
        {
            var to = copy["To"];
            var item = new CopyItem
            {
                Include = copy.Include,
                Source = copy["FullPath"],
                Root = sourceRoot,
                Destination = to.Length > 0 && folders.Contains(to) ? to.TrimEnd('/') + "/" : to,
                Below = copy["RecursiveDir"],
                Mode = copy["Chmod"],
                Owner = copy["Chown"],
                WorkingDirectory = workingDirectory,
            };
            return FileCopy.Create(item, cancellationToken);
        }
    }
}

/// <summary>A command that runs during the build of the image.</summary>
/// <param name="Command">The shell command.</param>
/// <param name="AfterCopy">
/// True if the command runs after the app is copied. Other commands stay cached when the app changes.
/// </param>
/// <param name="User">The user that runs the command; null for root.</param>
internal sealed record RunStep(string Command, bool AfterCopy = false, string? User = null)
{
    /// <summary>The item of the command, for messages; empty if it is not known.</summary>
    public string Item { get; init; } = "";

    /// <summary>Reads the command of a <c>DockerRun</c> item.</summary>
    /// <exception cref="DiagnosticException">DKZ1011: metadata is missing or invalid.</exception>
    public static RunStep Read(ProjectItem run)
    {
        var (command, phase, user) = (run["Command"], run["Phase"], run["User"]);
        if (string.IsNullOrWhiteSpace(command))
        {
            throw new DiagnosticException(SettingDiagnostics.MissingRunCommand(run.Include));
        }

        if (phase is not ("" or "BeforeCopy" or "AfterCopy"))
        {
            throw new DiagnosticException(
                SettingDiagnostics.InvalidValue($"Phase of DockerRun '{run.Include}'", phase, "BeforeCopy or AfterCopy")
            );
        }

        var name = user.Length > 0 ? UserName.Parse($"User of DockerRun '{run.Include}'", user) : null;
        return new RunStep(command, phase == "AfterCopy", name)
        {
            Item = ItemNames.Format(ItemSettings.Run, [run.Include]),
        };
    }
}
