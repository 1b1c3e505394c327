using System.Text;

namespace Dockerize;

/// <summary>The references that one build gives its image: registry, repository and tags as the user names them, put together.</summary>
public static class ImageTags
{
    private static readonly char[] Separators = [' ', '\t', '\r', '\n', ';', ','];

    /// <summary>The references of an image: one for each tag, in the order given, each once.</summary>
    /// <param name="image">The whole reference; when it is given, nothing else is asked. Without a tag it means <c>latest</c>.</param>
    /// <param name="registry"><c>host[:port]</c>; null or empty: the image stays in the engine.</param>
    /// <param name="repository">The path below the registry.</param>
    /// <param name="tags">Separated by blanks, semicolons or commas; none means <c>latest</c>.</param>
    /// <exception cref="DockerizeException">DKZ1003: what they make is not a reference; DKZ1004: the image is named by a digest.</exception>
    public static IReadOnlyList<ImageReference> Resolve(string? image, string? registry, string? repository, string? tags)
    {
        if (!string.IsNullOrWhiteSpace(image))
        {
            var whole = ImageReference.Parse(image!.Trim());
            if (whole.Digest is not null)
                throw new DockerizeException(ProjectDiagnostics.DigestAsTag(image));
            return [whole.Tag is null ? whole.WithTag("latest") : whole];
        }

        var name = string.IsNullOrWhiteSpace(registry) ? repository?.Trim() : $"{registry!.Trim().TrimEnd('/')}/{repository?.Trim()}";
        var names = (tags ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        return [.. (names.Length == 0 ? ["latest"] : names).Distinct(StringComparer.Ordinal).Select(tag => ImageReference.Parse($"{name}:{tag}"))];
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
    /// A repository from a name that was never meant to be one, such as an assembly's: lower case, and every character that a repository
    /// cannot have becomes '-', as the .NET SDK's containers do it. <c>My Shop.Web</c> becomes <c>my-shop.web</c>.
    /// </summary>
    /// <exception cref="DockerizeException">DKZ1003: nothing of the name is left.</exception>
    public static string NormalizeRepository(string name)
    {
        var result = new StringBuilder(name.Length);
        foreach (var character in name)
        {
            var lower = char.ToLowerInvariant(character);
            if (lower is (>= 'a' and <= 'z') or (>= '0' and <= '9'))
                result.Append(lower);
            // Separators stand alone and between letters: what would be a second one, or the first character, goes.
            else if (result.Length > 0 && result[result.Length - 1] is not ('-' or '.' or '_'))
                result.Append(lower is '.' or '_' ? lower : '-');
        }

        var repository = result.ToString().TrimEnd('-', '.', '_');
        return repository.Length > 0 ? repository
            : throw new DockerizeException(ProjectDiagnostics.InvalidReference(name, "no letter or digit of it can stand in a repository"));
    }
}
