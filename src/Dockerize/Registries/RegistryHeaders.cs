using System.Text;
using Newtonsoft.Json.Linq;

namespace Dockerize.Registries;

/// <summary>
/// The HTTP headers that pass credentials to an engine. The values are JSON in base64url (RFC 4648, section 5), the
/// only form that every engine decodes.
/// </summary>
internal static class RegistryHeaders
{
    /// <summary>The value of <c>X-Registry-Auth</c>, which a push requires even without credentials.</summary>
    public static string Auth(string registry, RegistryCredentials? credentials) =>
        Encode(credentials is null ? [] : CreateEntry(registry, credentials));

    /// <summary>
    /// The value of <c>X-Registry-Config</c>, which contains the credentials of a build by registry; null if there are
    /// none.
    /// </summary>
    public static string? Config(IReadOnlyDictionary<string, RegistryCredentials> credentials)
    {
        if (credentials.Count == 0)
            return null;

        var entries = credentials.Select(entry => new JProperty(
            RegistryKey.ForRegistry(entry.Key),
            CreateEntry(entry.Key, entry.Value)
        ));
        return Encode(new JObject(entries));
    }

    private static JObject CreateEntry(string registry, RegistryCredentials credentials) =>
        new()
        {
            ["username"] = credentials.Username,
            ["password"] = credentials.Password,
            ["identitytoken"] = credentials.IdentityToken ?? "",
            ["registrytoken"] = credentials.RegistryToken ?? "",
            ["serveraddress"] = RegistryKey.ForRegistry(registry),
        };

    private static string Encode(JObject value)
    {
        var bytes = Encoding.UTF8.GetBytes(value.ToString(Newtonsoft.Json.Formatting.None));
        return Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_');
    }
}
