using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Dockerize.Images;

/// <summary>
/// A reference to an image, <c>[registry/]repository[:tag][@digest]</c>, in the grammar of distribution/reference 0.6.
/// Short names of Docker Hub are expanded: <c>redis</c> is <c>docker.io/library/redis</c>.
/// </summary>
public sealed record ImageReference
{
    /// <summary>The registry of references without a registry: Docker Hub.</summary>
    public const string DockerHub = "docker.io";

    /// <summary>A former name of <see cref="DockerHub"/>, which is still valid.</summary>
    internal const string DockerHubIndex = "index.docker.io";

    private const string OfficialNamespace = "library/";
    private const string DomainComponent = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";

    private const string DigestReason = "the name of a new image cannot contain a digest; use a tag instead";

    /// <summary>The maximum length of a tag, in characters.</summary>
    internal const int MaxTagLength = 128;

    /// <summary>
    /// The maximum length of a repository, in characters (distribution/reference, RepositoryNameTotalLengthMax).
    /// </summary>
    private const int MaxRepositoryLength = 255;

    private static readonly Regex Domain = Grammar(
        $@"(?:{DomainComponent}(?:\.{DomainComponent})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
    );

    private static readonly Regex PathComponent = Grammar("[a-z0-9]+(?:(?:[.]|_|__|-+)[a-z0-9]+)*");
    private static readonly Regex TagText = Grammar("[A-Za-z0-9_][A-Za-z0-9_.-]*");
    private static readonly Regex DigestText = Grammar(
        "(?<algorithm>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*):(?<hex>[0-9a-fA-F]{32,})"
    );

    private static readonly Regex ImageId = Grammar("[a-f0-9]{64}");

    // Everything up to an @ that does not start a digest. It may contain credentials.
    private static readonly Regex User = new(
        @"\A.*@(?![A-Za-z0-9+._-]+:[0-9a-fA-F]*\z|[0-9a-fA-F]*\z)",
        RegexOptions.CultureInvariant | RegexOptions.Singleline
    );

    private static readonly Regex Scheme = new(@"\A[A-Za-z][A-Za-z0-9+.-]*://", RegexOptions.CultureInvariant);

    // The algorithms of opencontainers/go-digest, and the number of hexadecimal digits of their digests.
    private static readonly Dictionary<string, int> DigestLengths = new(StringComparer.Ordinal)
    {
        ["sha256"] = 64,
        ["sha384"] = 96,
        ["sha512"] = 128,
    };

    private ImageReference(string registry, string repository, string? tag, Digest? digest)
    {
        Registry = registry;
        Repository = repository;
        Tag = tag;
        Digest = digest;
    }

    /// <summary>The registry, <c>host[:port]</c>; <see cref="DockerHub"/> if the reference specifies none.</summary>
    public string Registry { get; }

    /// <summary>
    /// The repository: the path after the registry, such as <c>team/shop</c> or <c>library/redis</c>.
    /// </summary>
    public string Repository { get; }

    /// <summary>The tag; null if the reference has none.</summary>
    public string? Tag { get; }

    /// <summary>The digest; null if the reference has none.</summary>
    public Digest? Digest { get; }

    /// <summary>
    /// True for an official image of Docker Hub, whose name has no registry and no account: <c>redis</c>.
    /// </summary>
    public bool IsOfficial =>
        Registry == DockerHub
        && Repository.StartsWith(OfficialNamespace, StringComparison.Ordinal)
        && Repository.IndexOf('/', OfficialNamespace.Length) < 0;

    /// <summary>The shortest form of registry and repository, without tag and digest: <c>redis</c>.</summary>
    public string FamiliarName
    {
        get
        {
            var shortName = IsOfficial ? Repository.Substring(OfficialNamespace.Length) : Repository;
            // Some names have another meaning without docker.io, such as docker.io/localhost/shop, or 64 hexadecimal
            // digits.
            var isUnambiguous =
                Registry == DockerHub
                && SplitRegistry(shortName) == (Registry, Repository)
                && !ImageId.IsMatch(shortName);
            return isUnambiguous ? shortName : $"{Registry}/{Repository}";
        }
    }

    /// <summary>
    /// The registry and the organization: the part of the familiar name before <see cref="Name"/>, such as
    /// <c>r.io/team</c> for r.io/team/shop, or <c>team</c> for team/shop. Null if there is neither.
    /// </summary>
    public string? Namespace => NameParts.Length > 1 ? string.Join("/", NameParts.Take(NameParts.Length - 1)) : null;

    /// <summary>
    /// The familiar name without its <see cref="Namespace"/>: <c>shop</c> for r.io/team/shop, <c>shop/api</c> for
    /// r.io/team/shop/api.
    /// </summary>
    public string Name => NameParts[NameParts.Length - 1];

    /// <summary>
    /// The full form of registry and repository, without tag and digest: <c>docker.io/library/redis</c>.
    /// </summary>
    public string CanonicalName => $"{Registry}/{Repository}";

    /// <summary>The shortest form of the reference, as the docker CLI prints it: <c>redis:7</c>.</summary>
    public string Familiar => FamiliarName + Suffix;

    /// <summary>The full form of the reference: <c>docker.io/library/redis:7</c>.</summary>
    public string Canonical => CanonicalName + Suffix;

    private string[] NameParts => FamiliarName.Split(['/'], 3);

    private string Suffix
    {
        get
        {
            var tag = Tag is null ? "" : ":" + Tag;
            var digest = Digest is null ? "" : "@" + Digest;
            return tag + digest;
        }
    }

    /// <summary>Parses a reference.</summary>
    /// <param name="text">The text, such as <c>r.io/team/shop:1</c>.</param>
    /// <exception cref="InvalidReferenceException">
    /// The text is not a valid reference. The message specifies the invalid part.
    /// </exception>
    public static ImageReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Read(text, out var error) is { } reference)
            return reference;

        var shown = HideCredentials(text);
        throw new InvalidReferenceException(
            shown,
            shown == text
                ? error!
                : $"'{shown.Substring(2)}' after '@' is not a digest, " + "and a reference cannot contain credentials"
        );
    }

    /// <summary>Parses a reference.</summary>
    /// <param name="text">The text, such as <c>r.io/team/shop:1</c>.</param>
    /// <param name="reference">The reference; null if the text is not a valid reference.</param>
    /// <returns>True if the text is a valid reference.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ImageReference? reference)
    {
        reference = Read(text, out _);
        return reference is not null;
    }

    /// <summary>A reference to the same repository with another tag and without a digest.</summary>
    /// <param name="tag">The tag.</param>
    /// <exception cref="InvalidReferenceException">The tag is invalid.</exception>
    public ImageReference WithTag(string tag)
    {
        ArgumentNullException.ThrowIfNull(tag);

        // The tag is checked first, because a tag with a digest at its end would also form a valid reference.
        var reference = $"{Registry}/{Repository}:{tag}";
        return FindTagError(tag) is { } error
            ? throw new InvalidReferenceException(HideCredentials(reference), error)
            : Parse(reference);
    }

    /// <summary>A reference to the same repository with a digest and without a tag.</summary>
    internal ImageReference WithDigest(Digest digest) => Parse($"{Registry}/{Repository}@{digest}");

    /// <inheritdoc/>
    public override string ToString() => Familiar;

    /// <summary>
    /// Returns the reference if it has no digest. A digest depends on the content of an image and cannot be chosen.
    /// </summary>
    /// <exception cref="InvalidReferenceException">The reference has a digest.</exception>
    internal ImageReference RequireNoDigest() =>
        Digest is null ? this : throw new InvalidReferenceException(Familiar, DigestReason);

    /// <summary>
    /// Returns the reference if it has no digest. A digest depends on the content of an image and cannot be chosen.
    /// </summary>
    /// <param name="parameter">The name of the parameter, for the error.</param>
    /// <exception cref="ArgumentException">The reference has a digest.</exception>
    internal ImageReference RequireNoDigest(string parameter) =>
        Digest is null
            ? this
            : throw new ArgumentException($"Invalid image name '{Familiar}': {DigestReason}.", parameter);

    /// <summary>True if the text is <c>host</c> or <c>host:port</c>.</summary>
    internal static bool IsRegistry(string text) => Domain.IsMatch(text);

    /// <summary>True if the text is a repository of any length.</summary>
    internal static bool IsRepository(string text) => text.Split('/').All(PathComponent.IsMatch);

    /// <summary>True if the text is <c>algorithm:hex</c> with any algorithm.</summary>
    internal static bool IsDigest(string text) => DigestText.IsMatch(text);

    /// <summary>The reason why a text is not a valid tag, as a clause; null if the tag is valid.</summary>
    internal static string? FindTagError(string tag)
    {
        if (!TagText.IsMatch(tag))
            return $"'{tag}' is not a valid tag "
                + "(allowed: letters, digits, '_', '.' and '-'; not '.' or '-' at the start)";

        return tag.Length > MaxTagLength
            ? FormattableString.Invariant($"the tag has {tag.Length} characters, and the maximum is {MaxTagLength}")
            : null;
    }

    /// <summary>An invalid reference without its credentials, for messages.</summary>
    internal static string HideCredentials(string text) => User.Replace(text, "…@");

    private static ImageReference? Read(string? text, out string? error)
    {
        error = null;
        if (text is null || string.IsNullOrWhiteSpace(text))
            error = "it is empty";
        else if (ImageId.IsMatch(text))
            error = "64 hexadecimal digits are an image ID, not a name";
        else if (Scheme.Match(text) is { Success: true, Value: var scheme })
            error = $"it contains the scheme '{scheme}'; start with the host or host:port";
        if (error is not null)
            return null;

        var (name, tag, digest) = Split(text!);
        var (registry, repository) = SplitRegistry(name);
        if (digest is not null)
            error = FindDigestError(digest);
        if (tag is not null)
            error ??= FindTagError(tag);
        if (!IsRegistry(registry))
            error ??= $"'{registry}' is not a valid registry (expected host or host:port)";
        error ??= FindRepositoryError(repository, name);
        if (error is not null)
            return null;

        return new ImageReference(
            registry,
            repository,
            tag,
            Images.Digest.TryParse(digest, out var parsed) ? parsed : null
        );
    }

    private static (string Name, string? Tag, string? Digest) Split(string text)
    {
        var at = text.IndexOf('@');
        var (rest, digest) = at < 0 ? (text, null) : (text.Substring(0, at), text.Substring(at + 1));
        // A colon before the last slash belongs to the port of the registry.
        var colon = rest.LastIndexOf(':');
        return colon < 0 || colon < rest.LastIndexOf('/')
            ? (rest, null, digest)
            : (rest.Substring(0, colon), rest.Substring(colon + 1), digest);
    }

    // The rule of splitDockerDomain (distribution/reference). The first part is a registry if it has a dot or a colon,
    // is localhost, or cannot be a repository.
    private static (string Registry, string Repository) SplitRegistry(string name)
    {
        var slash = name.IndexOf('/');
        var first = slash < 0 ? "" : name.Substring(0, slash);
        var isRegistry =
            slash >= 0 && (first.IndexOfAny(['.', ':']) >= 0 || first == "localhost" || first.Any(char.IsUpper));
        var (registry, repository) = isRegistry ? (first, name.Substring(slash + 1)) : (DockerHub, name);
        if (registry == DockerHubIndex)
            registry = DockerHub;
        return registry == DockerHub && repository.IndexOf('/') < 0
            ? (registry, OfficialNamespace + repository)
            : (registry, repository);
    }

    private static string? FindDigestError(string digest)
    {
        var match = DigestText.Match(digest);
        if (!match.Success)
            return $"'{digest}' is not a valid digest (expected sha256:, sha384: or sha512: and hexadecimal digits)";

        var (algorithm, hex) = (match.Groups["algorithm"].Value, match.Groups["hex"].Value);
        if (!DigestLengths.TryGetValue(algorithm, out var length))
        {
            var algorithms = string.Join(", ", DigestLengths.Keys);
            return $"'{algorithm}' is not a supported digest algorithm (supported: {algorithms})";
        }

        if (hex.Length != length)
        {
            return FormattableString.Invariant(
                $"'{digest}' is not a valid digest (expected {length} hexadecimal digits, found {hex.Length})"
            );
        }

        return hex.Any(char.IsUpper) ? $"the digest '{digest}' must be in lower case" : null;
    }

    private static string? FindRepositoryError(string repository, string name)
    {
        if (repository.Length == 0)
            return $"the repository after '{name}' is missing";
        if (repository.Length > MaxRepositoryLength)
        {
            return FormattableString.Invariant(
                $"the repository has {repository.Length} characters, and the maximum is {MaxRepositoryLength}"
            );
        }

        if (Array.Find(repository.Split('/'), component => !PathComponent.IsMatch(component)) is not { } invalid)
            return null;

        return PathComponent.IsMatch(invalid.ToLowerInvariant())
            ? $"'{invalid}' must be in lower case; use {name.ToLowerInvariant()}"
            : $"'{invalid}' is not valid in a repository "
                + "(allowed: lower-case letters and digits, joined by '.', '_', '__' or '-')";
    }

    private static Regex Grammar(string pattern) => new($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant);
}
