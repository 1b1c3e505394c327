using System.Text.RegularExpressions;

namespace Dockerize;

/// <summary>What engines say of registries that do not answer as they should.</summary>
internal static class RegistryErrors
{
    // containerd's messages have the address in them, and a repository may have any name.
    private static readonly Regex Address = new(@"https?://\S+", RegexOptions.CultureInvariant);

    // The words of Go's net and net/http, of HTTP statuses, of the registry API (toomanyrequests) and of Podman.
    private static readonly Regex Transient = new(
        @"Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out|Too ?Many ?Requests|connection re(?:set|fused)|broken pipe|\bEOF\b|time-?out|timed out|deadline exceeded|GOAWAY|use of closed network connection|server misbehaving|StatusCode: (?:429|5[0-9][0-9])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>Whether a registry that is overloaded or being restarted, or a connection that broke, may be all that is wrong.</summary>
    public static bool IsTransient(string message) => Transient.IsMatch(Address.Replace(message, ""));
}
