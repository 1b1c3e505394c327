using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Dockerize.Files;

/// <summary>SHA-256 digests.</summary>
internal static class ContentDigest
{
    /// <summary>The digest of a list of texts: <c>sha256:</c> and 64 hexadecimal digits.</summary>
    /// <param name="parts">
    /// The texts, each of which is hashed with a NUL after it. Different lists have different digests if the texts at
    /// one position always contain the same number of NULs.
    /// </param>
    public static string Compute(IEnumerable<string> parts)
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

    /// <summary>The SHA-256 of a text in UTF-8, as hexadecimal digits in lower case.</summary>
    public static string ComputeHex(string text)
    {
        using var sha = SHA256.Create();
        return Hex(sha.ComputeHash(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>The SHA-256 digest of bytes: <c>sha256:</c> and 64 hexadecimal digits.</summary>
    public static string ComputeSha256(byte[] content)
    {
        using var sha = SHA256.Create();
        return "sha256:" + Hex(sha.ComputeHash(content));
    }

    /// <summary>The hexadecimal digits of a hash, in lower case.</summary>
    public static string Hex(byte[] hash) =>
        string.Concat(hash.Select(value => value.ToString("x2", CultureInfo.InvariantCulture)));
}
