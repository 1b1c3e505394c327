using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Dockerize.Files;

/// <summary>A digest of a list of texts.</summary>
internal static class ContentDigest
{
    /// <summary><c>sha256:</c> and 64 hexadecimal digits.</summary>
    /// <param name="parts">Each has as many NULs in it as the others at its place would have, most of them none, so that no two lists read the same.</param>
    public static string Of(IEnumerable<string> parts)
    {
        using var sha = SHA256.Create();
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part + '\0');
            sha.TransformBlock(bytes, 0, bytes.Length, null, 0);
        }

        sha.TransformFinalBlock([], 0, 0);
        return "sha256:" + Hex(sha.Hash!);
    }

    /// <summary>In lower case.</summary>
    public static string Hex(byte[] hash) => string.Concat(hash.Select(value => value.ToString("x2", CultureInfo.InvariantCulture)));
}
