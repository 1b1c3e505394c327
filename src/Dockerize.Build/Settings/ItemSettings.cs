namespace Dockerize.Build.Settings;

/// <summary>The item types of a project.</summary>
internal static class ItemSettings
{
    /// <summary>The exposed ports.</summary>
    public static readonly ItemSetting Port = new("DockerPort")
    {
        SimilarNames = ["DockerPorts", "DockerExpose", "DockerExposedPort", "DockerExposedPorts"],
        MetadataNames = ["Protocol", "Type"],
        SimilarMetadata = [("Proto", "Protocol")],
        SdkName = "ContainerPort",
        Metadata = "`Protocol` or `Type` (default: tcp)",
        Summary = "`EXPOSE`, in addition to `ContainerPort`.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The environment variables of the image.</summary>
    public static readonly ItemSetting EnvironmentVariable = new("DockerEnvironmentVariable")
    {
        SimilarNames =
        [
            "DockerEnv",
            "DockerEnvVar",
            "DockerEnvVars",
            "DockerEnvironment",
            "DockerEnvironmentVariables",
        ],
        MetadataNames = ["Value"],
        SdkName = "ContainerEnvironmentVariable",
        Metadata = "`Value`",
        Summary = "`ENV`. It overrides `ContainerEnvironmentVariable`.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The labels of the image.</summary>
    public static readonly ItemSetting Label = new("DockerLabel")
    {
        SimilarNames = ["DockerLabels"],
        MetadataNames = ["Value"],
        SdkName = "ContainerLabel",
        Metadata = "`Value`",
        Summary =
            "`LABEL`. It overrides `ContainerLabel` and the labels from `Description`, `Authors`, "
            + "`PackageVersion` and similar properties.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The volumes of the image.</summary>
    public static readonly ItemSetting Volume = new("DockerVolume")
    {
        SimilarNames = ["DockerVolumes"],
        Summary = "`VOLUME`: an absolute path.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The packages to install from the base image's distribution.</summary>
    public static readonly ItemSetting SystemPackage = new("DockerSystemPackage")
    {
        SimilarNames = ["DockerSystemPackages", "DockerPackage", "DockerPackages"],
        SimilarMetadata = [("Version", "Include=\"NAME=VERSION\"")],
        Summary =
            "A package of the base image's distribution (apt, apk, dnf, tdnf), with an optional version: "
            + "`libfoo=1.2`.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The commands that run during the build of the image.</summary>
    public static readonly ItemSetting Run = new("DockerRun")
    {
        SimilarNames = ["DockerRuns", "DockerRunCommand"],
        MetadataNames = ["Command", "Phase", "User"],
        SimilarMetadata = [("Cmd", "Command"), ("Script", "Command"), ("Stage", "Phase"), ("When", "Phase")],
        Metadata = "`Command`, `Phase`, `User`",
        Summary =
            "`RUN`. The identity of the item is its name in messages, and `Command` is a shell command. `Phase` "
            + "is `BeforeCopy` (default; the step stays cached when the app changes) or `AfterCopy`. `User` is root "
            + "by default; `$APP_UID` is the app's user.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The files to copy in addition to the published files.</summary>
    public static readonly ItemSetting Copy = new("DockerCopy")
    {
        SimilarNames = ["DockerAdd", "DockerCopies", "DockerCopyFile", "DockerCopyFiles"],
        MetadataNames = ["To", "Chmod", "Chown"],
        SimilarMetadata =
        [
            ("Destination", "To"),
            ("DestinationFolder", "To"),
            ("Dest", "To"),
            ("Target", "To"),
            ("Into", "To"),
            ("Mode", "Chmod"),
            ("Permissions", "Chmod"),
            ("Owner", "Chown"),
            ("User", "Chown"),
        ],
        Metadata = "`To`, `Chmod`, `Chown`",
        Summary =
            "Files or folders that are not published. `To` is a folder if it ends with a slash or if several "
            + "items share it; the default is the app's folder. `%(RecursiveDir)` is kept.",
        OwnDockerfile = OwnDockerfileUse.AppliesToPublishedContext,
    };

    /// <summary>The folders that the app's user can write to.</summary>
    public static readonly ItemSetting WritableDirectory = new("DockerWritableDirectory")
    {
        SimilarNames = ["DockerWritableDir", "DockerWritableDirectories", "DockerWritableFolder"],
        Summary =
            "A folder that the app's user can write to. It is created if it does not exist. A relative path is "
            + "below the app's folder. Published files in it are also writable.",
        OwnDockerfile = OwnDockerfileUse.AppliesToPublishedContext,
    };

    /// <summary>The images whose layers are used as a build cache.</summary>
    public static readonly ItemSetting CacheFrom = new("DockerBuildCacheFrom")
    {
        SimilarNames = ["DockerBuildCache", "DockerCacheFrom"],
        Summary =
            "An image whose layers are used as the build cache, for a machine without a cache: "
            + "`<DockerBuildCacheFrom Include=\"registry.example.com/shop:latest\" />`. If it cannot be pulled, it "
            + "is skipped with a message. With BuildKit, that image must have been built with this item, or with "
            + "`DockerBuildCacheTo=inline`.",
    };

    /// <summary>The build arguments.</summary>
    public static readonly ItemSetting BuildArg = new("DockerBuildArg")
    {
        SimilarNames = ["DockerArg", "DockerArgs", "DockerBuildArgs", "DockerBuildArgument", "DockerBuildArguments"],
        MetadataNames = ["Value"],
        Metadata = "`Value`",
        Summary = "`ARG` and its value. Values are visible in the image's history: do not use them for secrets.",
    };

    /// <summary>The secrets that steps of the user's own Dockerfile mount.</summary>
    public static readonly ItemSetting BuildSecret = new("DockerBuildSecret")
    {
        SimilarNames = ["DockerSecret", "DockerSecrets", "DockerBuildSecrets"],
        MetadataNames = ["Source", "EnvironmentVariable"],
        SimilarMetadata =
        [
            ("Src", "Source"),
            ("File", "Source"),
            ("Path", "Source"),
            ("Env", "EnvironmentVariable"),
            ("Environment", "EnvironmentVariable"),
            ("Variable", "EnvironmentVariable"),
            ("Id", "Include=\"ID\""),
        ],
        Metadata = "`Source` or `EnvironmentVariable`",
        Summary =
            "A secret for `RUN --mount=type=secret,id=ID` in your own Dockerfile. `Source` is a file, relative to the "
            + "project; `EnvironmentVariable` is the name of a variable. The value itself is never part of the project "
            + "([details](secrets.md)). Requires BuildKit.",
    };

    /// <summary>The SSH agents that steps of the user's own Dockerfile mount.</summary>
    public static readonly ItemSetting BuildSsh = new("DockerBuildSsh")
    {
        SimilarNames = ["DockerSsh", "DockerSshAgent", "DockerSshKey"],
        Summary =
            "An SSH agent for `RUN --mount=type=ssh` in your own Dockerfile: `default` for the agent in "
            + "`SSH_AUTH_SOCK`, or `ID=PATH` for the socket of an agent or a private key without a passphrase "
            + "([details](secrets.md#ssh-agents)). Requires BuildKit.",
    };

    /// <summary>The annotations of the image.</summary>
    public static readonly ItemSetting Annotation = new("DockerAnnotation")
    {
        SimilarNames = ["DockerAnnotations", "DockerImageAnnotation"],
        MetadataNames = ["Value", "Scope"],
        SdkName = "ContainerAnnotation",
        Metadata = "`Value`, `Scope`",
        Summary =
            "An annotation of the image's manifest, in addition to `ContainerAnnotation`. `Scope` is `Manifest` "
            + "(default), `Index` (of an image for several platforms) or `Manifest,Index`. Requires BuildKit and "
            + "containerd's image store ([details](engines.md#formats-annotations-and-compression)).",
    };

    /// <summary>The item types, in the order of the documentation.</summary>
    public static IReadOnlyList<ItemSetting> All { get; } =
    [
        Port,
        EnvironmentVariable,
        Label,
        Annotation,
        Volume,
        SystemPackage,
        Run,
        Copy,
        WritableDirectory,
        CacheFrom,
        BuildArg,
        BuildSecret,
        BuildSsh,
    ];
}
