using System.Text.RegularExpressions;

namespace Dockerize.Dockerfiles;

/// <summary>COPY instructions.</summary>
internal static class CopyInstruction
{
    // A path that requires no escape in any builder, and is neither a flag nor the start of an array.
    private static readonly Regex Plain = new(@"\A[\w./$@%+=:,~\\][\w./$@%+=:,~\\-]*\z", RegexOptions.CultureInvariant);

    // Builders match sources with Go's filepath.Match, in which a character between brackets is itself.
    private static readonly Regex Pattern = new(@"[*?\[]", RegexOptions.CultureInvariant);

    /// <summary>Creates an instruction that copies from the context.</summary>
    /// <param name="sources">Paths in the context, with slashes. Pattern characters are taken literally.</param>
    /// <param name="destination">A path in the image. The path of a folder ends with a slash.</param>
    /// <param name="owner">The owner, as in <c>--chown</c>; null: root.</param>
    public static Instruction Create(IEnumerable<string> sources, string destination, string? owner = null)
    {
        string[] words =
        [
            .. sources.Select(source => Instruction.Escape(Pattern.Replace(source, "[$0]"))),
            Instruction.Escape(destination),
        ];
        // Spaces separate paths, and quotes do not join them. The exec form does.
        var paths = Array.TrueForAll(words, Plain.IsMatch)
            ? string.Join(" ", words)
            : Instruction.Exec("COPY", words).Arguments;
        return new Instruction("COPY", owner is null ? paths : $"--chown={owner} {paths}");
    }
}
