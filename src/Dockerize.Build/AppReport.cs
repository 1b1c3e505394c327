using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Reports;
using Dockerize.Build.Settings;
using Dockerize.Builds;
using Dockerize.Files;
using Dockerize.Images;
using Dockerize.Reporting;

namespace Dockerize.Build;

/// <summary>The report about the layers of the image of a project: a table in the log, and a file.</summary>
/// <param name="settings">The settings of the project.</param>
/// <param name="project">The project.</param>
internal sealed class AppReport(ProjectSettings settings, ProjectInfo project)
{
    private const string Html = ".html";

    /// <summary>The full path of the file; null if none is written.</summary>
    public string? Path => settings.Get(BuildSettings.Report) is { } path ? project.Resolve(path) : null;

    private bool IsHtml => HasExtension(Html);

    /// <summary>Checks the format, and reserves the file for this project.</summary>
    /// <param name="claims">The callback that reserves the file.</param>
    /// <exception cref="DiagnosticException">
    /// DKZ1060: the format is not supported. DKZ1034: another project of this build writes the same file.
    /// </exception>
    public void Claim(BuildClaims claims)
    {
        if (Path is not { } path)
            return;

        if (!IsHtml && !HasExtension(".md"))
            throw new DiagnosticException(ReportDiagnostics.UnknownFormat(settings.Get(BuildSettings.Report)!));

        var isCaseSensitive = PublishDirectory.PathComparer.Equals(StringComparer.Ordinal);
        if (claims("report " + (isCaseSensitive ? path : path.ToUpperInvariant())) is not { } other)
            return;

        throw new DiagnosticException(
            other == project.File
                ? ReportDiagnostics.FileOfTwoTargets(path)
                : ReportDiagnostics.FileOfTwoProjects(path, other)
        );
    }

    /// <summary>Logs the layers of the image that was built, and writes the file.</summary>
    /// <param name="recordPath">The full path of the build record.</param>
    /// <param name="reporter">The receiver of the table.</param>
    /// <exception cref="FileUnwritableException">The file cannot be written.</exception>
    public void Report(string recordPath, Reporter reporter)
    {
        if (Read(recordPath) is not { } report)
            return;

        foreach (var line in LayerTable.Create(report))
            reporter.Inform(line, ProgressImportance.Normal);
        Write(report);
    }

    /// <summary>Writes the file again, with the digests of a push.</summary>
    /// <param name="recordPath">The full path of the build record.</param>
    /// <exception cref="FileUnwritableException">The file cannot be written.</exception>
    public void Update(string recordPath)
    {
        if (Path is not null && Read(recordPath) is { } report)
            Write(report);
    }

    private void Write(ImageReport report)
    {
        if (Path is { } path)
            TextFile.Save(path, IsHtml ? new HtmlReport(report).Create() : new MarkdownReport(report).Create());
    }

    // The inputs are only read for the file, because their number is that of the files of the app.
    private ImageReport? Read(string recordPath)
    {
        if (BuildRecord.Load(recordPath) is not { } record)
            return null;

        var folder = project.OutputDirectory;
        return ReportReader.Read(
            record,
            record.Platforms.Count == 0
                ? [ReportSource.Create(record, ReadInputs(folder))]
                : record.Platforms.Keys.Select(platform => ReadPlatform(record, platform, FolderOf(folder, platform)))
        );
    }

    private ReportSource ReadPlatform(BuildRecord record, string platform, string folder) =>
        ReportSource.Create(
            BuildRecord.Load(System.IO.Path.Combine(folder, BuildRecord.FileName))
                ?? record with
                {
                    Platform = platform,
                    Layers = [],
                },
            ReadInputs(folder)
        );

    private BuildInputs? ReadInputs(string folder) =>
        Path is null ? null : BuildInputs.Load(System.IO.Path.Combine(folder, BuildInputs.FileName));

    private static string FolderOf(string folder, string platform) =>
        Platform.TryParse(platform, out var parsed)
            ? System.IO.Path.Combine(folder, new TargetPlatform(parsed, null).FolderName)
            : folder;

    private bool HasExtension(string extension) =>
        string.Equals(System.IO.Path.GetExtension(Path), extension, StringComparison.OrdinalIgnoreCase);
}
