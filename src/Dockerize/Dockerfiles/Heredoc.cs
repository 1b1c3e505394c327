using System.Text.RegularExpressions;

namespace Dockerize.Dockerfiles;

/// <summary>
/// The mark of a heredoc in an instruction, <c>&lt;&lt;EOF</c>: the lines that follow the instruction belong to it, up to one that is the name alone
/// (Dockerfile syntax 1.4, which the builder in Docker 23 and later has).
/// </summary>
/// <param name="Name">What ends it.</param>
/// <param name="IgnoresTabs">Written <c>&lt;&lt;-EOF</c>: tabs before the name do not matter.</param>
internal readonly record struct Heredoc(string Name, bool IgnoresTabs)
{
    private static readonly Regex Mark = new(@"\A[0-9]*<<(?<tabs>-?)(?<name>[^<]+)\z", RegexOptions.CultureInvariant);
    private static readonly Regex Quotes = new(@"\\(.)|[""']", RegexOptions.CultureInvariant);

    /// <summary>Those of an instruction, in the order in which their lines follow.</summary>
    public static IEnumerable<Heredoc> Of(Instruction instruction)
    {
        // What ONBUILD holds back is an instruction like any other; a JSON array has none.
        if (instruction.Keyword == "ONBUILD")
            return Of(Instruction.Parse(instruction.Arguments));
        if (instruction.Keyword is not ("ADD" or "COPY" or "RUN") || instruction.Arguments.StartsWith("[", StringComparison.Ordinal))
            return [];
        return instruction.Words
            .Select(word => Mark.Match(word))
            .Where(mark => mark.Success)
            .Select(mark => new Heredoc(Quotes.Replace(mark.Groups["name"].Value, "$1"), mark.Groups["tabs"].Length > 0));
    }

    /// <summary>Whether a line ends it.</summary>
    public bool IsEndedBy(string line) => (IgnoresTabs ? line.TrimStart('\t') : line) == Name;
}
