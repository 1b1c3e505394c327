using System.Text.RegularExpressions;
using Dockerize.Images;
using Dockerize.Strings;

namespace Dockerize.Registries;

/// <summary>Recognizes the errors of registries in the messages of engines.</summary>
internal static class RegistryErrors
{
    // The words of Go's net and net/http, of HTTP statuses, of the registry API (toomanyrequests), and of Podman.
    private static readonly Regex Transient = new(
        "Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out|Too ?Many ?Requests"
            + @"|connection re(?:set|fused)|broken pipe|\bEOF\b|time-?out|timed out|deadline exceeded|GOAWAY"
            + "|use of closed network connection|server misbehaving|StatusCode: (?:429|5[0-9][0-9])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    // The causes by the words of engines and registries; the first match counts.
    private static readonly (string Words, RegistryRefusal Refusal)[] Refusals =
    [
        ("server gave HTTP response to HTTPS client", RegistryRefusal.PlainHttp),
        ("unknown authority", RegistryRefusal.UntrustedCertificate),
        ("certificate", RegistryRefusal.InvalidCertificate),
        ("no such host", RegistryRefusal.HostNotFound),
        ("connection refused", RegistryRefusal.ConnectionRefused),
        ("i/o timeout", RegistryRefusal.HostNotFound),
        ("no basic auth credentials", RegistryRefusal.LoginRequired),
        ("unauthorized", RegistryRefusal.LoginRequired),
        ("authentication required", RegistryRefusal.LoginRequired),
        ("denied", RegistryRefusal.LoginRequired),
        ("forbidden", RegistryRefusal.LoginRequired),
        // A 403 without words, as Docker, newer Docker and Podman report it.
        ("HTTP 403", RegistryRefusal.LoginRequired),
        ("StatusCode: 403", RegistryRefusal.LoginRequired),
        // Cloud registries do not create repositories; one that says so to hide a repository asks for a login in the
        // same message.
        ("name unknown", RegistryRefusal.RepositoryNotFound),
        ("does not exist in the registry", RegistryRefusal.RepositoryNotFound),
    ];

    // With the last letter of the scheme. A pattern for the whole scheme is quadratic.
    private static readonly Regex Address = new(
        @"[a-z]://[^\s""]+",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    /// <summary>
    /// A message without addresses and without the name of the image, because these may contain the words of an error:
    /// a repository <c>certificate-api</c>, a registry <c>timeout.example.com</c>.
    /// </summary>
    public static string Words(string message, ImageReference image)
    {
        string[] names =
        [
            image.CanonicalName,
            image.FamiliarName,
            image.Repository,
            image.Registry,
            image.Registry.Split(':')[0],
        ];
        var longestFirst = names.Where(name => name.Length > 0).OrderByDescending(name => name.Length);
        var pattern = $@"(?<![\w.-])(?:{string.Join("|", longestFirst.Select(Regex.Escape))})(?![\w-]|\.\w)";
        return Regex.Replace(Address.Replace(PlainText.Cut(message), ""), pattern, "", RegexOptions.CultureInvariant);
    }

    /// <summary>The cause of a refusal, by the message of the engine.</summary>
    public static RegistryRefusal Classify(string message, ImageReference image)
    {
        var words = Words(message, image);
        return Array.Find(Refusals, known => Contains(words, known.Words)).Refusal;
    }

    /// <summary>True if the error may be transient: an overloaded registry, a restart, a broken connection.</summary>
    public static bool IsTransient(string message, ImageReference image) => Transient.IsMatch(Words(message, image));

    private static bool Contains(string text, string words) =>
        text.IndexOf(words, StringComparison.OrdinalIgnoreCase) >= 0;
}
