using Dockerize.Contexts;
using Dockerize.Dockerfiles;

namespace Dockerize.Build.Apps;

/// <summary>A folder at the root of a generated context, which one COPY instruction takes into the image.</summary>
/// <param name="Name">The folder: <c>packages</c>.</param>
/// <param name="Destination">Where its content goes: an absolute path that ends with a slash.</param>
/// <param name="Owner">Who owns it in the image, as <c>--chown</c> takes it; null: root.</param>
internal sealed record LayerFolder(string Name, string Destination, string? Owner = null)
{
    /// <summary>Where a file of the folder goes: an absolute path.</summary>
    public string PathInImage(ContextFile file) => Destination + file.Path.Substring(Name.Length + 1);

    /// <summary>The instruction.</summary>
    public Instruction ToInstruction() => CopyInstruction.Create([Name + "/"], Destination, Owner);
}
