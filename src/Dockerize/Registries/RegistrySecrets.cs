using System.Text;
using System.Text.RegularExpressions;

namespace Dockerize.Registries;

/// <summary>
/// Keeps out of messages what a registry is shown of a user. Engines repeat the address of a request that failed, and in one of a token server or of a
/// storage stands who asks, or a signature that opens what is there.
/// </summary>
internal sealed class RegistrySecrets
{
    private const string Hidden = "…";

    /// <summary>A user's name of so many characters may be a token. A shorter one may be any word of a message.</summary>
    private const int TokenLength = 20;

    // The colon after an address, and quotes that are themselves in quotes, belong to the message.
    private static readonly Regex Query = new(@"(?<=[a-z]://[^\s""\\?]*)\?[^\s""\\]*?(?=[:,.;)]*(?:[\s""\\]|\z))", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
    private static readonly Regex User = new(@"(?<=[a-z]://)[^\s""\\/?]+@", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private readonly IReadOnlyList<string> secrets;

    /// <summary>Those of what was found for registries; null: one is asked anonymously.</summary>
    public RegistrySecrets(params RegistryCredentials?[] credentials)
    {
        // A secret may be a part of another.
        secrets = [.. credentials.OfType<RegistryCredentials>().SelectMany(SecretsOf).OfType<string>().Where(secret => secret.Length > 0)
            .SelectMany(secret => new[] { secret, Uri.EscapeDataString(secret), Uri.EscapeDataString(secret).Replace("%20", "+") })
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(secret => secret.Length)];
    }

    /// <summary>The message without them, and without the query of any address.</summary>
    public string Hide(string message) => secrets.Aggregate(User.Replace(Query.Replace(message, "?" + Hidden), ""), (text, secret) => text.Replace(secret, Hidden));

    private static IEnumerable<string?> SecretsOf(RegistryCredentials credentials) =>
    [
        credentials.Password,
        credentials.IdentityToken,
        credentials.RegistryToken,
        credentials.Username.Length >= TokenLength ? credentials.Username : null,
        credentials.Password is { Length: > 0 } password ? Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.Username}:{password}")) : null,
    ];
}
