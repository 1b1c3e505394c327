using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace Dockerize.Engines.Endpoints;

/// <summary>Certificates and keys in PEM files (RFC 7468), as the docker CLI keeps them.</summary>
internal static class PemCertificate
{
    /// <summary>All certificates of a file.</summary>
    /// <exception cref="DockerizeException">DKZ2011: it cannot be read, or there is none in it.</exception>
    public static X509Certificate2Collection LoadAuthorities(string path) => Reading(path, () =>
    {
        var certificates = new X509Certificate2Collection();
        foreach (var block in Blocks(File.ReadAllText(path), "CERTIFICATE"))
            certificates.Add(new X509Certificate2(block));
        return certificates.Count > 0 ? certificates : throw new CryptographicException("there is no certificate in it");
    });

    /// <summary>The first certificate of a file, with its key from another.</summary>
    /// <exception cref="DockerizeException">DKZ2011: one cannot be read, or the key belongs to another certificate.</exception>
    public static X509Certificate2 Load(string path, string keyPath)
    {
        using var certificate = LoadAuthorities(path)[0];
        return Reading(keyPath, () =>
        {
            var key = File.ReadAllText(keyPath);
            if (key.Contains("ENCRYPTED"))
                throw new CryptographicException("it has a passphrase; take that away with `openssl pkey -in key.pem -out key.pem`");
            using var pair = WithKey(certificate, key);
            // Windows takes no key from memory for TLS: it must come from a store, into which this import puts it until the certificate is disposed of.
            return Path.DirectorySeparatorChar == '\\' ? new X509Certificate2(pair.Export(X509ContentType.Pkcs12)) : new X509Certificate2(pair);
        });
    }

    /// <summary>The contents of the blocks with a label.</summary>
    internal static IEnumerable<byte[]> Blocks(string text, string label) => Regex
        .Matches(text, $"-----BEGIN {label}-----(?<base64>[A-Za-z0-9+/=\\s]*)-----END {label}-----")
        .Cast<Match>()
        .Select(match => Convert.FromBase64String(match.Groups["base64"].Value));

#if NET
    private static X509Certificate2 WithKey(X509Certificate2 certificate, string key) => X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), key);
#else
    // .NET Framework reads no PEM.
    private static X509Certificate2 WithKey(X509Certificate2 certificate, string key)
    {
        using var rsa = new RSACryptoServiceProvider();
        rsa.ImportParameters(RsaKey.Parse(key));
        return certificate.CopyWithPrivateKey(rsa);
    }
#endif

    private static T Reading<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        // None of these messages quotes what is in the file.
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException or FormatException)
        {
            throw new CertificateUnreadableException(path, exception.Message, exception);
        }
    }
}
