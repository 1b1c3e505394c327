namespace Dockerize.Images;

/// <summary>The properties of an image in an engine.</summary>
public sealed record ImageInspection
{
    /// <summary>The image id, <c>sha256:…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The operating system: <c>linux</c> or <c>windows</c>.</summary>
    public required string Os { get; init; }

    /// <summary>The architecture in the notation of Go: <c>amd64</c>, <c>arm64</c>, …</summary>
    public required string Architecture { get; init; }

    /// <summary>The operating system and the architecture.</summary>
    public Platform Platform => new(Os, Architecture, variant: null);

    /// <summary>The creation time in the configuration; null if it is missing.</summary>
    internal DateTimeOffset? Created { get; init; }

    /// <summary>The total size of all layers in bytes, unpacked.</summary>
    public long Size { get; init; }

    /// <summary>The names of the image, each with a tag, as the engine reports them.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>
    /// The names of the image in registries, each with a digest: <c>localhost:5000/shop@sha256:…</c>. Empty for an
    /// image that was neither pulled nor pushed.
    /// </summary>
    public IReadOnlyList<string> Digests { get; init; } = [];

    /// <summary>The layers from the bottom up: the digests of their unpacked archives.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>
    /// The user that containers run as (<c>USER</c>), such as <c>app</c> or <c>1654:1654</c>; empty for root.
    /// </summary>
    public string User { get; init; } = "";

    /// <summary>The environment variables.</summary>
    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>();

    /// <summary>The entry point; empty if there is none.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    /// <summary>The exposed ports, such as <c>8080/tcp</c>.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    /// <summary>True if containers run a health check (<c>HEALTHCHECK</c>).</summary>
    internal bool HasHealthCheck { get; init; }

    /// <summary>
    /// The configuration: JSON in the format of the OCI image specification. It has the values of the image's
    /// configuration except the history, but not the same bytes.
    /// </summary>
    internal string Configuration { get; init; } = "";

    /// <summary>
    /// The digest of the manifest; null if the engine stores no manifests, or if it stores an index for the image.
    /// </summary>
    internal string? ManifestDigest { get; init; }

    /// <summary>The media type of the manifest; null if <see cref="ManifestDigest"/> is null.</summary>
    internal string? ManifestMediaType { get; init; }

    /// <summary>
    /// True if <see cref="Id"/> is the digest of an image index in containerd's image store, and the other properties
    /// are those of one of its images.
    /// </summary>
    internal bool IsIndex { get; init; }

    /// <summary>
    /// True if <see cref="Id"/> and <see cref="Tags"/> are those of an image index of Podman, and the other properties
    /// those of its image for the platform of the engine.
    /// </summary>
    internal bool IsPodmanIndex { get; init; }

    /// <summary>True if containers run as a user other than root.</summary>
    public bool HasNonRootUser => User.Split(':')[0] is not ("" or "0" or "root");

    /// <summary>
    /// The digests of the image in a repository, as far as the engine knows them. There are several digests if the
    /// image was pushed again with another compression.
    /// </summary>
    /// <param name="name">The name with the repository. The tag and the digest of the name are ignored.</param>
    public IEnumerable<Digest> DigestsIn(ImageReference name)
    {
        ArgumentNullException.ThrowIfNull(name);

        return Digests
            .Select(known => known.Split('@'))
            .Where(known => known.Length == 2 && (known[0] == name.FamiliarName || known[0] == name.CanonicalName))
            .Select(known => Digest.TryParse(known[1], out var digest) ? digest : (Digest?)null)
            .OfType<Digest>();
    }

    /// <summary>True if the image has a name. Podman reports the full form of a name.</summary>
    /// <param name="name">The name. The default tag is <c>latest</c>.</param>
    internal bool HasName(ImageReference name)
    {
        var tagged = name.Tag is null ? name.WithTag("latest") : name;
        return Tags.Contains(tagged.Familiar) || Tags.Contains(tagged.Canonical);
    }

    /// <summary>True if the image runs on a platform. Variants are not compared.</summary>
    /// <param name="platform">The platform.</param>
    public bool RunsOn(Platform platform) => Os == platform.Os && Architecture == platform.Architecture;

    /// <summary>The command that runs the image and publishes each port under the same number.</summary>
    /// <param name="name">The name of the image.</param>
    /// <param name="ports">
    /// The ports, as in EXPOSE; null for all exposed ports, including those of the base image.
    /// </param>
    internal string RunCommand(ImageReference name, IEnumerable<string>? ports = null)
    {
        var options = (ports ?? ExposedPorts).Select(port => $"-p {port.Split('/')[0]}:{port.Replace("/tcp", "")} ");
        return $"docker run --rm {string.Concat(options)}{name.Familiar}";
    }
}
