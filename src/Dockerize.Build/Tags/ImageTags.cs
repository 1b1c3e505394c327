using System.Text.RegularExpressions;
using Dockerize.Build.Advice;
using Dockerize.Images;
using Dockerize.Strings;

namespace Dockerize.Build.Tags;

/// <summary>Composes the references of an image from registry, repository and tags.</summary>
public static class ImageTags
{
    private const string DefaultTag = "latest";

    private static readonly Regex Revision = new(@"\A(?:[0-9a-f]{40}|[0-9a-f]{64})\z", RegexOptions.CultureInvariant);

    private static readonly Regex MixedSeparators = new("[_-]*(?:_-|-_|___)[_-]*", RegexOptions.CultureInvariant);

    private static readonly char[] Separators = [' ', '\t', '\r', '\n', ';', ','];

    /// <summary>Composes the references of an image: one for each tag, in order, without duplicates.</summary>
    /// <param name="parts">The parts of the references.</param>
    /// <param name="warnings">
    /// The receiver of a warning (DKZ1032) for each value in which characters were replaced.
    /// </param>
    /// <exception cref="ArgumentNullException">The parts are null.</exception>
    /// <exception cref="InvalidReferenceException">The parts do not form a valid reference.</exception>
    /// <exception cref="DiagnosticException">
    /// DKZ1003: the repository contains a tag or digest. DKZ1004: the image or a tag contains a digest. DKZ1026: the
    /// registry is invalid. DKZ1027: a tag is invalid. DKZ1028: the image contradicts another part. DKZ1029, DKZ1031,
    /// DKZ1033: a token is unknown, has no value, or cannot be read.
    /// </exception>
    public static IReadOnlyList<ImageReference> Resolve(ImageNameParts parts, IProgress<Diagnostic>? warnings = null)
    {
        var host = ParseRegistry(parts ?? throw new ArgumentNullException(nameof(parts)));
        var repository = parts.Repository?.Trim() ?? "";
        var templates = (parts.Tags ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        if (!string.IsNullOrWhiteSpace(parts.Image))
            return [ParseImage(parts.Image!.Trim(), host, repository, templates)];

        var name = ImageReference.Parse(host is null ? repository : $"{host}/{repository}");
        if (name.Digest is not null)
            throw new DiagnosticException(ImageNameDiagnostics.DigestInRepository(repository, parts.RepositoryOrigin));
        if (name.Tag is not null)
            throw new DiagnosticException(ImageNameDiagnostics.TagInRepository(repository, parts.RepositoryOrigin));

        // A set, because two tags with the same token would cause the same warning twice.
        var changes = new HashSet<Diagnostic>();
        var names = (templates.Length == 0 ? [DefaultTag] : templates)
            .SelectMany(text =>
                new TagTemplate(text, parts.TagsOrigin).Expand(parts.Values ?? new TagValues(), changes)
            )
            .Distinct(StringComparer.Ordinal)
            .Select(name.WithTag)
            .ToList();
        foreach (var change in changes)
            warnings?.Report(change);
        return names;
    }

    /// <summary>Checks that each reference specifies a registry, or an account on Docker Hub, to push to.</summary>
    /// <exception cref="DiagnosticException">DKZ3001: a reference would be an official image of Docker Hub.</exception>
    internal static void RequireRegistry(IEnumerable<ImageReference> references)
    {
        foreach (var reference in references)
        {
            if (reference.IsOfficial)
                throw new DiagnosticException(RegistryDiagnostics.NoRegistry(reference));
        }
    }

    /// <summary>
    /// Converts a name, such as the name of an assembly, to a valid repository: <c>My Shop.Web</c> to
    /// <c>my-shop-web</c>. The rules are those of the .NET SDK (ContainerHelpers.NormalizeRepository). A valid
    /// repository is unchanged. Otherwise letters become lower case, and characters except letters, digits, '_', '-'
    /// and '/' become '-'. The SDK fails if the result is still invalid. Here, separators at the ends of each part are
    /// removed, and runs of different separators become '-'.
    /// </summary>
    /// <exception cref="DiagnosticException">DKZ1003: the name contains no valid character.</exception>
    internal static string NormalizeRepository(string name)
    {
        if (ImageReference.IsRepository(name))
            return name;

        var lower = Regex.Replace(
            name,
            "[A-Z]",
            letter => letter.Value.ToLowerInvariant(),
            RegexOptions.CultureInvariant
        );
        var parts = Regex
            .Replace(lower, "[^a-z0-9_/-]", "-", RegexOptions.CultureInvariant)
            .Split('/')
            .Select(part => MixedSeparators.Replace(part.Trim('-', '_'), "-"));
        var repository = string.Join("/", parts.Where(part => part.Length > 0));
        return repository.Length > 0
            ? repository
            : throw new DiagnosticException(ImageNameDiagnostics.InvalidAssemblyName(name));
    }

    /// <summary>
    /// Creates the tag of a version. For a release, the tag is the version. If the version contains a <c>+</c>, it is a
    /// build between releases. The tag is then <c>sha-</c> and the first seven characters of the commit id:
    /// <c>sha-1a2b3c4</c> for <c>1.4.2+3.dirty</c> and the commit <c>1a2b3c4d…</c>. Invalid characters become <c>-</c>,
    /// and the tag is limited to 128 characters.
    /// </summary>
    /// <param name="version">The version.</param>
    /// <param name="sha">
    /// The commit id of a build between releases; null if the text after <c>+</c> is the full id, as in the
    /// informational versions of the .NET SDK.
    /// </param>
    /// <param name="flavor">
    /// A suffix that distinguishes several images of a version, such as <c>alpine</c>; null or blank for no suffix.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The version is blank, contains a <c>+</c> without a commit, or contains no valid character.
    /// </exception>
    public static string ForVersion(string version, string? sha = null, string? flavor = null)
    {
        var parts = (version ?? "").Trim().Split(['+'], 2);
        if (parts[0].Length == 0)
            throw new ArgumentException("The version is empty.", nameof(version));

        var commit = sha.NullIfBlank()?.Trim() ?? parts.Skip(1).FirstOrDefault(Revision.IsMatch);
        if (parts.Length > 1 && commit is null)
        {
            throw new ArgumentException(
                $"Version '{version}' is between two releases and contains no commit id. Specify the id in 'sha'.",
                nameof(sha)
            );
        }

        var text = parts.Length == 1 ? parts[0] : "sha-" + TagValues.Shorten(commit!);
        var tag = TagTemplate.Slug(flavor.NullIfBlank() is { } suffix ? $"{text}-{suffix.Trim()}" : text);
        return ImageReference.FindTagError(tag) is null
            ? tag
            : throw new ArgumentException(
                $"Version '{version}' contains no character that is valid in a tag.",
                nameof(version)
            );
    }

    private static ImageReference ParseImage(string image, string? registry, string repository, string[] tags)
    {
        var whole = ImageReference.Parse(image);
        if (whole.Digest is not null)
            throw new DiagnosticException(ImageNameDiagnostics.DigestInImage(image));

        if (whole.Tag is null)
            whole = whole.WithTag(DefaultTag);

        var others = new List<(string Property, string Value)>();
        if (registry is not null && ImageReference.Parse($"{registry}/x").Registry != whole.Registry)
            others.Add(("DockerRegistry", registry));
        if (repository.Length > 0 && repository != whole.Repository && repository != whole.FamiliarName)
            others.Add(("DockerRepository", ImageReference.HideCredentials(repository)));
        if (tags.Any(tag => tag != whole.Tag))
            others.Add(("DockerTags", string.Join(" ", tags)));
        return others.Count == 0
            ? whole
            : throw new DiagnosticException(ImageNameDiagnostics.Contradiction(image, others));
    }

    private static string? ParseRegistry(ImageNameParts parts)
    {
        if (string.IsNullOrWhiteSpace(parts.Registry))
            return null;

        var registry = parts.Registry!.Trim();
        if (RegistryAddress.FindError(registry, "the name in DockerRepository", out var host) is not { } error)
            return host;

        throw new DiagnosticException(
            ImageNameDiagnostics.InvalidRegistry(RegistryAddress.HideCredentials(registry), error, parts.RegistryOrigin)
        );
    }
}
