using System.Text.RegularExpressions;

namespace Dockerize.Images;

/// <summary>
/// A content digest, <c>algorithm:hex</c>: the identity of an image, a manifest or a layer (opencontainers/image-spec,
/// descriptor.md). The supported algorithms are those of engines and registries: sha256, sha384 and sha512.
/// </summary>
public readonly record struct Digest
{
    private static readonly Regex Grammar = new(
        "\\A(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})\\z",
        RegexOptions.CultureInvariant
    );

    private readonly string? text;

    private Digest(string text) => this.text = text;

    /// <summary>The algorithm, such as <c>sha256</c>; empty for the default value.</summary>
    public string Algorithm => ToString().Split(':')[0];

    /// <summary>The hexadecimal digits, in lower case; empty for the default value.</summary>
    public string Hex => text is null ? "" : text.Substring(text.IndexOf(':') + 1);

    /// <summary>Parses a digest.</summary>
    /// <param name="text">The text, such as <c>sha256:…</c>.</param>
    /// <exception cref="FormatException">The text is not a digest.</exception>
    public static Digest Parse(string text) =>
        TryParse(text ?? throw new ArgumentNullException(nameof(text)), out var digest)
            ? digest
            : throw new FormatException(
                $"Invalid digest '{text}'. A digest is sha256: and 64 hexadecimal digits in lower case."
            );

    /// <summary>Parses a digest.</summary>
    /// <param name="text">The text, such as <c>sha256:…</c>.</param>
    /// <param name="digest">The digest; the default value if the text is not a digest.</param>
    /// <returns>True if the text is a digest.</returns>
    public static bool TryParse(string? text, out Digest digest)
    {
        var isDigest = text is not null && Grammar.IsMatch(text);
        digest = isDigest ? new Digest(text!) : default;
        return isDigest;
    }

    /// <inheritdoc/>
    public override string ToString() => text ?? "";
}
