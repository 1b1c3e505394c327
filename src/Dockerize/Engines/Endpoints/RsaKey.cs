using System.Security.Cryptography;

namespace Dockerize.Engines.Endpoints;

/// <summary>
/// Reads an RSA key from PEM on .NET Framework, which has no API for this. Elliptic curve keys are not supported there;
/// the error message suggests an RSA key or <c>dotnet publish</c>.
/// </summary>
internal static class RsaKey
{
    private const byte Integer = 0x02,
        OctetString = 0x04,
        Sequence = 0x30;

    private static readonly byte[] RsaEncryption = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01];

    /// <summary>Parses the first key of a PEM text, in PKCS#1 (RFC 8017, A.1.2) or PKCS#8 (RFC 5958).</summary>
    /// <exception cref="CryptographicException">The text contains no RSA key.</exception>
    public static RSAParameters Parse(string pem)
    {
        var key =
            PemCertificate.Blocks(pem, "RSA PRIVATE KEY").FirstOrDefault()
            ?? PemCertificate.Blocks(pem, "PRIVATE KEY").Select(Unwrap).FirstOrDefault()
            ?? throw Unsupported();
        var fields = new Der(key).Enter(Sequence);
        fields.Read(Integer);
        var modulus = Unsigned(fields.Read(Integer));
        var exponent = Unsigned(fields.Read(Integer));
        // RSAParameters requires each number to have a length that matches the modulus.
        var half = (modulus.Length + 1) / 2;
        return new RSAParameters
        {
            Modulus = modulus,
            Exponent = exponent,
            D = Unsigned(fields.Read(Integer), modulus.Length),
            P = Unsigned(fields.Read(Integer), half),
            Q = Unsigned(fields.Read(Integer), half),
            DP = Unsigned(fields.Read(Integer), half),
            DQ = Unsigned(fields.Read(Integer), half),
            InverseQ = Unsigned(fields.Read(Integer), half),
        };
    }

    private static byte[] Unwrap(byte[] pkcs8)
    {
        var fields = new Der(pkcs8).Enter(Sequence);
        fields.Read(Integer);
        return fields.Read(Sequence).Take(RsaEncryption.Length).SequenceEqual(RsaEncryption)
            ? fields.Read(OctetString)
            : throw Unsupported();
    }

    private static byte[] Unsigned(byte[] number, int length = 0)
    {
        var digits = number.SkipWhile(digit => digit == 0).ToArray();
        return [.. Enumerable.Repeat((byte)0, Math.Max(0, length - digits.Length)), .. digits];
    }

    private static CryptographicException Unsupported() =>
        new(
            "the key is not an RSA key, the only kind that .NET Framework supports "
                + "(publish with `dotnet publish`, or create a key with `openssl genrsa`)"
        );

    /// <summary>A reader for values in DER (X.690): a tag, a length and the content.</summary>
    private sealed class Der(byte[] bytes)
    {
        private int position;

        public Der Enter(byte tag) => new(Read(tag));

        public byte[] Read(byte tag)
        {
            if (Next() != tag)
                throw Unsupported();

            int length = Next();
            if (length >= 0x80)
            {
                var count = length - 0x80;
                for (length = 0; count > 0; count--)
                    length = checked((length << 8) | Next());
            }

            if (length < 0 || length > bytes.Length - position)
                throw Unsupported();

            position += length;
            return [.. bytes.Skip(position - length).Take(length)];
        }

        private byte Next() => position < bytes.Length ? bytes[position++] : throw Unsupported();
    }
}
