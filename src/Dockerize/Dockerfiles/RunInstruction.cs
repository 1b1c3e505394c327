using System.Text.RegularExpressions;

namespace Dockerize.Dockerfiles;

/// <summary>Creates RUN instructions.</summary>
public static class RunInstruction
{
    // Text that a builder does not pass to a shell as one line: flags, a JSON array, a heredoc, several lines.
    private static readonly Regex NotAShellLine = new(
        @"\A(?:--|\[)|\\\s*\z|<<-?[""']?\w|[\r\n]",
        RegexOptions.CultureInvariant
    );

    private static readonly Regex Plain = new(@"\A[A-Za-z0-9_@%+=:,./-]+\z", RegexOptions.CultureInvariant);

    // First words that a shell does not run as a program: assignments and reserved words.
    private static readonly Regex NotAProgram = new(
        @"=|\A(?:case|coproc|do|done|elif|else|esac|fi|for|function|if|in|select|then|time|until|while)\z",
        RegexOptions.CultureInvariant
    );

    /// <summary>
    /// Creates an instruction that runs a shell command. The command is written in shell form. If a builder would
    /// misread it (a line break, a flag, an array, a heredoc), the exec form passes it to <c>/bin/sh</c>. SHELL is then
    /// not used.
    /// </summary>
    /// <param name="command">The command, or a script of several lines.</param>
    /// <exception cref="ArgumentException">The command is blank.</exception>
    /// <exception cref="InvalidInstructionException">The command contains a NUL character.</exception>
    public static Instruction Shell(string command) =>
        string.IsNullOrWhiteSpace(command)
            ? throw new ArgumentException("The command is empty.", nameof(command))
            : Create(command.Replace("\r\n", "\n").Trim());

    /// <summary>
    /// Creates an instruction that runs a program with arguments. Arguments are quoted, so that spaces, quotes,
    /// <c>$</c> and line breaks have no special meaning in the shell (POSIX.1-2017, Shell Command Language, 2.2.2).
    /// </summary>
    /// <param name="command">The program and its arguments.</param>
    /// <exception cref="ArgumentException">
    /// The program is missing, or an argument is null or contains a NUL character, which is not allowed.
    /// </exception>
    public static Instruction FromCommand(IEnumerable<string> command)
    {
        string[] words = [.. command ?? throw new ArgumentNullException(nameof(command))];
        if (words.Length == 0 || string.IsNullOrEmpty(words[0]))
            throw new ArgumentException(
                "The command is empty. Its first element must be the program to run.",
                nameof(command)
            );
        if (Array.Exists(words, word => word is null || word.Contains('\0')))
        {
            throw new ArgumentException("An argument is null or contains a NUL character. Remove it.", nameof(command));
        }

        return Create(string.Join(" ", words.Select((word, index) => IsPlain(word, index) ? word : Quote(word))));
    }

    /// <summary>
    /// Quotes a word for a shell. Between single quotes, only the single quote has a special meaning.
    /// </summary>
    internal static string Quote(string word) => $"'{word.Replace("'", "'\\''")}'";

    private static bool IsPlain(string word, int index) =>
        Plain.IsMatch(word) && (index > 0 || !NotAProgram.IsMatch(word));

    private static Instruction Create(string line)
    {
        if (line.Contains('\0'))
            throw new InvalidInstructionException("RUN", "", InstructionPart.Nul);

        return NotAShellLine.IsMatch(line)
            ? Instruction.Exec("RUN", ["/bin/sh", "-c", line])
            : new Instruction("RUN", line);
    }
}
