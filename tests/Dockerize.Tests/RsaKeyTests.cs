using System.Security.Cryptography;

namespace Dockerize.Tests;

[TestClass]
public sealed class RsaKeyTests
{
    [TestMethod]
    [DataRow(1024)]
    [DataRow(2048)]
    [DataRow(2056)]
    public void RSA_keys_are_parsed_as_in_NET(int bits)
    {
        using var rsa = RSA.Create(bits);
        foreach (var pem in new[] { rsa.ExportRSAPrivateKeyPem(), rsa.ExportPkcs8PrivateKeyPem() })
        {
            using var read = RSA.Create(RsaKey.Parse(pem));
            Assert.AreEqual(rsa.ExportRSAPrivateKeyPem(), read.ExportRSAPrivateKeyPem());
        }
    }

    [TestMethod]
    [DataRow("MAA=")]
    [DataRow("MIA=")]
    [DataRow("MIT/////AgEA")]
    [DataRow("MAMCAQA=")]
    [DataRow("")]
    public void Invalid_RSA_key_is_an_error(string base64)
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (
            var pem in new[]
            {
                ecdsa.ExportPkcs8PrivateKeyPem(),
                $"-----BEGIN RSA PRIVATE KEY-----\n{base64}\n-----END RSA PRIVATE KEY-----",
                $"-----BEGIN PRIVATE KEY-----\n{base64}\n-----END PRIVATE KEY-----",
            }
        )
            Assert.ThrowsExactly<CryptographicException>(() => RsaKey.Parse(pem));
    }
}
