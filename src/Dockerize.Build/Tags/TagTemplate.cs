using System.Text.RegularExpressions;
using Dockerize.Build.Advice;
using Dockerize.Images;

namespace Dockerize.Build.Tags;

/// <summary>
/// A tag with tokens in braces: <c>v{version}</c>, <c>{branch}-{sha}</c>. Invalid characters in the values of tokens
/// are replaced. The text outside the tokens is kept.
/// </summary>
/// <param name="text">The tag.</param>
internal sealed class TagTemplate(string text)
{
    private static readonly Regex Token = new("[{](?<token>[^{}]*)[}]", RegexOptions.CultureInvariant);
    private static readonly Regex Hyphens = new("-{2,}", RegexOptions.CultureInvariant);
    private static readonly Regex OutsideTags = new("[^A-Za-z0-9_.-]", RegexOptions.CultureInvariant);

    /// <summary>The tags of the template: one for each combination of values.</summary>
    /// <param name="values">The values of the tokens.</param>
    /// <param name="warnings">Receives a warning for each value with replaced characters.</param>
    /// <exception cref="DiagnosticException">
    /// The errors of <see cref="TagValues.FindValues"/>. DKZ1004: the text is a digest. DKZ1027: the result is not a
    /// tag.
    /// </exception>
    public IReadOnlyList<string> Expand(TagValues values, ISet<Diagnostic> warnings)
    {
        if (ImageReference.IsDigest(text.Substring(text.LastIndexOf('@') + 1)))
            throw new DiagnosticException(ProjectDiagnostics.DigestAsTag(text));

        var tokens = Token.Matches(text).Cast<Match>().Select(match => match.Groups["token"].Value).ToList();
        // In practice one combination, or the values of {semver}.
        IEnumerable<string[]> choices =
        [
            [],
        ];
        foreach (var token in tokens)
        {
            var all = values.FindValues(token);
            choices = choices.SelectMany(choice => all.Select(value => (string[])[.. choice, value])).ToList();
        }

        return [.. choices.Select(choice => Fill(tokens, choice, warnings))];
    }

    /// <summary>A valid tag from a text. Runs of invalid characters become one hyphen, except at the ends.</summary>
    public static string Slug(string text)
    {
        var slug = Hyphens.Replace(OutsideTags.Replace(text, "-"), "-").TrimStart('.', '-');
        return slug.Substring(0, Math.Min(slug.Length, ImageReference.MaxTagLength)).TrimEnd('-');
    }

    private string Fill(List<string> tokens, string[] values, ISet<Diagnostic> warnings)
    {
        var fitting = values.Select(value => OutsideTags.Replace(value, "-")).ToArray();
        // Invalid characters at the start of a tag are removed from a value, not from the text of the user.
        if (text.StartsWith("{", StringComparison.Ordinal) && fitting.Length > 0)
            fitting[0] = fitting[0].TrimStart('.', '-');
        Shorten(fitting, Token.Replace(text, "").Length);

        var index = 0;
        var tag = Token.Replace(text, _ => fitting[index++]);
        if (ImageReference.FindTagError(tag) is { } why)
            throw new DiagnosticException(ProjectDiagnostics.InvalidTag(text, why));

        for (index = 0; index < values.Length; index++)
        {
            if (fitting[index] != values[index])
                warnings.Add(ProjectDiagnostics.ChangedTag(tokens[index], values[index], fitting[index]));
        }

        return tag;
    }

    // The longest value is shortened first, so that {branch}-{sha} keeps the revision.
    private static void Shorten(string[] values, int literalLength)
    {
        var excess = literalLength + values.Sum(value => value.Length) - ImageReference.MaxTagLength;
        for (; excess > 0 && values.Any(value => value.Length > 0); excess--)
        {
            var length = values.Max(value => value.Length);
            var longest = Array.FindIndex(values, value => value.Length == length);
            values[longest] = values[longest].Substring(0, values[longest].Length - 1);
        }
    }
}
