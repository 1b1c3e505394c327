using System.Text.RegularExpressions;

namespace Dockerize.Dockerfiles;

/// <summary>
/// The start of a heredoc in an instruction, <c>&lt;&lt;EOF</c> (Dockerfile syntax 1.4, in Docker 23 and later). The
/// lines after the instruction belong to the heredoc, up to a line that contains only the delimiter.
/// </summary>
/// <param name="Delimiter">The line that ends the heredoc.</param>
/// <param name="IgnoresTabs">True for <c>&lt;&lt;-EOF</c>: tabs before the delimiter are ignored.</param>
internal readonly record struct Heredoc(string Delimiter, bool IgnoresTabs)
{
    private static readonly Regex Mark = new(@"\A[0-9]*<<(?<tabs>-?)(?<name>[^<]+)\z", RegexOptions.CultureInvariant);
    private static readonly Regex Quotes = new(@"\\(.)|[""']", RegexOptions.CultureInvariant);

    /// <summary>The heredocs of an instruction, in the order of their lines.</summary>
    public static IEnumerable<Heredoc> FindAll(Instruction instruction)
    {
        // The argument of ONBUILD is an instruction, but not another ONBUILD.
        if (instruction.Keyword == "ONBUILD")
        {
            return Instruction.TryParse(instruction.Arguments, out var trigger) && trigger.Keyword != "ONBUILD"
                ? FindAll(trigger)
                : [];
        }

        // An exec form contains no heredoc. The last condition avoids splitting the words of every instruction.
        if (
            instruction.Keyword is not ("ADD" or "COPY" or "RUN")
            || instruction.Arguments.StartsWith("[", StringComparison.Ordinal)
            || instruction.Arguments.IndexOf("<<", StringComparison.Ordinal) < 0
        )
        {
            return [];
        }

        return instruction.Words.Select(word => Mark.Match(word)).Where(mark => mark.Success).Select(Create);
    }

    /// <summary>True if a line ends the heredoc.</summary>
    public bool IsEndedBy(string line) => (IgnoresTabs ? line.TrimStart('\t') : line) == Delimiter;

    private static Heredoc Create(Match mark) =>
        new(Quotes.Replace(mark.Groups["name"].Value, "$1"), mark.Groups["tabs"].Length > 0);
}
