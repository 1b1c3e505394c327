using System.Text;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Dockerfiles;

/// <summary>One instruction of a Dockerfile.</summary>
/// <param name="Keyword">In upper case: <c>FROM</c>.</param>
/// <param name="Arguments">What follows it, as it stands in the file.</param>
public sealed record Instruction(string Keyword, string Arguments)
{
    private const int LongRun = 10_000;

    private static readonly Regex WordText = new(@"(?:[^\s""'\\]|\\.|""(?:\\.|[^""\\])*""|'[^']*')+", RegexOptions.CultureInvariant);

    /// <summary>The arguments word by word, each as it stands there: quotes, and what is escaped, hold a word together.</summary>
    internal IEnumerable<string> Words => WordText.Matches(Arguments).Cast<Match>().Select(word => word.Value);

    /// <inheritdoc/>
    public override string ToString() => $"{Keyword} {Arguments}";

    /// <summary>Reads an instruction from its line, whose continuations are joined already.</summary>
    public static Instruction Parse(string text)
    {
        var blank = text.IndexOfAny([' ', '\t']);
        return blank < 0 ? new Instruction(text.ToUpperInvariant(), "") : new Instruction(text.Substring(0, blank).ToUpperInvariant(), text.Substring(blank + 1).Trim());
    }

    /// <summary>An instruction whose arguments are a JSON array, the form that no shell reads: <c>ENTRYPOINT ["dotnet","/app/Shop.dll"]</c>.</summary>
    public static Instruction Exec(string keyword, IEnumerable<string> arguments) =>
        new(keyword, JsonArray(arguments));

    /// <summary>Words as a JSON array in one line, the exec form of an instruction.</summary>
    internal static string JsonArray(IEnumerable<string> words) => new JArray(words).ToString(Formatting.None);

    /// <summary>ENV or LABEL: pairs, each on a line of its own.</summary>
    /// <exception cref="DockerizeException">
    /// DKZ1006: a name is none; DKZ1007: a value has a line break, which these instructions cannot hold on any builder.
    /// </exception>
    public static Instruction Pairs(string keyword, IEnumerable<KeyValuePair<string, string>> pairs) =>
        new(keyword, string.Join(" \\\n    ", pairs.Select(pair => $"{Name(keyword, pair.Key)}={Quote(keyword, pair.Key, pair.Value)}")));

    /// <summary>A path or a name as one word: bare where nothing in it has a meaning, else in quotes.</summary>
    /// <exception cref="DockerizeException">DKZ1007: it has a line break.</exception>
    internal static string Word(string keyword, string word)
    {
        return word.Length > 0 && word.All(character => char.IsLetterOrDigit(character) || "/._-+:@,".Contains(character))
            ? word
            : Quote(keyword, word, word);
    }

    /// <summary>A word of an array in which a builder still reads variables and quotes, as in those of COPY and VOLUME, so that it stays what it is.</summary>
    internal static string Escape(string word) => Regex.Replace(word, @"[\\$'""]", @"\$0");

    // ENV with a blank in a name silently becomes another variable, '=' would end the name, and a line that starts with # is a comment.
    internal static string Name(string keyword, string name) =>
        name.Length > 0 && name[0] != '#' && name.All(character => !char.IsWhiteSpace(character) && !char.IsControl(character) && !"=\"'\\$".Contains(character))
            ? name
            : throw new InvalidInstructionException(keyword, name, InstructionPart.Name);

    private static string Quote(string keyword, string name, string value)
    {
        var quoted = new StringBuilder(value.Length + 2).Append('"');
        var backslashes = 0;
        foreach (var character in value)
        {
            // A long line cannot be broken after a backslash; between two quotes it can.
            backslashes = character == '\\' ? backslashes + 1 : 0;
            if (backslashes > 0 && backslashes % LongRun == 0)
                quoted.Append("\"\"");
            if (character is '\n' or '\r' or '\0')
                throw new InvalidInstructionException(keyword, name, InstructionPart.Value);
            // Inside quotes these three have a meaning, and the backslash takes it from them.
            if (character is '"' or '\\' or '$')
                quoted.Append('\\');
            quoted.Append(character);
        }

        return quoted.Append('"').ToString();
    }
}
