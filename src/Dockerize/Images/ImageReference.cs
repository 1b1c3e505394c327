using System.Text.RegularExpressions;

namespace Dockerize.Images;

/// <summary>
/// The name of an image, <c>[registry/]repository[:tag][@digest]</c>, by the grammar of distribution/reference 0.6, with Docker Hub's short
/// names spelled out: <c>redis</c> is <c>docker.io/library/redis</c>.
/// </summary>
public sealed record ImageReference
{
    /// <summary>The registry that Docker Hub's short names leave out.</summary>
    public const string DockerHub = "docker.io";

    /// <summary>What it was called once, which means the same.</summary>
    internal const string DockerHubIndex = "index.docker.io";

    private const string OfficialNamespace = "library/";
    private const string DomainComponent = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";

    /// <summary>The longest tag, in characters.</summary>
    internal const int MaxTagLength = 128;

    /// <summary>The longest repository path that registries take, in characters (distribution/reference, RepositoryNameTotalLengthMax).</summary>
    private const int MaxRepositoryLength = 255;

    private static readonly Regex Domain = Grammar($@"(?:{DomainComponent}(?:\.{DomainComponent})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?");
    private static readonly Regex PathComponent = Grammar("[a-z0-9]+(?:(?:[.]|_|__|-+)[a-z0-9]+)*");
    private static readonly Regex TagText = Grammar("[A-Za-z0-9_][A-Za-z0-9_.-]*");
    private static readonly Regex DigestText = Grammar("(?<algorithm>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*):(?<hex>[0-9a-fA-F]{32,})");
    private static readonly Regex ImageId = Grammar("[a-f0-9]{64}");
    // All up to an @ that begins no digest: there a user's name and password stand, where somebody has typed them.
    private static readonly Regex User = new(@"\A.*@(?![A-Za-z0-9+._-]+:[0-9a-fA-F]*\z|[0-9a-fA-F]*\z)", RegexOptions.CultureInvariant | RegexOptions.Singleline);
    private static readonly Regex Scheme = new(@"\A[A-Za-z][A-Za-z0-9+.-]*://", RegexOptions.CultureInvariant);

    // The algorithms that engines and registries know (opencontainers/go-digest; those of OCI's descriptor.md and sha384), and how many digits their digests have.
    private static readonly Dictionary<string, int> DigestLengths = new(StringComparer.Ordinal) { ["sha256"] = 64, ["sha384"] = 96, ["sha512"] = 128 };

    private ImageReference(string registry, string repository, string? tag, string? digest)
    {
        Registry = registry;
        Repository = repository;
        Tag = tag;
        Digest = digest;
    }

    /// <summary>The registry's <c>host[:port]</c>; <see cref="DockerHub"/> where the text names none.</summary>
    public string Registry { get; }

    /// <summary>The path below the registry, such as <c>team/shop</c> or <c>library/redis</c>.</summary>
    public string Repository { get; }

    /// <summary>The tag, where the text has one.</summary>
    public string? Tag { get; }

    /// <summary>The digest, <c>algorithm:hex</c>, where the text has one.</summary>
    public string? Digest { get; }

    /// <summary>True for Docker Hub's own images, whose names have neither a registry nor an account: <c>redis</c>.</summary>
    public bool IsOfficial => Registry == DockerHub
        && Repository.StartsWith(OfficialNamespace, StringComparison.Ordinal)
        && Repository.IndexOf('/', OfficialNamespace.Length) < 0;

    /// <summary>Registry and repository without tag and digest, in the form a user would type.</summary>
    public string FamiliarName
    {
        get
        {
            var shortName = IsOfficial ? Repository.Substring(OfficialNamespace.Length) : Repository;
            // A few of Docker Hub's names would mean something else without it: docker.io/localhost/shop, or one of 64 hexadecimal digits.
            return Registry == DockerHub && SplitRegistry(shortName) == (Registry, Repository) && !ImageId.IsMatch(shortName) ? shortName : $"{Registry}/{Repository}";
        }
    }

    /// <summary>
    /// What stands before <see cref="Name"/> in the familiar name: registry and organization, or the one that is there; null where neither is:
    /// <c>r.io/team</c> of r.io/team/shop, <c>team</c> of team/shop, null of redis.
    /// </summary>
    public string? Namespace => NameParts.Length > 1 ? string.Join("/", NameParts.Take(NameParts.Length - 1)) : null;

    /// <summary>The familiar name without its <see cref="Namespace"/>: <c>shop</c> of r.io/team/shop, <c>shop/api</c> of r.io/team/shop/api.</summary>
    public string Name => NameParts[NameParts.Length - 1];

    /// <summary>Registry and repository without tag and digest, in full.</summary>
    public string CanonicalName => $"{Registry}/{Repository}";

    /// <summary>The shortest text that means this image, as the docker CLI prints it: <c>redis:7</c>.</summary>
    public string Familiar => FamiliarName + Suffix;

    /// <summary>The full text, with registry and namespace: <c>docker.io/library/redis:7</c>.</summary>
    public string Canonical => CanonicalName + Suffix;

    private string[] NameParts => FamiliarName.Split(['/'], 3);

    private string Suffix => (Tag is null ? "" : ":" + Tag) + (Digest is null ? "" : "@" + Digest);

    /// <summary>Reads a reference.</summary>
    /// <exception cref="DockerizeException">DKZ1003: the text is not a reference; the message says which part is wrong.</exception>
    public static ImageReference Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw Invalid(text, "it is empty");
        if (ImageId.IsMatch(text))
            throw Invalid(text, "64 hexadecimal digits are an image id");
        if (Scheme.Match(text) is { Success: true, Value: var scheme })
            throw Invalid(text, $"'{scheme}' does not belong into it, since it starts with host or host:port");

        var (name, tag, digest) = Cut(text);
        var (registry, repository) = SplitRegistry(name);
        var why = (digest is null ? null : WrongInDigest(digest))
            ?? (tag is null ? null : WrongInTag(tag))
            ?? (IsRegistry(registry) ? null : $"'{registry}' is not a registry (host or host:port)")
            ?? WrongInRepository(repository, name);
        if (why is not null)
            throw Invalid(text, why);
        return new ImageReference(registry, repository, tag, digest);
    }

    /// <summary>The same repository with another tag and no digest.</summary>
    /// <exception cref="DockerizeException">DKZ1003: the tag is not one.</exception>
    public ImageReference WithTag(string tag) => Parse($"{Registry}/{Repository}:{tag}");

    /// <inheritdoc/>
    public override string ToString() => Familiar;

    /// <summary>Whether the text is <c>host</c> or <c>host:port</c>.</summary>
    internal static bool IsRegistry(string text) => Domain.IsMatch(text);

    /// <summary>Whether the text is a path of repositories, of whatever length.</summary>
    internal static bool IsRepository(string text) => text.Split('/').All(PathComponent.IsMatch);

    /// <summary>Whether the text is <c>algorithm:digits</c>, of whatever algorithm.</summary>
    internal static bool IsDigest(string text) => DigestText.IsMatch(text);

    /// <summary>What keeps the text from being a tag; null: nothing.</summary>
    internal static string? WrongInTag(string tag) =>
        !TagText.IsMatch(tag) ? $"'{tag}' is not a tag (letters, digits, '_', '.' and '-', not starting with '.' or '-')"
        : tag.Length > MaxTagLength ? FormattableString.Invariant($"its tag has {tag.Length} characters and {MaxTagLength} are allowed")
        : null;

    private static (string Name, string? Tag, string? Digest) Cut(string text)
    {
        var at = text.IndexOf('@');
        var (rest, digest) = at < 0 ? (text, null) : (text.Substring(0, at), text.Substring(at + 1));
        // A colon before the last slash belongs to the registry's port.
        var colon = rest.LastIndexOf(':');
        return colon < 0 || colon < rest.LastIndexOf('/')
            ? (rest, null, digest)
            : (rest.Substring(0, colon), rest.Substring(colon + 1), digest);
    }

    // The rule of splitDockerDomain: the first part is a registry if it has a dot or a colon, is localhost, or cannot be a repository.
    private static (string Registry, string Repository) SplitRegistry(string name)
    {
        var slash = name.IndexOf('/');
        var first = slash < 0 ? "" : name.Substring(0, slash);
        var isRegistry = slash >= 0
            && (first.IndexOfAny(['.', ':']) >= 0 || first == "localhost" || first.Any(char.IsUpper));
        var (registry, repository) = isRegistry ? (first, name.Substring(slash + 1)) : (DockerHub, name);
        if (registry == DockerHubIndex)
            registry = DockerHub;
        return registry == DockerHub && repository.IndexOf('/') < 0
            ? (registry, OfficialNamespace + repository)
            : (registry, repository);
    }

    private static string? WrongInDigest(string digest)
    {
        var match = DigestText.Match(digest);
        if (!match.Success)
            return $"'{digest}' is not a digest (sha256: and 64 hexadecimal digits, or sha384:, sha512:)";
        var (algorithm, hex) = (match.Groups["algorithm"].Value, match.Groups["hex"].Value);
        if (!DigestLengths.TryGetValue(algorithm, out var length))
            return $"'{algorithm}' is not a digest algorithm that registries know ({string.Join(", ", DigestLengths.Keys)})";
        if (hex.Length != length)
            return FormattableString.Invariant($"a {algorithm} digest has {length} hexadecimal digits, and '{digest}' has {hex.Length}");
        return hex.Any(char.IsUpper) ? $"the digits of the digest '{digest}' are written in lower case" : null;
    }

    private static string? WrongInRepository(string repository, string name)
    {
        if (repository.Length == 0)
            return $"there is no repository after '{name}'";
        if (repository.Length > MaxRepositoryLength)
            return FormattableString.Invariant($"its repository has {repository.Length} characters and {MaxRepositoryLength} are allowed");
        var wrong = Array.Find(repository.Split('/'), component => !PathComponent.IsMatch(component));
        return wrong is null ? null
            : PathComponent.IsMatch(wrong.ToLowerInvariant()) ? $"a repository has no capital letters, and '{wrong}' has some; write {name.ToLowerInvariant()}"
            : $"'{wrong}' is not a part of a repository (lower-case letters and digits, joined by '.', '_', '__' or '-')";
    }

    /// <summary>A text that was to be a name, as a message may show it.</summary>
    internal static string WithoutUser(string text) => User.Replace(text, "…@");

    private static InvalidReferenceException Invalid(string text, string why)
    {
        var shown = WithoutUser(text);
        return new InvalidReferenceException(shown, shown == text ? why : $"after '@' stands a digest, and '{shown.Substring(2)}' is none; credentials do not belong into a name");
    }

    private static Regex Grammar(string pattern) => new($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant);
}
