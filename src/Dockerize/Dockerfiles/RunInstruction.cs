using System.Text.RegularExpressions;

namespace Dockerize.Dockerfiles;

/// <summary>RUN instructions.</summary>
public static class RunInstruction
{
    // What a builder would read as something else than a shell's line: flags, a JSON array, a here-document.
    private static readonly Regex NotAShellLine = new(@"\A(?:--|\[)|\\\s*\z|<<-?[""']?\w|[\r\n]", RegexOptions.CultureInvariant);

    private static readonly Regex Plain = new(@"\A[A-Za-z0-9_@%+=:,./-]+\z", RegexOptions.CultureInvariant);

    // What a shell does not take for a program where one is expected: an assignment, a word of its grammar.
    private static readonly Regex Meaningful = new(@"=|\A(?:case|coproc|do|done|elif|else|esac|fi|for|function|if|in|select|then|time|until|while)\z", RegexOptions.CultureInvariant);

    /// <summary>
    /// Runs a shell command. It stands in the file as it is written, unless a builder would read it as something else (a line break, flags, an
    /// array, a here-document): then the exec form hands it to <c>/bin/sh</c>, whatever SHELL says.
    /// </summary>
    /// <param name="command">For the shell; several lines are a script.</param>
    /// <exception cref="ArgumentException">There is no command.</exception>
    public static Instruction Shell(string command) => string.IsNullOrWhiteSpace(command)
        ? throw new ArgumentException("A command is wanted, and this is empty.", nameof(command))
        : Of(command.Replace("\r\n", "\n").Trim());

    /// <summary>
    /// Runs a program with its arguments, each of which arrives as it is: blanks, quotes, <c>$</c> and line breaks mean nothing to the shell that starts it
    /// (POSIX.1-2017, Shell Command Language, 2.2.2).
    /// </summary>
    /// <param name="command">The program, and its arguments.</param>
    /// <exception cref="ArgumentException">There is no program, or an argument is null or has a NUL, which no program can be given.</exception>
    public static Instruction FromCommand(IEnumerable<string> command)
    {
        string[] words = [.. command ?? throw new ArgumentNullException(nameof(command))];
        if (words.Length == 0 || string.IsNullOrEmpty(words[0]))
            throw new ArgumentException("There is no program to run: the first of these is its name.", nameof(command));
        if (Array.Exists(words, word => word is null || word.Contains('\0')))
            throw new ArgumentException("An argument is null or has a NUL in it, and no program can be given one: take it out.", nameof(command));
        return Of(string.Join(" ", words.Select((word, index) => Plain.IsMatch(word) && !(index == 0 && Meaningful.IsMatch(word)) ? word : Quote(word))));
    }

    private static Instruction Of(string line) => NotAShellLine.IsMatch(line) ? Instruction.Exec("RUN", ["/bin/sh", "-c", line]) : new Instruction("RUN", line);

    /// <summary>A word that a shell takes as it is: between single quotes nothing has a meaning but the quote that ends them.</summary>
    internal static string Quote(string word) => $"'{word.Replace("'", "'\\''")}'";
}
