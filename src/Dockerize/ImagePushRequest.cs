using Dockerize.Images;
using Dockerize.Pushes;
using Dockerize.Registries;

namespace Dockerize;

/// <summary>A request to push an image to a registry.</summary>
public sealed record ImagePushRequest
{
    /// <summary>Initializes a request to push an image under the name that it has in the engine.</summary>
    /// <param name="name">The name of the image. The default tag is <c>latest</c>.</param>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    /// <exception cref="ArgumentException">The name has a digest.</exception>
    public ImagePushRequest(ImageReference name)
    {
        Name = (name ?? throw new ArgumentNullException(nameof(name))).RequireNoDigest(nameof(name));
        Image = name.Familiar;
        Tag = name.Tag ?? "latest";
    }

    /// <summary>
    /// Initializes a request to push an image under a name. The image does not need to have that name in the engine.
    /// </summary>
    /// <param name="image">The image id, or a name of the image in the engine.</param>
    /// <param name="name">The name to push the image under. The default tag is <c>latest</c>.</param>
    /// <exception cref="ArgumentException">The image is empty, or the name has a digest.</exception>
    public ImagePushRequest(string image, ImageReference name)
        : this(name) => Image = RequireImage(image);

    /// <summary>Initializes a request to push an image to a repository in a registry.</summary>
    /// <param name="image">The image id, or a name of the image in the engine.</param>
    /// <param name="registry">
    /// The registry: <c>host[:port]</c>, with or without <c>http://</c> or <c>https://</c> in front.
    /// </param>
    /// <param name="repository">The repository in the registry, such as <c>team/shop</c>.</param>
    /// <param name="tag">
    /// The tag. If null or empty, it is the time of the push, so that every push has its own tag.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The registry is invalid, or the repository has a tag or a digest.
    /// </exception>
    /// <exception cref="InvalidReferenceException">The repository or the tag is invalid.</exception>
    public ImagePushRequest(string image, string registry, string repository, string? tag = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(repository);

        Image = RequireImage(image);
        Name = ImageReference.Parse($"{RegistryAddress.Parse(registry)}/{repository}");
        if (Name.Tag is not null || Name.Digest is not null)
            throw new ArgumentException(
                $"'{repository}' contains a tag or a digest. Pass the tag separately.",
                nameof(repository)
            );

        Tag = string.IsNullOrWhiteSpace(tag) ? null : tag!.Trim();
        if (Tag is not null)
            Name = Name.WithTag(Tag);
    }

    /// <summary>The image id, or a name of the image in the engine.</summary>
    public string Image { get; }

    /// <summary>The name to push the image under.</summary>
    public ImageReference Name { get; }

    /// <summary>The tag; null to use the time of the push as the tag.</summary>
    public string? Tag { get; }

    /// <summary>The credentials for the registry; null to look them up in <see cref="CredentialSources"/>.</summary>
    public RegistryCredentials? Credentials { get; set; }

    /// <summary>
    /// The maximum number of retries after a transient failure, such as an overloaded registry. The default is 2.
    /// </summary>
    public int Retries { get; set; } = ImagePush.DefaultRetries;

    private static string RequireImage(string image) =>
        string.IsNullOrWhiteSpace(image)
            ? throw new ArgumentException("The image to push is empty.", nameof(image))
            : image.Trim();
}
