using System.Text.RegularExpressions;
using Dockerize.Build.Advice;
using Dockerize.Images;

namespace Dockerize.Build.Tags;

/// <summary>
/// A tag as a user writes it: text that stays as it is, and tokens in braces, whose values are made to fit. <c>v{version}</c>, <c>{branch}-{sha}</c>.
/// </summary>
/// <param name="text">The tag.</param>
internal sealed class TagTemplate(string text)
{
    private static readonly Regex Token = new("[{](?<token>[^{}]*)[}]", RegexOptions.CultureInvariant);
    private static readonly Regex Hyphens = new("-{2,}", RegexOptions.CultureInvariant);
    private static readonly Regex OutsideTags = new("[^A-Za-z0-9_.-]", RegexOptions.CultureInvariant);

    /// <summary>The tags it makes: one, or several where a token has several values.</summary>
    /// <param name="values">What the tokens stand for.</param>
    /// <param name="warnings">Gets one for each value that was changed to fit.</param>
    /// <exception cref="DockerizeException">
    /// What <see cref="TagValues.Of"/> says; DKZ1004: it is a digest; DKZ1027: the text beside the tokens, or what they make, is not a tag.
    /// </exception>
    public IReadOnlyList<string> Expand(TagValues values, ISet<Diagnostic> warnings)
    {
        if (ImageReference.IsDigest(text.Substring(text.LastIndexOf('@') + 1)))
            throw new DiagnosticException(ProjectDiagnostics.DigestAsTag(text));

        var tokens = Token.Matches(text).Cast<Match>().Select(match => match.Groups["token"].Value).ToList();
        // Every combination; in practice one, or those of {semver}.
        IEnumerable<string[]> choices = [[]];
        foreach (var token in tokens)
        {
            var all = values.Of(token);
            choices = choices.SelectMany(choice => all.Select(value => (string[])[.. choice, value])).ToList();
        }

        return [.. choices.Select(choice => Fill(tokens, choice, warnings))];
    }

    /// <summary>A text as a tag that nobody has to think about: what cannot stand in one becomes a hyphen, with others beside it, and none is left at the ends.</summary>
    public static string Slug(string text)
    {
        var slug = Hyphens.Replace(OutsideTags.Replace(text, "-"), "-").TrimStart('.', '-');
        return slug.Substring(0, Math.Min(slug.Length, ImageReference.MaxTagLength)).TrimEnd('-');
    }

    private string Fill(List<string> tokens, string[] values, ISet<Diagnostic> warnings)
    {
        var fitting = values.Select(value => OutsideTags.Replace(value, "-")).ToArray();
        // What a tag cannot start with goes from a value; what the user wrote there is for the user to change.
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

    // The longest gives way, so that of {branch}-{sha} the revision stays.
    private static void Shorten(string[] values, int literalLength)
    {
        for (var excess = literalLength + values.Sum(value => value.Length) - ImageReference.MaxTagLength; excess > 0 && values.Any(value => value.Length > 0); excess--)
        {
            var longest = Array.FindIndex(values, value => value.Length == values.Max(other => other.Length));
            values[longest] = values[longest].Substring(0, values[longest].Length - 1);
        }
    }
}
