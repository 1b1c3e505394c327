using System.Globalization;
using System.Text.RegularExpressions;

namespace Dockerize;

/// <summary>
/// The name of an image, <c>[registry/]repository[:tag][@digest]</c>, by the grammar of distribution/reference, with Docker Hub's short
/// names spelled out: <c>redis</c> is <c>docker.io/library/redis</c>.
/// </summary>
public sealed record ImageReference
{
    /// <summary>The registry that Docker Hub's short names leave out.</summary>
    public const string DockerHub = "docker.io";

    private const string OfficialNamespace = "library/";
    private const string DomainComponent = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";

    /// <summary>The longest repository path that registries take, in characters (distribution/reference, RepositoryNameTotalLengthMax).</summary>
    private const int MaxRepositoryLength = 255;

    private static readonly Regex Domain = Grammar($@"(?:{DomainComponent}(?:\.{DomainComponent})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?");
    private static readonly Regex PathComponent = Grammar("[a-z0-9]+(?:(?:[.]|_|__|-+)[a-z0-9]+)*");
    private static readonly Regex TagText = Grammar(@"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static readonly Regex DigestText = Grammar("sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}");
    private static readonly Regex ImageId = Grammar("[a-f0-9]{64}");

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
    public string FamiliarName =>
        IsOfficial ? Repository.Substring(OfficialNamespace.Length)
        : Registry == DockerHub ? Repository
        : $"{Registry}/{Repository}";

    /// <summary>Registry and repository without tag and digest, in full.</summary>
    public string CanonicalName => $"{Registry}/{Repository}";

    /// <summary>The shortest text that means this image, as the docker CLI prints it: <c>redis:7</c>.</summary>
    public string Familiar => FamiliarName + Suffix;

    /// <summary>The full text, with registry and namespace: <c>docker.io/library/redis:7</c>.</summary>
    public string Canonical => CanonicalName + Suffix;

    private string Suffix => (Tag is null ? "" : ":" + Tag) + (Digest is null ? "" : "@" + Digest);

    /// <summary>Reads a reference.</summary>
    /// <exception cref="DockerizeException">DKZ1003: the text is not a reference; the message says which part is wrong.</exception>
    public static ImageReference Parse(string text)
    {
        if (string.IsNullOrEmpty(text))
            throw Invalid(text, "it is empty");

        var (name, tag, digest) = Cut(text);
        if (digest is not null && !DigestText.IsMatch(digest))
            throw Invalid(text, $"'{digest}' is not a digest (sha256: and 64 hexadecimal digits in lower case, or sha384, sha512)");
        if (tag is not null && !TagText.IsMatch(tag))
            throw Invalid(text, $"'{tag}' is not a tag (letters, digits, '_', '.' and '-', not starting with '.' or '-', at most 128)");
        if (ImageId.IsMatch(name))
            throw Invalid(text, "64 hexadecimal digits are an image id");

        var (registry, repository) = SplitRegistry(name);
        if (!Domain.IsMatch(registry))
            throw Invalid(text, $"'{registry}' is not a registry (host or host:port, without https:// and without a path)");
        if (repository.Length > MaxRepositoryLength)
            throw Invalid(text, string.Format(CultureInfo.InvariantCulture, "its repository has {0} characters and {1} are allowed", repository.Length, MaxRepositoryLength));
        foreach (var component in repository.Split('/'))
        {
            if (!PathComponent.IsMatch(component))
                throw Invalid(text, $"'{component}' is not a part of a repository (lower-case letters and digits, joined by '.', '_', '__' or '-')");
        }

        return new ImageReference(registry, repository, tag, digest);
    }

    /// <summary>The same repository with another tag and no digest.</summary>
    /// <exception cref="DockerizeException">DKZ1003: the tag is not one.</exception>
    public ImageReference WithTag(string tag) => Parse($"{Registry}/{Repository}:{tag}");

    /// <inheritdoc/>
    public override string ToString() => Familiar;

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
        if (registry == "index.docker.io")
            registry = DockerHub;
        return registry == DockerHub && repository.IndexOf('/') < 0
            ? (registry, OfficialNamespace + repository)
            : (registry, repository);
    }

    private static DockerizeException Invalid(string text, string why) => new(ProjectDiagnostics.InvalidReference(text, why));

    private static Regex Grammar(string pattern) => new($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant);
}
