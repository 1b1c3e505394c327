using Dockerize.Contexts;
using Dockerize.Dockerfiles;

namespace Dockerize.Build.Dockerfiles;

/// <summary>
/// A folder at the root of a generated build context that is copied into the image by one COPY instruction.
/// </summary>
/// <param name="Name">The name of the folder: <c>packages</c>.</param>
/// <param name="Destination">The folder in the image: an absolute path that ends with a slash.</param>
/// <param name="Owner">The owner in the image, as in <c>--chown</c>; null for root.</param>
internal sealed record LayerFolder(string Name, string Destination, string? Owner = null)
{
    /// <summary>The items of the project that the folder comes from, for messages; empty if there are none.</summary>
    public string Items { get; init; } = "";

    /// <summary>True if BuildKit creates the layer independently of the base image (<c>COPY --link</c>).</summary>
    public bool IsLinked { get; init; }

    /// <summary>The stage that contains the folder, and its parent folder there; null for the build context.</summary>
    public StageFolder? Stage { get; init; }

    /// <summary>The absolute path of a file of the folder in the image.</summary>
    public string PathInImage(ContextFile file) => Destination + file.Path.Substring(Name.Length + 1);

    /// <summary>Creates the COPY instruction of the folder.</summary>
    public Instruction ToInstruction() =>
        CopyInstruction.Create([$"{Stage?.Path}{Name}/"], Destination, Owner, IsLinked, Stage?.Name);
}
