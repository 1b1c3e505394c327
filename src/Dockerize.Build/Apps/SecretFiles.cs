using System.Text;
using System.Text.RegularExpressions;
using Dockerize.Contexts;

namespace Dockerize.Build.Apps;

/// <summary>Files that nobody means to give away with an image: private keys, certificates with one, and what holds passwords by convention.</summary>
internal static class SecretFiles
{
    // A file that is larger is neither a key nor a configuration.
    private const int MaximumLength = 256 * 1024;

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    // By their names alone. Of .env.NAME those that are there to be copied hold no secrets.
    private static readonly Regex Secret = new(
        @"(?:\A|/)(?:[^/]*\.(?:pfx|p12|publishsettings)|id_(?:rsa|dsa|ecdsa|ed25519)|secrets\.json|\.env(?:\.(?!(?:[^/]*\.)?(?:example|sample|template|dist)\z)[^/]+)?|\.git-credentials|[._]netrc|\.aws/credentials)\z",
        Options);

    // Files that many have, and what in them is a secret: not a certificate without its key, not a variable in a password's place.
    private static readonly (Regex Name, Regex Content)[] MaybeSecret =
    [
        (new(@"\.(?:pem|key)\z", Options), new("-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----", Options)),
        (new(@"(?:\A|/)\.npmrc\z", Options), new(@"^[^#;\r\n]*_(?:authToken|auth|password)\s*=\s*[^\s$]", Options | RegexOptions.Multiline)),
        (new(@"(?:\A|/)nuget\.config\z", Options), new(@"key\s*=\s*[""'](?:ClearText)?Password[""']\s+value\s*=\s*[""'][^""'%]", Options)),
    ];

    /// <summary>Those of a context that look like secrets. A link is none: what it leads to is in the context itself, or stays outside.</summary>
    public static IEnumerable<ContextFile> Find(IEnumerable<ContextFile> files) =>
        files.Where(file => !file.IsFolder && file.LinkTarget is null && LooksLikeOne(file));

    private static bool LooksLikeOne(ContextFile file) =>
        Secret.IsMatch(file.Path) || Array.Exists(MaybeSecret, maybe => maybe.Name.IsMatch(file.Path) && maybe.Content.IsMatch(Start(file.Source)));

    // What cannot be read is an error later, when it is sent.
    private static string Start(string source)
    {
        try
        {
            return new FileInfo(source) is { Length: > 0 and <= MaximumLength } ? File.ReadAllText(source, Encoding.UTF8) : "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
