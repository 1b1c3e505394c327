using System.Text.RegularExpressions;

namespace Dockerize.Dockerfiles;

/// <summary>Creates COPY instructions.</summary>
internal static class CopyInstruction
{
    // A path that requires no escape in any builder, and is neither a flag nor the start of an array.
    private static readonly Regex Plain = new(@"\A[\w./$@%+=:,~\\][\w./$@%+=:,~\\-]*\z", RegexOptions.CultureInvariant);

    // Builders match sources with Go's filepath.Match, in which a character in brackets is literal.
    private static readonly Regex Pattern = new(@"[*?\[]", RegexOptions.CultureInvariant);

    /// <summary>Creates an instruction that copies from the context or from another stage.</summary>
    /// <param name="sources">The paths in the context, with slashes. Pattern characters are literal.</param>
    /// <param name="destination">The path in the image. The path of a folder ends with a slash.</param>
    /// <param name="owner">The owner, as in <c>--chown</c>; null for root.</param>
    /// <param name="isLinked">
    /// True for <c>--link</c>: BuildKit creates the layer independently of the layers below, so that images for several
    /// platforms share it.
    /// </param>
    /// <param name="stage">The stage to copy from; null for the build context.</param>
    public static Instruction Create(
        IEnumerable<string> sources,
        string destination,
        string? owner = null,
        bool isLinked = false,
        string? stage = null
    )
    {
        string[] words =
        [
            .. sources.Select(source => Instruction.Escape(Pattern.Replace(source, "[$0]"))),
            Instruction.Escape(destination),
        ];
        // Outside a JSON array, a path with spaces is split even if it is quoted.
        var paths = Array.TrueForAll(words, Plain.IsMatch)
            ? string.Join(" ", words)
            : Instruction.Exec("COPY", words).Arguments;
        var flags =
            (stage is null ? "" : $"--from={stage} ")
            + (isLinked ? "--link " : "")
            + (owner is null ? "" : $"--chown={owner} ");
        return new Instruction("COPY", flags + paths);
    }
}
