using System.Text.RegularExpressions;
using Dockerize.Build.Advice;
using Dockerize.Images;

namespace Dockerize.Build.Tags;

/// <summary>
/// A tag that contains tokens in braces: <c>v{version}</c>, <c>{branch}-{sha}</c>. Invalid characters in the values of
/// tokens are replaced. The text outside the tokens is not changed.
/// </summary>
/// <param name="text">The tag with its tokens.</param>
/// <param name="property">The property with the tag, for messages.</param>
internal sealed class TagTemplate(string text, string property)
{
    private static readonly Regex Token = new("[{](?<token>[^{}]*)[}]", RegexOptions.CultureInvariant);
    private static readonly Regex Hyphens = new("-{2,}", RegexOptions.CultureInvariant);
    private static readonly Regex OutsideTags = new("[^A-Za-z0-9_.-]", RegexOptions.CultureInvariant);

    /// <summary>Creates the tags of the template, one for each combination of values.</summary>
    /// <param name="values">The values of the tokens.</param>
    /// <param name="warnings">
    /// The set to which a warning is added for each value in which characters were replaced.
    /// </param>
    /// <exception cref="DiagnosticException">
    /// DKZ1004: the text is a digest. DKZ1027: the result is not a valid tag. Also the errors of <see
    /// cref="TagValues.FindValues"/>.
    /// </exception>
    public IReadOnlyList<string> Expand(TagValues values, ISet<Diagnostic> warnings)
    {
        if (ImageReference.IsDigest(text.Substring(text.LastIndexOf('@') + 1)))
            throw new DiagnosticException(ImageTagDiagnostics.Digest(text, property));

        var tokens = Token.Matches(text).Cast<Match>().Select(match => match.Groups["token"].Value).ToList();
        // Usually there is only one combination. Only {semver} has several values.
        IEnumerable<string[]> choices =
        [
            [],
        ];
        foreach (var token in tokens)
        {
            var all = values.FindValues(token, property);
            choices = choices.SelectMany(choice => all.Select(value => (string[])[.. choice, value])).ToList();
        }

        return [.. choices.Select(choice => Fill(tokens, choice, warnings))];
    }

    /// <summary>
    /// Converts a text to a valid tag. Runs of invalid characters become one hyphen, and are removed at the ends.
    /// </summary>
    public static string Slug(string text)
    {
        var slug = Hyphens.Replace(OutsideTags.Replace(text, "-"), "-").TrimStart('.', '-');
        return slug.Substring(0, Math.Min(slug.Length, ImageReference.MaxTagLength)).TrimEnd('-');
    }

    private string Fill(List<string> tokens, string[] values, ISet<Diagnostic> warnings)
    {
        var fitting = values.Select(value => OutsideTags.Replace(value, "-")).ToArray();
        // At the start of a tag, '.' and '-' are invalid. They are removed from the value of a token, but not from the
        // text of the user.
        if (text.StartsWith("{", StringComparison.Ordinal) && fitting.Length > 0)
            fitting[0] = fitting[0].TrimStart('.', '-');
        Shorten(fitting, Token.Replace(text, "").Length);

        var index = 0;
        var tag = Token.Replace(text, _ => fitting[index++]);
        if (ImageReference.FindTagError(tag) is { } reason)
            throw new DiagnosticException(ImageTagDiagnostics.Invalid(text, reason, property));

        for (index = 0; index < values.Length; index++)
        {
            if (fitting[index] != values[index])
                warnings.Add(ImageTagDiagnostics.ChangedValue(tokens[index], values[index], fitting[index]));
        }

        return tag;
    }

    // The longest value is shortened first, so that {branch}-{sha} keeps the commit id.
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
