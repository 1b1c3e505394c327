using System.Text.RegularExpressions;

namespace Dockerize.Dockerfiles;

/// <summary>COPY instructions.</summary>
internal static class CopyInstruction
{
    // A path in which nothing has to be escaped for any builder, and which is neither a flag nor the beginning of an array.
    private static readonly Regex Plain = new(@"\A[\w./$@%+=:,~\\][\w./$@%+=:,~\\-]*\z", RegexOptions.CultureInvariant);

    // Between brackets a character of a pattern is itself (filepath.Match of Go, by which builders read sources).
    private static readonly Regex Pattern = new(@"[*?\[]", RegexOptions.CultureInvariant);

    /// <summary>Copies from the context.</summary>
    /// <param name="sources">Paths in the context, with slashes; each is itself, whatever it means as a pattern.</param>
    /// <param name="destination">A path in the image; that of a folder ends with a slash.</param>
    /// <param name="owner">As <c>--chown</c> takes it; null: root.</param>
    public static Instruction Of(IEnumerable<string> sources, string destination, string? owner = null)
    {
        string[] words = [.. sources.Select(source => Instruction.Escape(Pattern.Replace(source, "[$0]"))), Instruction.Escape(destination)];
        // Blanks separate paths, and quotes do not join them: the exec form does.
        var paths = Array.TrueForAll(words, Plain.IsMatch) ? string.Join(" ", words) : Instruction.JsonArray(words);
        return new Instruction("COPY", owner is null ? paths : $"--chown={owner} {paths}");
    }
}
