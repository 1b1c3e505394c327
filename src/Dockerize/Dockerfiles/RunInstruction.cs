using System.Text.RegularExpressions;

namespace Dockerize;

/// <summary>RUN instructions.</summary>
public static class RunInstruction
{
    // What a builder would read as something else than a shell's line: flags, a JSON array, a here-document.
    private static readonly Regex NotAShellLine = new(@"\A(?:--|\[)|\\\s*\z|<<-?[""']?\w|[\r\n]", RegexOptions.CultureInvariant);

    /// <summary>
    /// Runs a shell command. It stands in the file as it is written, unless a builder would read it as something else (a line break, flags, an
    /// array, a here-document): then the exec form hands it to <c>/bin/sh</c>, whatever SHELL says.
    /// </summary>
    /// <param name="command">For the shell; several lines are a script.</param>
    public static Instruction Shell(string command)
    {
        var text = command.Replace("\r\n", "\n").Trim();
        return NotAShellLine.IsMatch(text) ? Instruction.Exec("RUN", ["/bin/sh", "-c", text]) : new Instruction("RUN", text);
    }
}
