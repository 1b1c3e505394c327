using System.Text.RegularExpressions;
using Dockerize.Files;
using Dockerize.Images;
using Dockerize.Strings;

namespace Dockerize.Registries;

/// <summary>Recognizes registry errors in the messages of engines.</summary>
internal static class RegistryErrors
{
    // The wording of Go's net and net/http, of HTTP statuses, of the registry API (toomanyrequests), and of Podman.
    private static readonly Regex Transient = new(
        "Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out|Too ?Many ?Requests"
            + @"|connection re(?:set|fused)|broken pipe|\bEOF\b|time-?out|timed out|deadline exceeded|GOAWAY"
            + "|use of closed network connection|server misbehaving|StatusCode: (?:429|5[0-9][0-9])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    // The causes by the wording of engines and registries. The first match is used.
    private static readonly (string Words, RegistryRefusal Refusal)[] Refusals =
    [
        (DiskSpace.Exhausted, RegistryRefusal.DiskFull),
        (DiskSpace.QuotaExceeded, RegistryRefusal.DiskFull),
        ("server gave HTTP response to HTTPS client", RegistryRefusal.PlainHttp),
        ("unknown authority", RegistryRefusal.UntrustedCertificate),
        ("certificate", RegistryRefusal.InvalidCertificate),
        ("no such host", RegistryRefusal.HostNotFound),
        ("server misbehaving", RegistryRefusal.DnsFailed),
        ("failure in name resolution", RegistryRefusal.DnsFailed),
        // `dial tcp: lookup r.io on 10.0.0.53:53: read udp 10.0.0.1:4711->10.0.0.53:53: i/o timeout`
        ("read udp", RegistryRefusal.DnsFailed),
        ("connection refused", RegistryRefusal.ConnectionRefused),
        ("i/o timeout", RegistryRefusal.HostUnreachable),
        ("no route to host", RegistryRefusal.HostUnreachable),
        ("network is unreachable", RegistryRefusal.HostUnreachable),
        ("handshake timeout", RegistryRefusal.HostUnreachable),
        ("Client.Timeout exceeded", RegistryRefusal.HostUnreachable),
        ("deadline exceeded", RegistryRefusal.HostUnreachable),
        ("toomanyrequests", RegistryRefusal.RateLimited),
        ("Too Many Requests", RegistryRefusal.RateLimited),
        ("no matching manifest", RegistryRefusal.PlatformNotFound),
        ("no match for platform", RegistryRefusal.PlatformNotFound),
        ("no image found in", RegistryRefusal.PlatformNotFound),
        ("repository does not exist or may require", RegistryRefusal.PrivateOrNotFound),
        ("no basic auth credentials", RegistryRefusal.LoginRequired),
        ("unauthorized", RegistryRefusal.LoginRequired),
        ("authentication required", RegistryRefusal.LoginRequired),
        ("denied", RegistryRefusal.LoginRequired),
        ("forbidden", RegistryRefusal.LoginRequired),
        // A 401 or 403 without a message: the wording of older Docker, newer Docker, and Podman.
        ("HTTP 403", RegistryRefusal.LoginRequired),
        ("status 401", RegistryRefusal.LoginRequired),
        ("status 403", RegistryRefusal.LoginRequired),
        ("StatusCode: 403", RegistryRefusal.LoginRequired),
        // Cloud registries do not create repositories on push. If a registry uses this message for a private
        // repository, the message also contains one of the words above, such as `denied`.
        ("name unknown", RegistryRefusal.RepositoryNotFound),
        // The message of NAME_UNKNOWN in the distribution specification, which containerd reports without the code.
        ("repository name not known", RegistryRefusal.RepositoryNotFound),
        ("does not exist in the registry", RegistryRefusal.RepositoryNotFound),
        ("manifest unknown", RegistryRefusal.NotFound),
        ("not found", RegistryRefusal.NotFound),
        ("status 404", RegistryRefusal.NotFound),
    ];

    // Matches only the last letter of the scheme, because a pattern for the whole scheme needs quadratic time.
    private static readonly Regex Address = new(
        @"[a-z]://[^\s""]+",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    /// <summary>
    /// A message without addresses and without the name of the image. These may contain the words of an error, such as
    /// a repository <c>certificate-api</c> or a registry <c>timeout.example.com</c>.
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

    /// <summary>The cause of a rejection, derived from the engine's message.</summary>
    public static RegistryRefusal Classify(string message, ImageReference image) =>
        ClassifyWords(Words(message, image));

    /// <summary>The cause of a failed transfer from any server, derived from the engine's message.</summary>
    public static RegistryRefusal Classify(string message) => ClassifyWords(Address.Replace(message, ""));

    /// <summary>
    /// True if the error may be transient, such as an overloaded registry, a restart or a lost connection.
    /// </summary>
    public static bool IsTransient(string message, ImageReference image) => Transient.IsMatch(Words(message, image));

    private static RegistryRefusal ClassifyWords(string words) =>
        Array.Find(Refusals, known => Contains(words, known.Words)).Refusal;

    private static bool Contains(string text, string words) =>
        text.IndexOf(words, StringComparison.OrdinalIgnoreCase) >= 0;
}
