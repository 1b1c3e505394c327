using Dockerize.Images;

namespace Dockerize.Build.Advice;

/// <summary>The texts of log lines that are neither errors nor warnings.</summary>
internal static class LogTexts
{
    public static string NoEngineInContainer() =>
        "No image is built, because the publish runs in a container without a Docker engine. "
        + "To use an engine outside of the container, set DockerHost.";

    public static string StaleAssets(string publishDirectory, IReadOnlyCollection<string> assets) =>
        $"Skipped static web assets of an earlier publish in {publishDirectory}: "
        + $"{string.Join(", ", NameList.Lines(assets))}. To include them, add them to @(ResolvedFileToPublish).";

    public static string InstallsIcu(string baseImage, IEnumerable<string> packages) =>
        $"Adding {string.Join(" ", packages)}: the app requires ICU, which base image {baseImage} lacks. "
        + "If the app needs no culture data, set InvariantGlobalization=true.";

    public static string UnusedDockerfile() =>
        "The Dockerfile in the project folder is not used. To build it, set DockerBuildFile=Dockerfile.";

    /// <param name="platforms">The platforms in RuntimeIdentifiers.</param>
    public static string OnePlatform(IEnumerable<string> platforms) =>
        "The image is built for one platform, although RuntimeIdentifiers contains several. "
        + $"For an image for all of them, set DockerPlatforms to {string.Join(";", platforms)}.";

    public static string NoBaseToLock() =>
        "There is no base image to lock, because the Dockerfile is your own. Write the digest in its FROM instruction.";

    /// <param name="baseImage">The name of the base image, with a digest.</param>
    public static string BaseHasDigest(string baseImage) =>
        $"Base image {baseImage} is not locked, because its name contains a digest";

    public static string BaseLocked(ImageReference image, Digest digest) =>
        $"Locked base image {image} to {digest} in docker.lock.json. Commit the file.";

    /// <param name="image">The base image.</param>
    /// <param name="digest">The digest in the lock and in the registry.</param>
    /// <param name="date">The day of the entry.</param>
    public static string BaseUnchanged(ImageReference image, Digest digest, string date) =>
        $"Base image {image} is still {digest}, as on {date}";

    /// <param name="image">The base image.</param>
    /// <param name="last">The digest in the lock.</param>
    /// <param name="date">The day of the entry.</param>
    /// <param name="digest">The digest in the registry.</param>
    public static string BaseMoved(ImageReference image, Digest last, string date, Digest digest) =>
        $"Base image {image} moved from {last} ({date}) to {digest}. Commit docker.lock.json.";

    /// <param name="path">The full path of the SBOM.</param>
    /// <param name="packages">The number of NuGet packages.</param>
    /// <param name="files">The number of files.</param>
    public static string Sbom(string path, int packages, int files) =>
        FormattableString.Invariant($"SBOM: {path} ({packages} NuGet packages, {files} files)");

    /// <param name="lines">The properties, as in a project file.</param>
    public static string SetInProject(IEnumerable<string> lines) =>
        $"Ejected the Dockerfile. The project now contains {string.Join(" and ", lines)}.";

    /// <param name="file">The full path of the project file.</param>
    /// <param name="lines">The properties, as in a project file.</param>
    public static string SetByHand(string file, IEnumerable<string> lines) =>
        $"Ejected the Dockerfile. The project was not changed. Add {string.Join(" and ", lines)} to a PropertyGroup of "
        + $"'{file}'.";

    /// <param name="command">The commands that build the image of an ejected Dockerfile.</param>
    public static string EjectedBuild(string command) => $"Build it with Docker in the project folder: {command}";

    /// <param name="command">The command that starts a container of the image.</param>
    public static string Run(string command) => $"Run it: {command}";

    /// <param name="origin">The settings file, or the setting in it.</param>
    /// <param name="urls">The addresses.</param>
    public static string LoopbackAddresses(string origin, IEnumerable<string> urls) =>
        $"{origin} is set to {string.Join(", ", urls)}, which is reachable only from inside the container. "
        + "To listen on all interfaces, use http://*:PORT.";

    /// <param name="origin">The settings file, or the setting in it.</param>
    /// <param name="urls">The addresses.</param>
    /// <param name="ports">The ports of the addresses that the image does not expose.</param>
    public static string UnexposedPorts(string origin, IEnumerable<string> urls, IEnumerable<string> ports) =>
        $"{origin} is set to {string.Join(", ", urls)} and overrides the environment variables. "
        + $"To expose the port, add {string.Join(" ", ports.Select(port => $"<DockerPort Include=\"{port}\" />"))}.";

    /// <param name="code">The code of an error or a warning.</param>
    /// <param name="page">The full path of the page that explains it, with the anchor of its section.</param>
    public static string HelpPage(string code, string page) => $"  {code} is explained in {page}";

    /// <param name="task">The name of the task.</param>
    public static string Canceled(string task) => $"{task} was canceled.";
}
