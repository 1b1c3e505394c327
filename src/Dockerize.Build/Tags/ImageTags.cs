using System.Text.RegularExpressions;
using Dockerize.Build.Advice;
using Dockerize.Images;

namespace Dockerize.Build.Tags;

/// <summary>The references that one build gives its image: registry, repository and tags as the user names them, put together.</summary>
public static class ImageTags
{
    private const string DefaultTag = "latest";

    private static readonly Regex Revision = new(@"\A(?:[0-9a-f]{40}|[0-9a-f]{64})\z", RegexOptions.CultureInvariant);

    private static readonly char[] Separators = [' ', '\t', '\r', '\n', ';', ','];

    /// <summary>The references of an image: one for each tag, in the order given, each once.</summary>
    /// <param name="image">The whole reference; without a tag it means <c>latest</c>. What else is given must say the same.</param>
    /// <param name="registry"><c>host[:port]</c>; null or empty: the image stays in the engine.</param>
    /// <param name="repository">The path below the registry.</param>
    /// <param name="tags">Separated by blanks, semicolons or commas, with tokens; none means <c>latest</c>.</param>
    /// <param name="values">What the tokens stand for; null: none has a value.</param>
    /// <param name="warnings">Gets a warning, DKZ1032, for each value that was changed to fit into a tag.</param>
    /// <exception cref="DockerizeException">
    /// DKZ1003: what they make is not a reference; DKZ1004: the image is named by a digest; DKZ1026: the registry is none; DKZ1027: a tag is none; DKZ1028: the image and
    /// another one contradict; DKZ1029, DKZ1031, DKZ1033: a token is not known, has no value, or cannot be read.
    /// </exception>
    public static IReadOnlyList<ImageReference> Resolve(
        string? image, string? registry, string? repository, string? tags, TagValues? values = null, IProgress<Diagnostic>? warnings = null)
    {
        var host = ParseRegistry(registry);
        var templates = (tags ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        if (!string.IsNullOrWhiteSpace(image))
            return [ParseImage(image!.Trim(), host, repository?.Trim() ?? "", templates)];

        var name = ImageReference.Parse(host is null ? repository?.Trim() ?? "" : $"{host}/{repository?.Trim()}");
        if (name.Tag is not null || name.Digest is not null)
            throw new DiagnosticException(ProjectDiagnostics.TagInRepository(repository!.Trim()));
        // Two tags with one token warn once.
        var changes = new HashSet<Diagnostic>();
        var names = (templates.Length == 0 ? [DefaultTag] : templates)
            .SelectMany(template => new TagTemplate(template).Expand(values ?? new TagValues(), changes))
            .Distinct(StringComparer.Ordinal)
            .Select(name.WithTag)
            .ToList();
        foreach (var change in changes)
            warnings?.Report(change);
        return names;
    }

    /// <summary>Makes sure that a push of these would go somewhere: to a registry that one names, or into an account of Docker Hub.</summary>
    /// <exception cref="DiagnosticException">DKZ3001: one has neither, and would go among Docker Hub's official images.</exception>
    internal static void RequireRegistry(IEnumerable<ImageReference> references)
    {
        foreach (var reference in references)
        {
            if (reference.IsOfficial)
                throw new DiagnosticException(RegistryDiagnostics.NoRegistry(reference));
        }
    }

    /// <summary>
    /// A repository from a name that was never meant to be one, such as an assembly's, as the .NET SDK's containers make it
    /// (ContainerHelpers.NormalizeRepository): one that is a repository stays; else capital letters become lower ones, and everything but letters,
    /// digits, '_', '-' and '/' becomes '-'. <c>My Shop.Web</c> becomes <c>my-shop-web</c>. What would still not be a repository, or an error there, is
    /// mended: separators at the ends of a part go, and a run of different ones becomes '-'.
    /// </summary>
    /// <exception cref="DiagnosticException">DKZ1003: nothing of the name is left.</exception>
    internal static string NormalizeRepository(string name)
    {
        if (ImageReference.IsRepository(name))
            return name;
        var lower = Regex.Replace(name, "[A-Z]", letter => letter.Value.ToLowerInvariant(), RegexOptions.CultureInvariant);
        var parts = Regex.Replace(lower, "[^a-z0-9_/-]", "-", RegexOptions.CultureInvariant)
            .Split('/')
            .Select(part => Regex.Replace(part.Trim('-', '_'), "[_-]*(?:_-|-_|___)[_-]*", "-", RegexOptions.CultureInvariant));
        var repository = string.Join("/", parts.Where(part => part.Length > 0));
        return repository.Length > 0 ? repository
            : throw new DiagnosticException(ProjectDiagnostics.InvalidReference(name, "no letter or digit of it can stand in a repository"));
    }

    /// <summary>
    /// One tag for a version: the version itself; of a build between two releases, which has a <c>+</c> and what follows it, <c>sha-</c> and the first seven
    /// characters of its commit. What cannot stand in a tag becomes <c>-</c>, and a tag ends after 128 characters. <c>1.4.2</c> stays;
    /// <c>1.4.2+3.dirty</c> of the commit <c>1a2b3c4d…</c> becomes <c>sha-1a2b3c4</c>.
    /// </summary>
    /// <param name="version">The version.</param>
    /// <param name="sha">The commit's id, of a build between releases; null: what follows the <c>+</c> is the whole id, as the .NET SDK writes it into informational versions.</param>
    /// <param name="flavor">What sets the image apart from others of this version, such as <c>alpine</c>; it goes to the end.</param>
    /// <exception cref="ArgumentException">The version is empty; it has a <c>+</c> and no commit is known; nothing of it can stand in a tag.</exception>
    public static string ForVersion(string version, string? sha = null, string? flavor = null)
    {
        var parts = (version ?? "").Trim().Split(['+'], 2);
        if (parts[0].Length == 0)
            throw new ArgumentException("A version is wanted, and this is empty.", nameof(version));
        var commit = parts.Length == 1 ? null
            : !string.IsNullOrWhiteSpace(sha) ? sha!.Trim()
            : Revision.IsMatch(parts[1]) ? parts[1]
            : throw new ArgumentException($"'{version}' is between two releases, and says nothing of its commit: pass its id.", nameof(sha));
        var text = commit is null ? parts[0] : "sha-" + TagValues.Short(commit);
        var tag = TagTemplate.Slug(string.IsNullOrWhiteSpace(flavor) ? text : $"{text}-{flavor!.Trim()}");
        return ImageReference.FindTagError(tag) is null ? tag : throw new ArgumentException($"Nothing of '{version}' can stand in a tag.", nameof(version));
    }

    private static ImageReference ParseImage(string image, string? registry, string repository, string[] tags)
    {
        var whole = ImageReference.Parse(image);
        if (whole.Digest is not null)
            throw new DiagnosticException(ProjectDiagnostics.DigestAsTag(image));
        if (whole.Tag is null)
            whole = whole.WithTag(DefaultTag);

        var others = new List<(string Property, string Value)>();
        if (registry is not null && ImageReference.Parse($"{registry}/x").Registry != whole.Registry)
            others.Add(("DockerRegistry", registry));
        if (repository.Length > 0 && repository != whole.Repository && repository != whole.FamiliarName)
            others.Add(("DockerRepository", ImageReference.HideCredentials(repository)));
        if (tags.Any(tag => tag != whole.Tag))
            others.Add(("DockerTags", string.Join(" ", tags)));
        return others.Count == 0 ? whole : throw new DiagnosticException(ProjectDiagnostics.Contradiction(image, others));
    }

    private static string? ParseRegistry(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var registry = text!.Trim();
        return RegistryAddress.FindError(registry, "the name in DockerRepository", out var host) is { } why ? throw new DiagnosticException(ProjectDiagnostics.InvalidRegistry(RegistryAddress.HideCredentials(registry), why)) : host;
    }
}
