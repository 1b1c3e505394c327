using Dockerize.Engines;
using Dockerize.Images;
using Newtonsoft.Json.Linq;

namespace Dockerize.Indexes;

/// <summary>An image in an image index: its manifest and its platform.</summary>
/// <param name="Image">The reference or the id of the image, as the caller specified it.</param>
/// <param name="Id">The id of the image.</param>
/// <param name="Descriptor">The media type, the digest and the size of the manifest; empty for Podman.</param>
/// <param name="PlatformFields">The platform as it is written to the index.</param>
internal sealed record IndexEntry(string Image, string Id, JObject Descriptor, JObject PlatformFields)
{
    /// <summary>
    /// The platform for comparisons. A variant that is the default of its architecture is equal to no variant.
    /// </summary>
    public Platform Platform => new Platform(Field("os"), Field("architecture"), Field("variant")).Normalized;

    /// <summary>The digest of the manifest; the default value for Podman.</summary>
    public Digest Digest => Digest.TryParse(EngineJson.Text(Descriptor["digest"]), out var digest) ? digest : default;

    /// <summary>The version of Windows, which separates images of the same platform; empty for Linux.</summary>
    public string OsVersion => Field("os.version");

    /// <summary>False if the response of the engine lacks the id or, if it is required, the digest.</summary>
    public bool IsComplete(bool hasDigest) => Id.Length > 0 && (!hasDigest || Digest != default);

    private string Field(string name) => EngineJson.Text(PlatformFields[name]) ?? "";
}
