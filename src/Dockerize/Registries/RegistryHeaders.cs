using System.Text;
using Newtonsoft.Json.Linq;

namespace Dockerize.Registries;

/// <summary>How credentials travel to an engine: JSON in base64url (RFC 4648, section 5), the only form that every engine decodes.</summary>
internal static class RegistryHeaders
{
    /// <summary>The value of <c>X-Registry-Auth</c>, which a push needs even when it has no credentials.</summary>
    public static string Auth(string registry, RegistryCredentials? credentials) => Encode(credentials is null ? [] : Entry(registry, credentials));

    /// <summary>The value of <c>X-Registry-Config</c>, by which a build gets the credentials of several registries; null if there are none.</summary>
    public static string? Config(IReadOnlyDictionary<string, RegistryCredentials> credentials) => credentials.Count == 0 ? null
        : Encode(new JObject(credentials.Select(entry => new JProperty(RegistryKey.Of(entry.Key), Entry(entry.Key, entry.Value)))));

    private static JObject Entry(string registry, RegistryCredentials credentials) => new()
    {
        ["username"] = credentials.Username,
        ["password"] = credentials.Password,
        ["identitytoken"] = credentials.IdentityToken ?? "",
        ["registrytoken"] = credentials.RegistryToken ?? "",
        ["serveraddress"] = RegistryKey.Of(registry),
    };

    private static string Encode(JObject value) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(value.ToString(Newtonsoft.Json.Formatting.None))).Replace('+', '-').Replace('/', '_');
}
