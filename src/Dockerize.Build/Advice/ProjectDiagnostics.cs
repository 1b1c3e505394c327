using Dockerize.Files;
using Dockerize.Strings;

namespace Dockerize.Build.Advice;

/// <summary>Errors and warnings about a project and its publish.</summary>
internal static class ProjectDiagnostics
{
    public static Diagnostic NothingPublished(string directory, string file) =>
        new(
            "DKZ1001",
            $"Published app not found: the publish folder '{directory}' does not contain {file}. Run `dotnet publish`."
        );

    public static Diagnostic NotPublishedNow() =>
        new(
            "DKZ1001",
            "No files were published in this build, so there is nothing to put in the image. Run `dotnet publish`."
        );

    public static Diagnostic Unwritable(FileUnwritableException error) =>
        new(
            "DKZ1002",
            $"Could not write '{error.Path}': {PlainText.Clause(error.Reason)}. "
                + error.Failure switch
                {
                    FileWriteFailure.DiskFull => "Free disk space and try again.",
                    FileWriteFailure.QuotaExceeded => "Delete files of this user on that disk, or increase the quota.",
                    FileWriteFailure.ReadOnlyFileSystem =>
                        "Move the project to a writable file system, or specify another path.",
                    FileWriteFailure.NameTooLong =>
                        "Shorten the path, or move the project to a folder with a shorter path.",
                    _ => "Fix the permissions of its folder, or specify another path.",
                }
        );

    public static Diagnostic NothingToPush() =>
        new(
            "DKZ1011",
            "Nothing to push: DockerBuild is 'false', so no image is built. Set DockerBuild=true, or DockerPush=false."
        );

    /// <summary>The error for an image that is saved but not built.</summary>
    /// <param name="property">The property that specifies the file.</param>
    public static Diagnostic NothingToSave(string property) =>
        new(
            "DKZ1011",
            "Nothing to save: DockerBuild is 'false', so no image is built. "
                + $"Set DockerBuild=true, or remove {property}."
        );

    public static Diagnostic MetadataOfTwoProjects(string path, string other) =>
        new(
            "DKZ1034",
            $"Conflicting DockerMetadataFile '{path}': '{other}' writes the same file in this build. "
                + "Set a different DockerMetadataFile in each project file."
        );

    /// <summary>The error for a project that is published for several frameworks or platforms in one build.</summary>
    public static Diagnostic MetadataOfTwoTargets(string path) =>
        new(
            "DKZ1034",
            $"Conflicting DockerMetadataFile '{path}': this project is published for several frameworks or platforms "
                + "in this build. Set a different DockerMetadataFile for each."
        );

    /// <summary>The error for two images that are saved to one file.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="property">The property that specifies the file.</param>
    /// <param name="isFolder">True if the property specifies a folder, and the images have the same repository.</param>
    /// <param name="other">The full path of the other project.</param>
    public static Diagnostic ArchiveOfTwoProjects(string path, string property, bool isFolder, string other) =>
        new(
            "DKZ1034",
            $"Conflicting {property} '{path}': '{other}' saves its image to the same file in this build. "
                + (
                    isFolder
                        ? $"Set a different {property} in each project file."
                        : $"Set {property} to a folder with a slash at the end, so that each image has its own file."
                )
        );

    /// <summary>The error for a project that is published for several frameworks or platforms in one build.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="property">The property that specifies the file.</param>
    public static Diagnostic ArchiveOfTwoTargets(string path, string property) =>
        new(
            "DKZ1034",
            $"Conflicting {property} '{path}': this project is published for several frameworks or platforms in this "
                + $"build. Set a different {property} for each."
        );

    public static Diagnostic PublishFolderOfTwoProjects(string directory, string project, string other) =>
        new(
            "DKZ1035",
            $"Conflicting publish folder '{directory}': '{project}' and '{other}' publish to it in this build, so "
                + "each image would contain the files of both. Publish without -o, or set a different PublishDir in "
                + "each project file."
        );

    /// <summary>The error for a project that is published for several frameworks or platforms in one build.</summary>
    public static Diagnostic PublishFolderOfTwoTargets(string directory) =>
        new(
            "DKZ1035",
            $"Conflicting publish folder '{directory}': this project is published to it for several frameworks or "
                + "platforms in this build. Publish without -o, or set a different PublishDir for each."
        );

    public static Diagnostic UnknownHooks(IEnumerable<string> targets) =>
        new(
            "DKZ1036",
            $"Could not find the targets that run before {string.Join(" and ", targets)}: this MSBuild runs the task "
                + "without access to the project. The settings of these targets are not used. Specify these settings "
                + "in the project file. If there is no such target, add DKZ1036 to NoWarn."
        );

    /// <summary>The error if the project requires an image, but has no program that starts on Linux.</summary>
    /// <param name="project">The name of the project.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="value">The value of the property that the reason depends on.</param>
    /// <param name="isGlobal">True if <c>Dockerize</c> is set on the command line.</param>
    public static Diagnostic NoProgram(string project, NoImageReason reason, string value, bool isGlobal) =>
        new(
            "DKZ1039",
            $"Could not build an image of {project}: the project has no program that starts on Linux, because "
                + $"{Because(reason, value)}. "
                + (isGlobal, reason) switch
                {
                    (true, _) => "Publish without -p:Dockerize=true. Apps that reference Dockerize.Build get an image "
                        + "by default.",
                    (_, NoImageReason.Library) => "Remove Dockerize=true, or set OutputType=Exe if it is an app.",
                    _ => "Remove Dockerize=true from this project.",
                }
        );

    public static Diagnostic NoImageToPush(string project, NoImageReason reason, string value) =>
        new(
            "DKZ1040",
            $"Nothing to push: DockerPush is 'true', but {NoImage(project, reason, value)} "
                + reason switch
                {
                    NoImageReason.Library =>
                        "Set OutputType=Exe if it is an app, or Dockerize=false if it needs no image.",
                    NoImageReason.Tool or NoImageReason.Test =>
                        "Set Dockerize=true in the project to build an image, or Dockerize=false if it needs no image.",
                    NoImageReason.SdkContainer =>
                        "To push with PublishContainer, set ContainerRegistry instead of DockerPush.",
                    _ => "Set Dockerize=false in the project.",
                }
        );

    /// <summary>The message that a project gets no image.</summary>
    public static string NoImage(string project, NoImageReason reason, string value) =>
        $"{project} gets no image, because {Because(reason, value)}.";

    /// <summary>The error for an exception that is a bug.</summary>
    /// <param name="task">The name of the task.</param>
    /// <param name="error">The exception.</param>
    public static Diagnostic Unexpected(string task, Exception error) =>
        new(
            "DKZ9000",
            $"{task} failed unexpectedly: {error.GetType().Name}: {PlainText.Clause(error.Message)}. "
                + "This is a bug in Dockerize.Build. Publish again with -bl, and report the bug with msbuild.binlog."
        );

    /// <summary>The reason why a project gets no image, as a clause.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="value">The value of the property that is the reason.</param>
    public static string Because(NoImageReason reason, string value) =>
        reason switch
        {
            NoImageReason.Library => $"its OutputType is '{value}'",
            NoImageReason.Framework => $"it targets {value}, which Linux containers cannot run",
            NoImageReason.Platform => $"it targets one operating system, '{value}'",
            NoImageReason.Browser => "it runs in a browser",
            NoImageReason.Tool => "it is packed as a .NET tool (PackAsTool)",
            NoImageReason.Test => "it is a test project",
            _ => "the .NET SDK's PublishContainer builds the image",
        };
}
