using System.Globalization;
using Dockerize.Builds.Sessions;
using Dockerize.Images;
using Dockerize.Registries;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Builds;

/// <summary>Options of a build that are not part of the Dockerfile.</summary>
public sealed record BuildOptions
{
    /// <summary>The build argument that BuildKit reads the epoch from.</summary>
    internal const string EpochArgument = "SOURCE_DATE_EPOCH";

    /// <summary>The full path of the Dockerfile, for messages; null if the Dockerfile is not a file.</summary>
    internal string? DockerfilePath { get; init; }

    /// <summary>
    /// The full path of the folder with the files of the build context; null if <see cref="DockerfilePath"/> alone
    /// identifies the context.
    /// </summary>
    internal string? ContextRoot { get; init; }

    /// <summary>True to run every step, without the engine's build cache.</summary>
    public bool NoCache { get; set; }

    /// <summary>The stage of the Dockerfile to build; null for the last stage.</summary>
    public string? Target { get; set; }

    /// <summary>
    /// The network of RUN instructions, such as <c>host</c> or <c>none</c>; null for the engine's default.
    /// </summary>
    public string? Network { get; set; }

    /// <summary>The platform of the image; null for the platform of the engine.</summary>
    public Platform? Platform { get; set; }

    /// <summary>The images whose layers are used as build cache.</summary>
    public IReadOnlyList<string> CacheFrom { get; set; } = [];

    /// <summary>
    /// True to add cache metadata to the image, so that a later build on another machine can use the image in
    /// <see cref="CacheFrom"/>. Requires BuildKit. A build with <see cref="CacheFrom"/> always adds it.
    /// </summary>
    public bool InlineCache { get; set; }

    /// <summary>The values of the Dockerfile's ARG instructions.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; set; } = new Dictionary<string, string>();

    /// <summary>The labels of the image in addition to those of the Dockerfile.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    /// <summary>
    /// The time that the image contains instead of the time of the build: as its creation time, in its history, and as
    /// the latest time of files that steps create. Equal inputs then give an image with an equal id, on every machine
    /// and at every time. Null for the time of the build.
    /// </summary>
    /// <remarks>
    /// This is <c>SOURCE_DATE_EPOCH</c> (https://reproducible-builds.org/docs/source-date-epoch/). Docker requires
    /// BuildKit, version 26 or later, and containerd's image store. With the older image store, files that steps create
    /// have the time of the build. Podman requires version 5.6 or later. If the id is not reproducible, the reason is
    /// reported as a progress message.
    /// </remarks>
    public DateTimeOffset? SourceDateEpoch { get; set; }

    /// <summary>
    /// The compression of all layers, also those of the base image. Docker requires BuildKit and containerd's image
    /// store; Podman does not support it.
    /// </summary>
    /// <remarks>
    /// The first build compresses the layers of the base image again if they have another compression. A push sends
    /// them, because the registry does not have them.
    /// </remarks>
    public LayerCompression Compression { get; set; }

    /// <summary>
    /// The format of the manifest. Docker requires BuildKit and containerd's image store; Podman does not support it.
    /// </summary>
    public ImageFormat Format { get; set; }

    /// <summary>
    /// The annotations of the manifest. The format is then <see cref="ImageFormat.Oci"/> by default. Docker requires
    /// BuildKit and containerd's image store; Podman does not support it.
    /// </summary>
    public IReadOnlyDictionary<string, string> Annotations { get; set; } = new Dictionary<string, string>();

    /// <summary>
    /// The exporter of the engine with its attributes, in JSON, from <see cref="ImageExport"/>; null for the default.
    /// </summary>
    internal string? Outputs { get; init; }

    /// <summary>
    /// True if the engine replaces times after <see cref="SourceDateEpoch"/> in the files of the image.
    /// </summary>
    internal bool RewritesTimes { get; init; }

    /// <summary><see cref="SourceDateEpoch"/> in seconds since 1970; null if it is not set.</summary>
    internal string? EpochText => SourceDateEpoch?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>The credentials for the registries of the base images, by <c>host[:port]</c>.</summary>
    internal IReadOnlyDictionary<string, RegistryCredentials> Credentials { get; init; } =
        new Dictionary<string, RegistryCredentials>();

    /// <summary>
    /// The text of the Dockerfile with the digests of its base images, from <see cref="PinnedBases"/>; null to send the
    /// Dockerfile unchanged.
    /// </summary>
    internal string? PinnedDockerfile { get; init; }

    /// <summary>The credentials that BuildKit can request during the build; null for none.</summary>
    internal BuildCredentials? BuildCredentials { get; init; }

    /// <summary>The user's proxies. They do not change the image, and are not part of the up-to-date check.</summary>
    internal ProxyArguments Proxies { get; init; } = ProxyArguments.None;

    /// <summary>The secrets of build steps. They are not part of the up-to-date check.</summary>
    internal IReadOnlyList<BuildSecret> Secrets { get; init; } = [];

    /// <summary>The SSH agents of build steps. They are not part of the up-to-date check.</summary>
    internal IReadOnlyList<BuildSsh> Ssh { get; init; } = [];

    /// <summary>A function that reads an environment variable, for the sources of secrets and ssh agents.</summary>
    internal Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>The lines of the values in <see cref="Secrets"/>.</summary>
    internal IReadOnlyList<string> SecretLines { get; init; } = [];

    /// <summary>
    /// The texts that are removed from messages: the secrets in credentials, proxies and <see cref="Secrets"/>.
    /// </summary>
    internal RegistrySecrets HiddenTexts =>
        new([.. Credentials.Values, .. Proxies.Credentials]) { Lines = SecretLines };

    /// <summary>The text of <see cref="Platform"/>; null if there is none.</summary>
    internal string? PlatformText => Platform?.ToString();

    /// <summary>
    /// The query parameters of a build request that both builders support. Lists and maps are in JSON.
    /// </summary>
    /// <param name="dockerfile">The path of the Dockerfile in the context.</param>
    /// <param name="isPodman">
    /// True for Podman. Podman has its own value for no network, uses its default network for every other value, and
    /// rejects cache images.
    /// </param>
    internal IEnumerable<(string Name, string? Value)> Query(string dockerfile, bool isPodman = false) =>
        [
            ("dockerfile", dockerfile),
            ("nocache", NoCache ? "1" : null),
            ("target", Target),
            ("networkmode", isPodman && Network == "none" ? "NetworkDisabled" : Network),
            ("platform", PlatformText),
            ("cachefrom", isPodman ? null : JsonOrNull(new JArray(CacheFrom))),
            ("labels", JsonOrNull(JsonMap(Labels))),
            ("buildargs", JsonOrNull(JsonMap(Proxies.AddTo(Arguments)))),
        ];

    private static JObject JsonMap(IReadOnlyDictionary<string, string> values) =>
        new(values.Select(value => new JProperty(value.Key, value.Value)));

    private static string? JsonOrNull(JContainer values) => values.Count > 0 ? values.ToString(Formatting.None) : null;
}
