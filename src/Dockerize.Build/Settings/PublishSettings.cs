namespace Dockerize.Build.Settings;

/// <summary>Settings that determine if a publish builds, pushes and saves an image.</summary>
internal static class PublishSettings
{
    /// <summary>The switch that enables image creation.</summary>
    public static readonly Setting<bool> Dockerize = new("Dockerize", SettingParsers.Switch(false))
    {
        SimilarNames = ["Dockerise"],
        Default =
            "true for an app that references the package itself; false for libraries, tests, tools, browser apps, "
            + ".NET Framework, apps for one operating system (`net10.0-windows`), and if the SDK's own container "
            + "publishing is requested without `DockerizePublishContainer`",
        Summary = "True to create an image when the project is published.",
    };

    /// <summary>The switch to also create an image after a build without a publish.</summary>
    public static readonly Setting<bool> DockerizeOnBuild = new("DockerizeOnBuild", SettingParsers.Switch(false))
    {
        Default = "false",
        DefaultValue = "false",
        Summary =
            "True to create an image after each build too ([details](ide.md)). This image is never pushed or saved to "
            + "a file.",
    };

    /// <summary>The switch to create the image if the SDK's PublishContainer target is called.</summary>
    public static readonly Setting<bool> PublishContainer = new(
        "DockerizePublishContainer",
        SettingParsers.Switch(false)
    )
    {
        Default = "false",
        DefaultValue = "false",
        Summary =
            "True to create this image instead of the SDK's when `PublishContainer` or the `DefaultContainer` publish "
            + "profile is requested ([details](moving.md#use-with-aspire-and-azd)).",
    };

    /// <summary>The switch to build the image. If it is off, only the Dockerfile is written.</summary>
    public static readonly Setting<bool> Build = new("DockerBuild", SettingParsers.Switch(true))
    {
        Default = "true; false inside a container without an engine",
        DefaultValue = "true",
        Summary = "False to write only the Dockerfile, without connecting to an engine.",
    };

    /// <summary>The switch to push the image after the build.</summary>
    public static readonly Setting<bool> Push = new("DockerPush", SettingParsers.Switch(false))
    {
        SimilarNames = ["DockerPushImage"],
        Default = "false",
        DefaultValue = "false",
        Summary = "True to push every tag after the build.",
    };

    /// <summary>The number of retries of a failed push.</summary>
    public static readonly Setting<int?> PushRetries = new(
        "DockerPushRetries",
        SettingParsers.Number(0, 10, "a number of retries from 0 to 10")
    )
    {
        Default = "2",
        Summary =
            "Number of retries of a push, 0 to 10, if the registry is overloaded or the connection is lost. The "
            + "delays are 2, 4, 8, … seconds. Rejections are not retried.",
    };

    /// <summary>The file or folder that the image is saved to.</summary>
    public static readonly Setting<string?> Archive = new("DockerArchive", SettingParsers.Text)
    {
        SimilarNames = ["DockerArchivePath", "DockerArchiveOutputPath"],
        Fallbacks = ["ContainerArchiveOutputPath"],
        Default = "none",
        Summary =
            "A file to save the image to after the build, for `docker load` "
            + "([recipe](recipes.md#save-the-image-to-a-file)). A file with a name that ends with `.gz` or `.tgz` is "
            + "compressed. For a folder, the file is `REPOSITORY.tar.gz`. A path is a folder if it ends with a slash, "
            + "exists as a folder, or has no extension.",
    };

    /// <summary>The folder or archive that the build context is written to.</summary>
    public static readonly Setting<string?> ContextOutput = new("DockerBuildContextOutput", SettingParsers.Text)
    {
        Default = "none",
        Summary =
            "A folder or a `.tar` file to write the complete build context to, for `docker build FOLDER`, Kaniko "
            + "or a cloud builder. With `DockerPlatforms`, each platform has a subfolder, such as `linux-arm64`.",
    };

    /// <summary>The file for the explanation of the image.</summary>
    public static readonly Setting<string?> ExplainFile = new("DockerExplainFile", SettingParsers.Text)
    {
        SimilarNames = ["DockerExplanationFile"],
        Default = "none",
        Summary =
            "A file for the output of `dotnet build -t:ExplainDockerImage` as JSON ([details](explain.md)). A publish "
            + "does not write it.",
    };

    /// <summary>The settings, in the order of the documentation.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [Dockerize, DockerizeOnBuild, PublishContainer, Build, Push, PushRetries, Archive, ContextOutput, ExplainFile];
}
