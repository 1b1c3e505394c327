using System.Text.RegularExpressions;
using Dockerize.Contexts;
using Dockerize.Files;

namespace Dockerize.Build.Apps;

/// <summary>
/// Recognizes files that may contain secrets: private keys, and files that contain passwords by convention.
/// </summary>
internal static class SecretFiles
{
    // Keys and configuration files are smaller.
    private const int MaxLength = 256 * 1024;

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    // Names that are sufficient. Templates such as .env.example contain no secrets.
    private static readonly Regex SecretName = new(
        @"(?:\A|/)(?:[^/]*\.(?:pfx|p12|publishsettings)|id_(?:rsa|dsa|ecdsa|ed25519)|secrets\.json"
            + @"|\.env(?:\.(?!(?:[^/]*\.)?(?:example|sample|template|dist)\z)[^/]+)?"
            + @"|\.git-credentials|[._]netrc|\.aws/credentials)\z",
        Options
    );

    // Common names, with the content that is a secret: not a certificate without key, not a variable for a password.
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
    /// The files of a context that may contain secrets. Links are skipped: their targets are files of the context too,
    /// or are not sent.
    /// </summary>
    public static IEnumerable<ContextFile> Find(IEnumerable<ContextFile> files) =>
        files.Where(file => !file.IsFolder && file.LinkTarget is null && MayContainSecret(file));

    private static bool MayContainSecret(ContextFile file) =>
        SecretName.IsMatch(file.Path)
        || Array.Exists(
            MaybeSecret,
            maybe => maybe.Name.IsMatch(file.Path) && maybe.Content.IsMatch(ReadText(file.Source))
        );

    // An unreadable file is an error when it is sent.
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
