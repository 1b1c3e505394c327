using System.Text.RegularExpressions;

namespace Dockerize;

/// <summary>The references that one build gives its image: registry, repository and tags as the user names them, put together.</summary>
public static class ImageTags
{
    private const string DefaultTag = "latest";

    private static readonly char[] Separators = [' ', '\t', '\r', '\n', ';', ','];

    /// <summary>The references of an image: one for each tag, in the order given, each once.</summary>
    /// <param name="image">The whole reference; without a tag it means <c>latest</c>. What else is given must say the same.</param>
    /// <param name="registry"><c>host[:port]</c>; null or empty: the image stays in the engine.</param>
    /// <param name="repository">The path below the registry.</param>
    /// <param name="tags">Separated by blanks, semicolons or commas, with tokens; none means <c>latest</c>.</param>
    /// <param name="values">What the tokens stand for; null: none has a value.</param>
    /// <param name="progress">Gets a warning, DKZ1032, for each value that was changed to fit into a tag.</param>
    /// <exception cref="DockerizeException">
    /// DKZ1003: what they make is not a reference; DKZ1004: the image is named by a digest; DKZ1026: the registry is none; DKZ1027: a tag is none; DKZ1028: the image and
    /// another one contradict; DKZ1029, DKZ1031, DKZ1033: a token is not known, has no value, or cannot be read.
    /// </exception>
    public static IReadOnlyList<ImageReference> Resolve(
        string? image, string? registry, string? repository, string? tags, TagValues? values = null, IProgress<ProgressMessage>? progress = null)
    {
        var host = ParseRegistry(registry);
        var templates = (tags ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        if (!string.IsNullOrWhiteSpace(image))
            return [ParseImage(image!.Trim(), host, repository?.Trim() ?? "", templates)];

        var name = ImageReference.Parse(host is null ? repository?.Trim() ?? "" : $"{host}/{repository?.Trim()}");
        if (name.Tag is not null || name.Digest is not null)
            throw new DockerizeException(ProjectDiagnostics.TagInRepository(repository!.Trim()));
        // Two tags with one token warn once.
        var warnings = new HashSet<Diagnostic>();
        var names = (templates.Length == 0 ? [DefaultTag] : templates)
            .SelectMany(template => new TagTemplate(template).Expand(values ?? new TagValues(), warnings))
            .Distinct(StringComparer.Ordinal)
            .Select(name.WithTag)
            .ToList();
        foreach (var warning in warnings)
            progress?.Report(ProgressMessage.Of(warning));
        return names;
    }

    /// <summary>Makes sure that a push of these would go somewhere: to a registry that one names, or into an account of Docker Hub.</summary>
    /// <exception cref="DockerizeException">DKZ3001: one has neither, and would go among Docker Hub's official images.</exception>
    public static void RequireRegistry(IEnumerable<ImageReference> references)
    {
        foreach (var reference in references)
        {
            if (reference.IsOfficial)
                throw new DockerizeException(RegistryDiagnostics.NoRegistry(reference));
        }
    }

    /// <summary>
    /// A repository from a name that was never meant to be one, such as an assembly's, as the .NET SDK's containers make it
    /// (ContainerHelpers.NormalizeRepository): one that is a repository stays; else capital letters become lower ones, and everything but letters,
    /// digits, '_', '-' and '/' becomes '-'. <c>My Shop.Web</c> becomes <c>my-shop-web</c>. What would still not be a repository, or an error there, is
    /// mended: separators at the ends of a part go, and a run of different ones becomes '-'.
    /// </summary>
    /// <exception cref="DockerizeException">DKZ1003: nothing of the name is left.</exception>
    public static string NormalizeRepository(string name)
    {
        if (ImageReference.IsRepository(name))
            return name;
        var lower = Regex.Replace(name, "[A-Z]", letter => letter.Value.ToLowerInvariant(), RegexOptions.CultureInvariant);
        var parts = Regex.Replace(lower, "[^a-z0-9_/-]", "-", RegexOptions.CultureInvariant)
            .Split('/')
            .Select(part => Regex.Replace(part.Trim('-', '_'), "[_-]*(?:_-|-_|___)[_-]*", "-", RegexOptions.CultureInvariant));
        var repository = string.Join("/", parts.Where(part => part.Length > 0));
        return repository.Length > 0 ? repository
            : throw new DockerizeException(ProjectDiagnostics.InvalidReference(name, "no letter or digit of it can stand in a repository"));
    }

    private static ImageReference ParseImage(string image, string? registry, string repository, string[] tags)
    {
        var whole = ImageReference.Parse(image);
        if (whole.Digest is not null)
            throw new DockerizeException(ProjectDiagnostics.DigestAsTag(image));
        if (whole.Tag is null)
            whole = whole.WithTag(DefaultTag);

        var others = new List<(string Property, string Value)>();
        if (registry is not null && ImageReference.Parse($"{registry}/x").Registry != whole.Registry)
            others.Add(("DockerRegistry", registry));
        if (repository.Length > 0 && repository != whole.Repository && repository != whole.FamiliarName)
            others.Add(("DockerRepository", repository));
        if (tags.Any(tag => tag != whole.Tag))
            others.Add(("DockerTags", string.Join(" ", tags)));
        return others.Count == 0 ? whole : throw new DockerizeException(ProjectDiagnostics.Contradiction(image, others));
    }

    private static string? ParseRegistry(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var registry = text!.Trim();
        var start = registry.IndexOf("://", StringComparison.Ordinal);
        var (scheme, rest) = start < 0 ? ("", registry) : (registry.Substring(0, start + 3), registry.Substring(start + 3));
        rest = rest.TrimEnd('/');
        var slash = rest.IndexOf('/');
        var (host, path) = slash < 0 ? (rest, "") : (rest.Substring(0, slash), rest.Substring(slash + 1));
        var why =
            host.Length == 0 || host[0] == ':' ? "there is no host in it"
            : !ImageReference.IsRegistry(host) ? $"'{host}' is neither a host nor host:port"
            : scheme.Length > 0 ? $"'{scheme}' does not belong into it; write {host}"
            : path.Length > 0 ? $"the path '{path}' does not belong into it; write {host}, and the path before the name in DockerRepository: {path}/…"
            // What has neither a dot nor a port is an account of Docker Hub to everybody who reads the reference.
            : ImageReference.Parse($"{host}/x").Registry == ImageReference.DockerHub && host != ImageReference.DockerHub && host != ImageReference.DockerHubIndex
                ? $"a host without a dot is taken for an account of Docker Hub; write it with its port, {host}:443, or the account before the name in DockerRepository"
            : null;
        return why is null ? host : throw new DockerizeException(ProjectDiagnostics.InvalidRegistry(registry, why));
    }
}
