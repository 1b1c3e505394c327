using Dockerize.Files;
using Dockerize.Images;
using Dockerize.Strings;

namespace Dockerize.Build.Advice;

/// <summary>DKZ1nnn: what is wrong with a project, its properties or its Dockerfile.</summary>
internal static class ProjectDiagnostics
{
    private const int MaximumNames = 10;

    public static Diagnostic NothingPublished(string directory, string file) =>
        new(
            "DKZ1001",
            $"There is no {file} in '{directory}', so there is nothing to put into an image. Run `dotnet publish`: the "
                + "image is made from what that leaves in its publish folder."
        );

    public static Diagnostic NotPublishedNow() =>
        new(
            "DKZ1001",
            "This build has published nothing, so nobody knows which files belong into the "
                + "image. Run `dotnet publish`, "
                + "or call the target Publish too: `-t:Publish`."
        );

    public static Diagnostic Unwritable(FileUnwritableException error) =>
        new(
            "DKZ1002",
            $"Cannot write '{error.Path}': {PlainText.Clause(error.Reason)}. "
                + error.Failure switch
                {
                    FileWriteFailure.DiskFull => "Free space on the disk, and try again.",
                    FileWriteFailure.QuotaExceeded =>
                        "Delete files of this user on that disk, or ask for a higher quota.",
                    FileWriteFailure.ReadOnlyFileSystem =>
                        "Move the project, or specify a folder on a file system that is " + "not read-only.",
                    FileWriteFailure.NameTooLong => "Shorten the path, or move the project to a folder with a shorter "
                        + "path.",
                    _ => "Make its folder writable, or specify another folder in the project.",
                }
        );

    public static Diagnostic InvalidImageName(InvalidReferenceException error) =>
        new(
            "DKZ1003",
            $"Invalid image name '{error.Text}': {error.Reason}. "
                + "Correct DockerImage, or DockerRegistry, DockerRepository and DockerTags."
        );

    public static Diagnostic InvalidBaseImage(InvalidReferenceException error) =>
        new(
            "DKZ1003",
            $"Invalid base image '{error.Text}': {error.Reason}. "
                + "Correct DockerBaseImage, or DockerBaseRegistry and DockerBaseVariant if the base image is inferred."
        );

    public static Diagnostic InvalidSource(InvalidReferenceException error, string? action) =>
        new(
            "DKZ1003",
            $"Invalid image '{error.Text}': {error.Reason}. {action ?? "Correct this line of the Dockerfile."}"
        );

    public static Diagnostic InvalidCacheImage(InvalidReferenceException error) =>
        new("DKZ1003", $"Invalid image '{error.Text}' in DockerBuildCacheFrom: {error.Reason}. Correct the item.");

    public static Diagnostic InvalidAssemblyName(string name) =>
        new(
            "DKZ1003",
            $"Invalid repository '{name}', the name of the assembly: it has no letter a to z and no digit. "
                + "Set DockerRepository."
        );

    public static Diagnostic TagInRepository(string text) =>
        new(
            "DKZ1003",
            $"Invalid repository '{text}' in DockerRepository: it has a tag or digest. Specify the tag in DockerTags."
        );

    public static Diagnostic DigestAsTag(string text) =>
        new(
            "DKZ1004",
            $"'{text}' names an image by its digest, which nobody can choose for an image "
                + "that is yet to be built. Write "
                + "a tag in its place in DockerImage or DockerTags."
        );

    public static Diagnostic DigestInPush(ImageReference name) =>
        new(
            "DKZ1047",
            $"Invalid name '{name}' in @(GeneratedDockerImage): it has a digest, which the push determines. "
                + "Use a tag in its place."
        );

    public static Diagnostic InvalidPort(string text) =>
        new(
            "DKZ1005",
            $"'{text}' is not a port. Write a number from 1 to 65535, a range 8000-8010, or one with its protocol, "
                + "5353/udp, in the item DockerPort or the property DockerPorts."
        );

    public static Diagnostic InvalidName(string keyword, string name) =>
        new(
            "DKZ1006",
            $"'{name}' cannot be the name of {Subject(keyword)}: it is empty, starts with "
                + "'#', or has a blank, a quote, "
                + "'=', '$' or '\\' in it. Rename it."
        );

    public static Diagnostic LineBreak(string keyword, string name) =>
        new(
            "DKZ1007",
            $"Invalid value of {Subject(keyword)} '{name}': it has a line feed, which a {keyword} instruction cannot "
                + "contain. Remove it."
        );

    public static Diagnostic NoPair(string property, string text) =>
        new(
            "DKZ1008",
            $"'{text}' in {property} is not NAME=VALUE. Write {property} as A=1;B=2 in a "
                + "project file, and as A=1%3BB=2 "
                + "on a command line."
        );

    public static Diagnostic Unreadable(string path, string reason) =>
        new(
            "DKZ1009",
            $"The Dockerfile '{path}' cannot be read: {reason.TrimEnd('.')}. Correct DockerBuildFile; without it the "
                + "target GenerateDockerfile writes one."
        );

    public static Diagnostic InvalidCommand(string property, string text, string why) =>
        new(
            "DKZ1010",
            $"{property} is '{text}', and {why}. Write a JSON array, "
                + "[\"dotnet\",\"/app/Shop.dll\"], or one line for the "
                + "image's shell."
        );

    public static Diagnostic InvalidValue(string property, string value, string expected) =>
        new("DKZ1011", $"{property} is '{value}'. Write {expected}.");

    public static Diagnostic NothingToPush() =>
        new(
            "DKZ1011",
            "DockerBuild is 'false' and DockerPush is 'true': there would be nothing to push. Write DockerBuild=true, "
                + "or DockerPush=false."
        );

    public static Diagnostic SeveralPlatforms(string platforms) =>
        new(
            "DKZ1024",
            $"The project asks for an image of several platforms ({platforms}), which cannot be made yet. Publish once "
                + "for each with -r, and give each its own DockerTags."
        );

    public static Diagnostic IgnoredSdkSetting(string property, string alternative) =>
        new(
            "DKZ1022",
            $"{property} is set, and has no effect on an image that the Docker engine builds. {alternative}"
        );

    public static Diagnostic NoStage(string target, IReadOnlyList<string> stages) =>
        InvalidValue(
            "DockerBuildTarget",
            target,
            stages.Count > 0
                ? "the name of a stage of the Dockerfile: " + string.Join(", ", stages)
                : "a stage's name into the Dockerfile, FROM … AS name, or leave it empty"
        );

    public static Diagnostic InvalidPackage(string text) =>
        new(
            "DKZ1012",
            $"'{text}' is not the name of a package. Write DockerSystemPackage as its "
                + "distribution does, libfoo, or with "
                + "a version, libfoo=1.2."
        );

    public static Diagnostic MissingHealthCheckClient(string client) =>
        new(
            "DKZ1013",
            $"DockerHealthCheck calls {client}, which .NET's images do not have: every check would fail. Add "
                + $"<DockerSystemPackage Include=\"{client}\" />, or let the check be something that the image has."
        );

    public static Diagnostic NoPackageManager(string baseImage, IEnumerable<string> packages) =>
        new(
            "DKZ1014",
            $"{baseImage} has no package manager, as chiseled and distroless images do not, so "
                + $"{string.Join(", ", packages)} cannot be installed. Choose another base with DockerBaseVariant or "
                + "DockerBaseImage, or bring the files with DockerCopy."
        );

    public static Diagnostic Mismatch(string runtimeIdentifier, string baseImage, string why, string suggestion) =>
        new(
            "DKZ1015",
            $"The app and its base image do not fit: {runtimeIdentifier} {why} ({baseImage}). Publish with -r "
                + $"{suggestion}, or choose another base with DockerBaseVariant or DockerBaseImage."
        );

    public static Diagnostic RunsAsRoot(string baseImage) =>
        new(
            "DKZ1016",
            $"The app will run as root, because no other user of {baseImage} is known. "
                + "Set DockerImageUser, for example "
                + "to 1000:1000, or to root if that is meant."
        );

    public static Diagnostic NoCopySource(string source) =>
        new("DKZ1017", $"DockerCopy names '{source}', and there is no such file. Correct its Include, or take it out.");

    public static Diagnostic CopyOutside(string source, string root) =>
        new(
            "DKZ1018",
            $"DockerCopy names '{source}', which lies outside of '{root}': another machine would not have it. Put it "
                + "into the repository."
        );

    public static Diagnostic NoContextFolder(string directory) =>
        new(
            "DKZ1019",
            $"DockerBuildContext names the folder '{directory}', which does not exist. "
                + "Correct it, or write Published to "
                + "build over the published files."
        );

    public static Diagnostic InvalidIgnorePattern(string path, int line, string pattern) =>
        new(
            "DKZ1020",
            $"'{pattern}' is not a pattern. Correct the line; an exception is written !pattern, a class [a-z], and a "
                + "backslash escapes what follows it."
        )
        {
            File = path,
            Line = line,
        };

    public static Diagnostic IgnoredWithOwnDockerfile(IEnumerable<string> names) =>
        new(
            "DKZ1021",
            "DockerBuildFile names a Dockerfile that is built as it is, so these have no effect: "
                + $"{string.Join(", ", names)}. Take them out, or write what they mean into the Dockerfile."
        );

    public static Diagnostic ForeignFolder(string path) =>
        new(
            "DKZ1023",
            $"DockerBuildContextOutput names the folder '{path}', which has something in it that was not written by an "
                + "earlier publish. Name another folder, empty it, or name a .tar file."
        );

    public static Diagnostic SecretInContext(IReadOnlyCollection<string> files) =>
        MayContainSecret(files, "Keep them out with lines in .dockerignore");

    public static Diagnostic SecretInPublishOutput(IReadOnlyCollection<string> files) =>
        MayContainSecret(
            files,
            "Keep them out with CopyToPublishDirectory=\"Never\" on their items, or without their DockerCopy"
        );

    public static Diagnostic InvalidRegistry(string text, string why) =>
        new(
            "DKZ1026",
            $"DockerRegistry is '{text}': {why}. A registry is host or host:port; "
                + "correct DockerRegistry, or RegistryUrl "
                + "or ContainerRegistry, to which it falls back."
        );

    public static Diagnostic InvalidTag(string text, string why) =>
        new(
            "DKZ1027",
            $"'{text}' in DockerTags makes no tag: {why}. Correct DockerTags, "
                + "or PublishImageTag, ContainerImageTags or "
                + "ContainerImageTag, to which it falls back; tags are separated by blanks."
        );

    public static Diagnostic Contradiction(string image, IReadOnlyCollection<(string Property, string Value)> others) =>
        new(
            "DKZ1028",
            $"DockerImage is '{image}', and "
                + $"{string.Join(" and ", others.Select(other => $"{other.Property} is '{other.Value}'"))}. "
                + "Take out DockerImage or "
                + $"{string.Join(" and ", others.Select(other => other.Property))}: an image is "
                + "named either whole or by its parts."
        );

    public static Diagnostic UnknownToken(string token) =>
        new(
            "DKZ1029",
            $"There is no token {{{token}}} for DockerTags. Write one of {{version}}, "
                + "{semver}, {major}, {minor}, "
                + $"{{patch}}, {{sha}}, {{branch}}, {{configuration}}, {{date}}, {{timestamp}}."
        );

    public static Diagnostic DuplicateImageName(ImageReference name, string project) =>
        new(
            "DKZ1030",
            $"{name} is what the image of '{project}' is called too, in this same build; one would take the name from "
                + "the other. Give each project a DockerRepository of its own, in the project: "
                + "on a command line it is the "
                + "same for all of them."
        );

    public static Diagnostic NoTokenValue(string token) =>
        new(
            "DKZ1031",
            $"{{{token}}} in DockerTags has no value in this build: "
                + token.ToLowerInvariant() switch
                {
                    "sha" => "the project is in no git repository, or in one without a commit. "
                        + "Publish from a clone, or pass the "
                        + "commit with -p:SourceRevisionId=….",
                    "branch" => "the project is in no git repository, or no branch is checked out "
                        + "and no variable of a CI system "
                        + "names one. Check out a branch, or pass its name with -p:SourceBranchName=….",
                    "date" or "timestamp" => "nobody has said when it is. Give TagValues a Time.",
                    "configuration" => "the project has no Configuration. Publish with -c Release.",
                    _ => "the project has no PackageVersion and no Version. Set one, or pass it with -p:Version=1.2.3.",
                }
        );

    public static Diagnostic NoVersionNumbers(string token, string version) =>
        new(
            "DKZ1031",
            $"{{{token}}} in DockerTags has no value in this build: the version "
                + $"'{version}' is not one of numbers, such "
                + $"as 1.2.3 or 1.2.3-rc.1. Set Version to one, or write {{version}}, which takes any text."
        );

    public static Diagnostic ChangedTag(string token, string from, string to) =>
        new(
            "DKZ1032",
            $"{{{token}}} in DockerTags is '{from}', which cannot stand in a tag; '{to}' is in its place. If that is "
                + "meant, NoWarn=DKZ1032 says so; else write another token."
        );

    public static Diagnostic UnreadableRepository(string path, string reason) =>
        new(
            "DKZ1033",
            $"'{path}' of the git repository cannot be read: {reason.TrimEnd('.')}. "
                + "Make it readable, or take {sha} and "
                + $"{{branch}} out of DockerTags."
        )
        {
            File = path,
        };

    public static Diagnostic MetadataOfTwoProjects(string path, string project) =>
        new(
            "DKZ1034",
            $"DockerMetadataFile is '{path}', which '{project}' writes too, in this same "
                + "build. Give each project a file "
                + "of its own, in the project: on a command line it is the same for all of them."
        );

    public static Diagnostic PublishFolderOfTwoProjects(string directory, string project, string other) =>
        new(
            "DKZ1035",
            $"Conflicting publish folder '{directory}': '{project}' and '{other}' publish into it in this build, and "
                + "each image would contain the files of both. Publish without -o, or give each project a PublishDir "
                + "of its own."
        );

    public static Diagnostic UnknownHooks(IEnumerable<string> targets) =>
        new(
            "DKZ1036",
            $"Could not find the targets that run before {string.Join(" and ", targets)}: this MSBuild runs the task "
                + "without access to the project. Container settings of such targets are not used. If the project has "
                + "no such target, add DKZ1036 to NoWarn."
        );

    private static Diagnostic MayContainSecret(IReadOnlyCollection<string> files, string exclusion)
    {
        var others = files.Count > MaximumNames ? $" and {files.Count - MaximumNames} more" : "";
        return new Diagnostic(
            "DKZ1025",
            "These look like secrets, and everyone who gets the image could read them: "
                + $"{string.Join(", ", files.Take(MaximumNames))}{others}. "
                + $"{exclusion}, and give them to the container when it runs; if they are none, NoWarn=DKZ1025 says so."
        );
    }

    private static string Subject(string keyword) =>
        keyword switch
        {
            "ENV" => "the environment variable",
            "LABEL" => "the label",
            "ARG" => "the build argument",
            _ => "the " + keyword,
        };
}
