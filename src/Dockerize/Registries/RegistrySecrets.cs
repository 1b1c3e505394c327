using System.Text;
using System.Text.RegularExpressions;
using Dockerize.Strings;

namespace Dockerize.Registries;

/// <summary>
/// Removes secrets from messages. Engines include the address of a failed request in the message. The address of a
/// token server contains the user, and the address of a storage server contains a signature that grants access.
/// </summary>
internal sealed class RegistrySecrets
{
    private const string Hidden = "…";

    /// <summary>
    /// The minimum length of a user name that is hidden, because it may be a token. A shorter user name could match any
    /// word of a message.
    /// </summary>
    private const int TokenLength = 20;

    private const int ShortestInOutput = 4;

    private const int LongestInAddress = 8192;

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    // An escaped quote ends a word, because it belongs to the message.
    private static readonly Regex Word = new(@"[^\s""\\]+", Options);

    // Punctuation at the end of an address belongs to the message.
    private static readonly char[] Punctuation = [':', ',', '.', ';', ')'];

    private static readonly Regex User = new(@"(?<=[a-z]://)[^\s""\\/?]+@", Options);

    private readonly IEnumerable<string> words;
    private readonly Lazy<string[]> secrets;

    /// <summary>Initializes the secrets from credentials. Null means anonymous access.</summary>
    public RegistrySecrets(params RegistryCredentials?[] credentials)
    {
        words = credentials.OfType<RegistryCredentials>().SelectMany(FindSecrets).OfType<string>();
        secrets = new(Sort);
    }

    /// <summary>The lines of other secrets. A line of fewer than four characters is not hidden.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>
    /// Hides the secrets in the output of a build step. Other parts of addresses are not changed. Secrets of fewer than
    /// four characters are not hidden, because they could match a part of any word.
    /// </summary>
    public string HideInOutput(string text) =>
        secrets
            .Value.Where(secret => secret.Length >= ShortestInOutput)
            .Aggregate(text, (rest, secret) => rest.Replace(secret, Hidden));

    /// <summary>
    /// Hides the secrets, and the user and query of every address, in a message. Limits the length of the message.
    /// </summary>
    public string Hide(string message)
    {
        var text = User.Replace(Word.Replace(message, word => HideQuery(word.Value)), "");
        return PlainText.Cut(secrets.Value.Aggregate(text, (rest, secret) => rest.Replace(secret, Hidden)));
    }

    // This is a loop, because a regular expression is slow here. It would search for the scheme again from each
    // question mark.
    private static string HideQuery(string word)
    {
        var hasScheme = false;
        for (var index = 0; index < word.Length; index++)
        {
            if (word[index] == ':' && IsScheme(word, index))
            {
                hasScheme = true;
            }
            else if (word[index] == '?' && hasScheme)
            {
                var end = Math.Max(index + 1, word.TrimEnd(Punctuation).Length);
                return word.Substring(0, index) + "?" + Hidden + word.Substring(end);
            }
        }

        return word;
    }

    private static bool IsScheme(string word, int colon) =>
        colon > 0
        && word[colon - 1] is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z')
        && string.CompareOrdinal(word, colon, "://", 0, 3) == 0;

    // The longest secret is first, because it may contain another one.
    private string[] Sort() =>
        [
            .. words
                .Where(word => word.Length > 0)
                .Concat(Lines.Where(line => line.Length >= ShortestInOutput))
                .SelectMany(Encodings)
                .Distinct(StringComparer.Ordinal)
                .OrderByDescending(secret => secret.Length),
        ];

    // No address contains a longer secret, and Uri.EscapeDataString of .NET Framework does not accept any length.
    private static string[] Encodings(string secret) =>
        secret.Length > LongestInAddress
            ? [secret]
            : [secret, Uri.EscapeDataString(secret), Uri.EscapeDataString(secret).Replace("%20", "+")];

    private static IEnumerable<string?> FindSecrets(RegistryCredentials credentials) =>
        [
            credentials.Password,
            credentials.IdentityToken,
            credentials.RegistryToken,
            credentials.Username.Length >= TokenLength ? credentials.Username : null,
            credentials.Password.Length > 0 ? BasicAuthentication(credentials) : null,
            credentials.Password.Length > 0 ? $"{credentials.Username}:{credentials.Password}" : null,
            // A password from the address of a proxy is escaped. The text without escapes is hidden too.
            Uri.UnescapeDataString(credentials.Password),
        ];

    private static string BasicAuthentication(RegistryCredentials credentials) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.Username}:{credentials.Password}"));
}
