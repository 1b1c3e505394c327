using Dockerize.Contexts;
using Dockerize.Dockerfiles;

namespace Dockerize.Build.Dockerfiles;

/// <summary>
/// A folder at the root of a generated build context, which one COPY instruction copies into the image.
/// </summary>
/// <param name="Name">The name of the folder: <c>packages</c>.</param>
/// <param name="Destination">The folder in the image: an absolute path that ends with a slash.</param>
/// <param name="Owner">The owner in the image, as in <c>--chown</c>; null: root.</param>
internal sealed record LayerFolder(string Name, string Destination, string? Owner = null)
{
    /// <summary>The absolute path in the image of a file in the folder.</summary>
    public string PathInImage(ContextFile file) => Destination + file.Path.Substring(Name.Length + 1);

    /// <summary>The COPY instruction of the folder.</summary>
    public Instruction ToInstruction() => CopyInstruction.Create([Name + "/"], Destination, Owner);
}
