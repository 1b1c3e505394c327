using System.Text.RegularExpressions;
using Dockerize.Contexts;
using Dockerize.Files;

namespace Dockerize.Build.Apps;

/// <summary>Finds files that may contain secrets: private keys, and files that usually contain passwords.</summary>
internal static class SecretFiles
{
    // Keys and configuration files are smaller than this limit.
    private const int MaxLength = 256 * 1024;

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    // Files that are reported by name only. Templates such as .env.example are excluded.
    private static readonly Regex SecretName = new(
        @"(?:\A|/)(?:[^/]*\.(?:pfx|p12|publishsettings)|id_(?:rsa|dsa|ecdsa|ed25519)|secrets\.json"
            + @"|\.env(?:\.(?!(?:[^/]*\.)?(?:example|sample|template|dist)\z)[^/]+)?"
            + @"|\.git-credentials|[._]netrc|\.aws/credentials)\z",
        Options
    );

    // Files with common names, which are reported only if the content matches. A certificate without a key and a
    // variable in place of a password do not match.
    private static readonly (Regex Name, Regex Content)[] MaybeSecret =
    [
        (new(@"\.(?:pem|key)\z", Options), new("-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----", Options)),
        (
            new(@"(?:\A|/)\.npmrc\z", Options),
            new(@"^[^#;\r\n]*_(?:authToken|auth|password)\s*=\s*[^\s$]", Options | RegexOptions.Multiline)
        ),
        (
            new(@"(?:\A|/)nuget\.config\z", Options),
            new(@"key\s*=\s*[""'](?:ClearText)?Password[""']\s+value\s*=\s*[""'][^""'%]", Options)
        ),
    ];

    /// <summary>
    /// Finds the files of a build context that may contain secrets. Links are skipped, because their targets are other
    /// files of the context or are not sent.
    /// </summary>
    public static IEnumerable<ContextFile> Find(IEnumerable<ContextFile> files) =>
        files.Where(file => !file.IsFolder && file.LinkTarget is null && MayContainSecret(file));

    private static bool MayContainSecret(ContextFile file) =>
        SecretName.IsMatch(file.Path)
        || Array.Exists(
            MaybeSecret,
            maybe => maybe.Name.IsMatch(file.Path) && maybe.Content.IsMatch(ReadText(file.Source))
        );

    // An unreadable file is ignored here, because sending it to the engine reports the error.
    private static string ReadText(string source)
    {
        try
        {
            return new FileInfo(source) is { Length: > 0 and <= MaxLength }
                ? RegularFile.ReadText(source, MaxLength)
                : "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
