using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Dockerize.Files;

namespace Dockerize.Engines.Endpoints;

/// <summary>Loads certificates and keys from PEM files (RFC 7468), as the docker CLI stores them.</summary>
internal static class PemCertificate
{
    /// <summary>Loads all certificates of a file.</summary>
    /// <exception cref="CertificateUnreadableException">The file is unreadable or contains no certificate.</exception>
    public static X509Certificate2Collection LoadAuthorities(string path) =>
        Translate(
            path,
            () =>
            {
                var certificates = new X509Certificate2Collection();
                foreach (var block in Blocks(RegularFile.ReadText(path), "CERTIFICATE"))
                    certificates.Add(new X509Certificate2(block));
                return certificates.Count > 0
                    ? certificates
                    : throw new CryptographicException("the file contains no certificate");
            }
        );

    /// <summary>Loads the first certificate of a file and its key from another file.</summary>
    /// <exception cref="CertificateUnreadableException">
    /// A file is unreadable, or the key belongs to another certificate.
    /// </exception>
    public static X509Certificate2 Load(string path, string keyPath)
    {
        using var certificate = LoadAuthorities(path)[0];
        return Translate(
            keyPath,
            () =>
            {
                var key = RegularFile.ReadText(keyPath);
                if (key.Contains("ENCRYPTED"))
                {
                    throw new CryptographicException(
                        "the key has a passphrase (to remove it, run `openssl pkey -in key.pem -out key.pem`)"
                    );
                }

                using var pair = WithKey(certificate, key);
                // TLS on Windows requires a key in a key store. The import adds it there until the certificate is
                // disposed.
                return Path.DirectorySeparatorChar == '\\'
                    ? new X509Certificate2(pair.Export(X509ContentType.Pkcs12))
                    : new X509Certificate2(pair);
            }
        );
    }

    /// <summary>The decoded content of the PEM blocks with a label.</summary>
    internal static IEnumerable<byte[]> Blocks(string text, string label) =>
        Regex
            .Matches(text, $"-----BEGIN {label}-----(?<base64>[A-Za-z0-9+/=\\s]*)-----END {label}-----")
            .Cast<Match>()
            .Select(match => Convert.FromBase64String(match.Groups["base64"].Value));

#if NET
    private static X509Certificate2 WithKey(X509Certificate2 certificate, string key) =>
        X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), key);
#else
    // .NET Framework cannot read PEM.
    private static X509Certificate2 WithKey(X509Certificate2 certificate, string key)
    {
        using var rsa = new RSACryptoServiceProvider();
        rsa.ImportParameters(RsaKey.Parse(key));
        return certificate.CopyWithPrivateKey(rsa);
    }
#endif

    private static T Translate<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        // The messages of these exceptions do not contain the content of the file.
        catch (Exception exception) when (IsExpected(exception))
        {
            throw new CertificateUnreadableException(path, exception.Message, exception);
        }
    }

    private static bool IsExpected(Exception exception) =>
        exception
            is IOException
                or UnauthorizedAccessException
                or CryptographicException
                or ArgumentException
                or FormatException;
}
