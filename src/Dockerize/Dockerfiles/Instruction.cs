using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Dockerfiles;

/// <summary>An instruction of a Dockerfile.</summary>
/// <param name="Keyword">The keyword in upper case: <c>FROM</c>.</param>
/// <param name="Arguments">The text after the keyword, as in the file.</param>
public sealed record Instruction(string Keyword, string Arguments)
{
    /// <summary>The number of consecutive backslashes after which a quoted value is closed and reopened.</summary>
    private const int LongRun = 10_000;

    /// <summary>The words of the arguments, as in the file. Quoted and escaped spaces do not separate words.</summary>
    internal IEnumerable<string> Words => InstructionWords.Split(Arguments);

    /// <summary>The flags in front of the arguments, without their dashes: <c>from=build</c>.</summary>
    internal IEnumerable<string> Flags => InstructionWords.Flags(Arguments);

    /// <inheritdoc/>
    public override string ToString() => $"{Keyword} {Arguments}";

    /// <summary>Parses an instruction from its line, with continued lines already joined.</summary>
    /// <param name="text">The line, such as <c>FROM redis:7</c>.</param>
    /// <exception cref="FormatException">The line is blank.</exception>
    public static Instruction Parse(string text) =>
        TryParse(text ?? throw new ArgumentNullException(nameof(text)), out var instruction)
            ? instruction
            : throw new FormatException("Invalid instruction: the line is blank.");

    /// <summary>Parses an instruction from its line, with continued lines already joined.</summary>
    /// <param name="text">The line, such as <c>FROM redis:7</c>.</param>
    /// <param name="instruction">The instruction; null if the line is blank.</param>
    /// <returns>True unless the line is blank.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Instruction? instruction)
    {
        var line = text?.Trim() ?? "";
        var blank = line.IndexOfAny([' ', '\t', '\v', '\f', '\r']);
        var keyword = blank < 0 ? line : line.Substring(0, blank);
        instruction =
            line.Length == 0
                ? null
                : new Instruction(keyword.ToUpperInvariant(), line.Substring(keyword.Length).Trim());
        return instruction is not null;
    }

    /// <summary>
    /// Creates an instruction in exec form, whose arguments are a JSON array and bypass the shell:
    /// <c>ENTRYPOINT ["dotnet","/app/Shop.dll"]</c>.
    /// </summary>
    /// <param name="keyword">The keyword, such as <c>ENTRYPOINT</c>.</param>
    /// <param name="arguments">The arguments.</param>
    /// <exception cref="InvalidInstructionException">An argument contains a NUL character.</exception>
    public static Instruction Exec(string keyword, IEnumerable<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(keyword);

        string[] words = [.. arguments ?? throw new ArgumentNullException(nameof(arguments))];
        if (Array.Exists(words, word => word?.Contains('\0') == true))
            throw new InvalidInstructionException(keyword, "", InstructionPart.Nul);

        return new Instruction(keyword, JsonArray(words));
    }

    /// <summary>The words as a JSON array in one line, the exec form of an instruction.</summary>
    internal static string JsonArray(IEnumerable<string> words) => new JArray(words).ToString(Formatting.None);

    /// <summary>Creates an ENV or LABEL instruction with each pair on its own line.</summary>
    /// <param name="keyword">The keyword: <c>ENV</c> or <c>LABEL</c>.</param>
    /// <param name="pairs">The names and values, in order.</param>
    /// <exception cref="InvalidInstructionException">
    /// A name is invalid, or a value contains a line feed or a NUL. No builder supports a line feed in these
    /// instructions.
    /// </exception>
    public static Instruction Pairs(string keyword, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        ArgumentNullException.ThrowIfNull(keyword);
        ArgumentNullException.ThrowIfNull(pairs);

        var lines = pairs.Select(pair => $"{Name(keyword, pair.Key)}={Quote(keyword, pair.Key, pair.Value)}");
        return new Instruction(keyword, string.Join(" \\\n    ", lines));
    }

    /// <summary>A path or a name as one word, quoted if it contains a character with a special meaning.</summary>
    /// <exception cref="InvalidInstructionException">The word contains a line feed or a NUL.</exception>
    internal static string Word(string keyword, string word) =>
        word.Length > 0 && word.All(character => char.IsLetterOrDigit(character) || "/._-+:@,".Contains(character))
            ? word
            : Quote(keyword, word, word);

    /// <summary>
    /// Escapes a word for the JSON array of COPY or VOLUME, in which builders expand variables and quotes.
    /// </summary>
    internal static string Escape(string word) => Regex.Replace(word, @"[\\$'""]", @"\$0");

    /// <summary>Validates the name of a variable or label, and returns it.</summary>
    /// <exception cref="InvalidInstructionException">The name is invalid.</exception>
    internal static string Name(string keyword, string name) =>
        IsName(name) ? name : throw new InvalidInstructionException(keyword, name, InstructionPart.Name);

    // ENV with a space in a name sets another variable, '=' ends the name, and a line that starts with # is a comment.
    private static bool IsName(string name) =>
        name.Length > 0
        && name[0] != '#'
        && name.All(character =>
            !char.IsWhiteSpace(character) && !char.IsControl(character) && !"=\"'\\$".Contains(character)
        );

    private static string Quote(string keyword, string name, string value)
    {
        var quoted = new StringBuilder(value.Length + 2).Append('"');
        var backslashes = 0;
        foreach (var character in value)
        {
            // `Dockerfile.Fold` cannot fold a line after a backslash. In a long run of backslashes, it folds the line
            // between the two quotes that are inserted here.
            backslashes = character == '\\' ? backslashes + 1 : 0;
            if (backslashes > 0 && backslashes % LongRun == 0)
                quoted.Append("\"\"");
            // Only a line feed is invalid. Builders keep a carriage return that no line feed follows.
            if (character == '\n')
                throw new InvalidInstructionException(keyword, name, InstructionPart.Value);
            if (character == '\0')
                throw new InvalidInstructionException(keyword, name, InstructionPart.Nul);

            // These characters have a special meaning inside quotes and must be escaped.
            if (character is '"' or '\\' or '$')
                quoted.Append('\\');
            quoted.Append(character);
        }

        return quoted.Append('"').ToString();
    }
}
