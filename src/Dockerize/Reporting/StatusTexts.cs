using Dockerize.Files;
using Dockerize.Images;

namespace Dockerize.Reporting;

/// <summary>The texts of status messages about operations that are running or finished.</summary>
internal static class StatusTexts
{
    public static string Pulling(ImageReference image) => $"Pulling {image}";

    public static string Sending(int files, long bytes, string builder) =>
        FormattableString.Invariant($"Sending {files} files, {ByteSize.Format(bytes)}, to the engine")
        + (builder.Length > 0 ? $" ({builder})" : "");

    /// <param name="sent">The number of files that the engine requested.</param>
    /// <param name="files">The number of files in the build context.</param>
    /// <param name="bytes">The length of the sent files in bytes.</param>
    public static string Sent(int sent, int files, long bytes) =>
        sent == 0
            ? FormattableString.Invariant($"Sent none of {files} files: the engine already has them")
            : FormattableString.Invariant($"Sent {sent} of {files} files, {ByteSize.Format(bytes)}, to the engine");

    /// <param name="reason">The engine's message.</param>
    public static string NoSession(string reason) =>
        $"The whole build context is sent, because the engine refused a build session: {reason}";

    public const string NoDigests =
        "The engine may query the registries of base images, because the Dockerfile is sent without their digests";

    public static string Built(string imageId) => $"Built {imageId}";

    /// <param name="reason">The reason, as a clause.</param>
    public static string NotReproducible(string reason) =>
        $"The image id is not reproducible with SOURCE_DATE_EPOCH: {reason}";

    public static string UpToDate(ImageReference image) => $"{image} is up to date";

    /// <param name="changes">The inputs that changed since the last build. There is at least one.</param>
    public static string Rebuilding(IReadOnlyList<string> changes) =>
        $"Rebuilding: {changes[0]}"
        + (changes.Count > 1 ? FormattableString.Invariant($", and {changes.Count - 1} more") : "");

    public static string RebuildingMissing => "Rebuilding: the engine no longer has the image";

    /// <param name="images">The names of the image. There is at least one.</param>
    /// <param name="digest">The digest that all names have.</param>
    public static string AlreadyPublished(IReadOnlyList<ImageReference> images, Digest digest) =>
        $"{string.Join(", ", images)} already {(images.Count > 1 ? "have" : "has")} this image ({digest}). "
        + "Nothing was built or pushed.";

    /// <param name="image">The first name of the image.</param>
    /// <param name="reason">The reason, as a clause.</param>
    public static string NotPublished(ImageReference image, string reason) =>
        $"Checked the registry for {image}: it does not have this image ({reason})";

    /// <param name="reason">The reason, as a clause.</param>
    public static string NoCompressedSizes(string reason) =>
        $"The compressed sizes of the layers are not known: {reason}";

    /// <param name="reason">The engine's message: an image was removed during the build.</param>
    public static string BuildingAgain(string reason) =>
        $"Building again, because an image was removed during the build: {reason}";

    public static string CacheNotSupported(IEnumerable<string> images) =>
        $"Skipped cache images {string.Join(", ", images)}: Podman supports only its own build cache";

    public static string CacheUnavailable(string image, string reason) => $"Skipped cache image {image}: {reason}";

    /// <param name="path">The full path of the file with the proxies.</param>
    /// <param name="reason">The reason why the file cannot be read, as a clause.</param>
    public static string ProxiesUnavailable(string path, string reason) =>
        $"Skipped the proxy settings in '{path}': {reason}";

    /// <param name="registry">The registry, <c>host[:port]</c>.</param>
    /// <param name="source">The kind and source of the credentials.</param>
    public static string SendingCredentials(string registry, string source) =>
        $"Sending the credentials for {registry} to the builder ({source})";

    /// <param name="registry">The registry, <c>host[:port]</c>.</param>
    public static string NoCredentialsForBuilder(string registry) =>
        $"The builder requested credentials for {registry}, but none were found";

    /// <param name="image">The name or the id of the image.</param>
    /// <param name="path">The path of the HTTP request.</param>
    /// <param name="port">The port or the ports, with the noun.</param>
    public static string TestingPort(string image, string path, string port) =>
        $"Testing {image}: GET {path} from {port}";

    /// <param name="image">The name or the id of the image.</param>
    /// <param name="hasPorts">True if the image exposes ports, which are not reachable.</param>
    public static string TestingHealth(string image, bool hasPorts) =>
        $"Testing {image} with its health check{Unreachable(hasPorts)}";

    /// <param name="image">The name or the id of the image.</param>
    /// <param name="duration">The time for which the container must run.</param>
    /// <param name="hasPorts">True if the image exposes ports, which are not reachable.</param>
    public static string TestingUptime(string image, TimeSpan duration, bool hasPorts) =>
        $"Testing {image} for {Seconds(duration)}{Unreachable(hasPorts)}";

    /// <param name="image">The name or the id of the image.</param>
    /// <param name="port">The port or the ports, with the noun.</param>
    /// <param name="elapsed">The time since the start of the container.</param>
    public static string WaitingForPort(string image, string port, TimeSpan elapsed) =>
        $"Testing {image}: no successful response from {port} after {Seconds(elapsed)}";

    /// <param name="image">The name or the id of the image.</param>
    /// <param name="elapsed">The time since the start of the container.</param>
    public static string WaitingForHealth(string image, TimeSpan elapsed) =>
        $"Testing {image}: not healthy after {Seconds(elapsed)}";

    /// <param name="image">The name or the id of the image.</param>
    /// <param name="path">The path of the HTTP request.</param>
    /// <param name="status">The status of the response.</param>
    /// <param name="elapsed">The time since the start of the container.</param>
    public static string TestedPort(string image, string path, int status, TimeSpan elapsed) =>
        FormattableString.Invariant($"Tested {image}: GET {path} returned {status} after {Seconds(elapsed)}");

    /// <param name="image">The name or the id of the image.</param>
    /// <param name="elapsed">The time since the start of the container.</param>
    public static string TestedHealth(string image, TimeSpan elapsed) =>
        $"Tested {image}: healthy after {Seconds(elapsed)}";

    /// <param name="image">The name or the id of the image.</param>
    /// <param name="duration">The time for which the container ran.</param>
    public static string TestedUptime(string image, TimeSpan duration) =>
        $"Tested {image}: the container ran for {Seconds(duration)}";

    /// <param name="image">The name or the id of the image.</param>
    /// <param name="elapsed">The time since the start of the container.</param>
    public static string TestedExit(string image, TimeSpan elapsed) =>
        $"Tested {image}: the container exited with code 0 after {Seconds(elapsed)}";

    /// <param name="image">The name or the id of the image.</param>
    /// <param name="platforms">The platforms of the image.</param>
    /// <param name="architecture">The architecture of the engine's machine.</param>
    public static string TestSkipped(string image, IEnumerable<Platform> platforms, string architecture) =>
        $"Skipped the smoke test of {image}: the image is for {string.Join(", ", platforms)}, and the engine for "
        + architecture;

    /// <param name="reason">The error of the engine.</param>
    public static string NoContainerLog(string reason) => $"The log of the container is not available: {reason}";

    /// <param name="container">The id of the container.</param>
    /// <param name="reason">The error of the engine.</param>
    public static string ContainerNotRemoved(string container, string reason) =>
        $"Could not remove container {container}: {reason}";

    public static string Pushing(ImageReference image) => $"Pushing {image}";

    /// <param name="image">The image.</param>
    /// <param name="summary">The layers that were sent; empty if they are not known.</param>
    public static string Pushed(ImageReference image, string summary) => $"Pushed {image}{summary}";

    public static string AlreadyPushed(ImageReference image, Digest digest) =>
        $"{image} is already in the registry ({digest})";

    /// <param name="image">The image.</param>
    /// <param name="reason">The message of the engine.</param>
    /// <param name="delay">The time until the next attempt.</param>
    /// <param name="retry">The number of the retry, counted from 1.</param>
    /// <param name="retries">The number of retries.</param>
    public static string Retrying(ImageReference image, string reason, TimeSpan delay, int retry, int retries) =>
        FormattableString.Invariant(
            $"Retrying {image} in {delay.TotalSeconds} seconds ({retry} of {retries}): {reason}"
        );

    /// <param name="images">The names of the image.</param>
    /// <param name="path">The full path of the file.</param>
    public static string Saving(IEnumerable<ImageReference> images, string path) =>
        $"Saving {string.Join(", ", images)} to {path}";

    /// <param name="images">The names of the image.</param>
    /// <param name="path">The full path of the file.</param>
    /// <param name="bytes">The size of the file.</param>
    public static string Saved(IEnumerable<ImageReference> images, string path, long bytes) =>
        $"Saved {string.Join(", ", images)} to {path} ({ByteSize.Format(bytes)})";

    /// <param name="path">The full path of the file that an earlier publish saved.</param>
    public static string ArchiveUpToDate(string path) => $"{path} is up to date";

    public static string PushingAgain(ImageReference image, Platform platform) =>
        $"Pushing {image} again for {platform}, because the registry does not have the image for this platform";

    public static string NotVerified(ImageReference image, string reason) =>
        $"Skipped the verification of {image} in the registry: {reason}";

    /// <param name="registry">The registry, <c>host[:port]</c>.</param>
    /// <param name="silence">The time since the last message of the transfer.</param>
    public static string Waiting(string registry, TimeSpan silence) =>
        FormattableString.Invariant(
            $"Waiting for {registry}: no response to the engine for {silence.TotalSeconds:0.#} seconds"
        );

    /// <summary>The summary in <see cref="Pushed"/> if the registry already had all layers.</summary>
    /// <param name="layers">The number of layers.</param>
    public static string NoLayerSent(int layers) =>
        FormattableString.Invariant($": all {layers} layers were already in the registry");

    /// <summary>The summary in <see cref="Pushed"/>.</summary>
    /// <param name="sent">The number of layers that were sent.</param>
    /// <param name="layers">The number of layers.</param>
    /// <param name="bytes">The number of bytes that were sent.</param>
    /// <param name="instructions">The instructions of the layers that were sent; empty if they are not known.</param>
    public static string LayersSent(int sent, int layers, long bytes, IReadOnlyCollection<string> instructions) =>
        FormattableString.Invariant($": {sent} of {layers} layers")
        // The engine reports no size for small layers.
        + (bytes > 0 ? $", {ByteSize.Format(bytes)}" : "")
        + (instructions.Count > 0 ? $" ({string.Join(", ", instructions)})" : "");

    private static string Seconds(TimeSpan duration) =>
        FormattableString.Invariant($"{duration.TotalSeconds:0.#} seconds");

    private static string Unreachable(bool hasPorts) =>
        hasPorts ? ", because the ports of containers are not reachable from this machine" : "";
}
