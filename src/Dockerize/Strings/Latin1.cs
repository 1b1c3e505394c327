using System.Text;

namespace Dockerize.Strings;

/// <summary>The encoding ISO 8859-1, in which each byte is one character.</summary>
internal static class Latin1
{
    /// <summary>The encoding. .NET Framework has no property for it.</summary>
    public static Encoding Encoding { get; } = Encoding.GetEncoding("iso-8859-1");
}
