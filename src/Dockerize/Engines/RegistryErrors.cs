using System.Text.RegularExpressions;

namespace Dockerize;

/// <summary>What engines say of registries that do not answer as they should.</summary>
internal static class RegistryErrors
{
    // The words of Go's net and net/http, of HTTP statuses, of the registry API (toomanyrequests) and of Podman.
    private static readonly Regex Transient = new(
        @"Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out|Too ?Many ?Requests|connection re(?:set|fused)|broken pipe|\bEOF\b|time-?out|timed out|deadline exceeded|GOAWAY|use of closed network connection|server misbehaving|StatusCode: (?:429|5[0-9][0-9])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private static readonly Regex Address = new(@"[a-z][a-z0-9+.-]*://[^\s""]+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>
    /// A message without addresses and the names of its image: only the other words say what went wrong. A repository may be called
    /// <c>certificate-api</c>, and a registry <c>timeout.example.com</c>.
    /// </summary>
    public static string Words(string message, ImageReference image)
    {
        string[] names = [image.CanonicalName, image.FamiliarName, image.Repository, image.Registry, image.Registry.Split(':')[0]];
        var pattern = string.Join("|", names.Where(name => name.Length > 0).OrderByDescending(name => name.Length).Select(Regex.Escape));
        return Regex.Replace(Address.Replace(message, ""), $@"(?<![\w.-])(?:{pattern})(?![\w-]|\.\w)", "", RegexOptions.CultureInvariant);
    }

    /// <summary>Whether a registry that is overloaded or being restarted, or a connection that broke, may be all that is wrong.</summary>
    public static bool IsTransient(string message, ImageReference image) => Transient.IsMatch(Words(message, image));
}
