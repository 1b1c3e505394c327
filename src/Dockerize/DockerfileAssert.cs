using System.Globalization;
using Dockerize.Dockerfiles;

namespace Dockerize;

/// <summary>
/// What a test expects of a Dockerfile, or of one that is being composed. Lines are compared as they stand in the file. What does not hold throws a
/// <see cref="DockerfileAssertException"/>, whose message shows the Dockerfile with the numbers of its lines.
/// </summary>
public static class DockerfileAssert
{
    /// <summary>The Dockerfile has a line.</summary>
    /// <exception cref="DockerfileAssertException">It does not.</exception>
    public static void HasLine(this Dockerfile dockerfile, string line) => HasLine(Lines(dockerfile), line);

    /// <inheritdoc cref="HasLine(Dockerfile, string)"/>
    public static void HasLine(this ImageBuilder builder, string line) => HasLine(builder.Lines, line);

    /// <summary>The Dockerfile does not have a line.</summary>
    /// <exception cref="DockerfileAssertException">It does.</exception>
    public static void LineAbsent(this Dockerfile dockerfile, string line) => LineAbsent(Lines(dockerfile), line);

    /// <inheritdoc cref="LineAbsent(Dockerfile, string)"/>
    public static void LineAbsent(this ImageBuilder builder, string line) => LineAbsent(builder.Lines, line);

    /// <summary>The Dockerfile has both lines, one before the other; of a line that it has more than once the first counts.</summary>
    /// <exception cref="DockerfileAssertException">It lacks one, or they are in the other order.</exception>
    public static void LineBefore(this Dockerfile dockerfile, string first, string second) => LineBefore(Lines(dockerfile), first, second);

    /// <inheritdoc cref="LineBefore(Dockerfile, string, string)"/>
    public static void LineBefore(this ImageBuilder builder, string first, string second) => LineBefore(builder.Lines, first, second);

    /// <summary>The Dockerfile has both lines, one after the other; of a line that it has more than once the first counts.</summary>
    /// <exception cref="DockerfileAssertException">It lacks one, or they are in the other order.</exception>
    public static void LineAfter(this Dockerfile dockerfile, string second, string first) => LineBefore(Lines(dockerfile), first, second);

    /// <inheritdoc cref="LineAfter(Dockerfile, string, string)"/>
    public static void LineAfter(this ImageBuilder builder, string second, string first) => LineBefore(builder.Lines, first, second);

    /// <summary>The Dockerfile copies a file or a folder of its context to a place in the image.</summary>
    /// <param name="dockerfile">The Dockerfile.</param>
    /// <param name="source">Its path in the context.</param>
    /// <param name="destination">Where it goes, with a slash at the end or without one.</param>
    /// <exception cref="DockerfileAssertException">It does not.</exception>
    public static void HasFile(this Dockerfile dockerfile, string source, string destination) =>
        HasFile(Lines(dockerfile), source.Replace('\\', '/'), destination);

    /// <summary>What <see cref="ImageBuilder.Copy"/> was asked to copy.</summary>
    /// <param name="builder">What composes the Dockerfile.</param>
    /// <param name="source">Its path: relative to <see cref="ImageBuilder.BaseDirectory"/>, or a full one.</param>
    /// <param name="destination">Where it goes, with a slash at the end or without one.</param>
    /// <exception cref="DockerfileAssertException">It was not.</exception>
    /// <exception cref="ArgumentException">The source lies outside of that folder.</exception>
    public static void HasFile(this ImageBuilder builder, string source, string destination) =>
        HasFile(builder.Lines, builder.PathInContext(source), destination);

    private static string[] Lines(Dockerfile dockerfile) => dockerfile.Text.TrimEnd('\n').Split('\n');

    private static void HasLine(IReadOnlyList<string> lines, string line)
    {
        if (!lines.Contains(line))
            throw Failed($"Expected the line '{line}', and the Dockerfile does not have it.", lines);
    }

    private static void HasFile(IReadOnlyList<string> lines, string source, string destination)
    {
        string[] copies = [Copy(destination), Copy(destination.TrimEnd('/')), Copy(destination.TrimEnd('/') + "/")];
        HasLine(lines, Array.Find(copies, lines.Contains) ?? copies[0]);

        string Copy(string place) => $"{CopyInstruction.Create([source], place)}";
    }

    private static void LineAbsent(IReadOnlyList<string> lines, string line)
    {
        if (lines.Contains(line))
            throw Failed($"Did not expect the line '{line}', and the Dockerfile has it as line {Number(lines, line)}.", lines);
    }

    private static void LineBefore(IReadOnlyList<string> lines, string first, string second)
    {
        HasLine(lines, first);
        HasLine(lines, second);
        if (Index(lines, first) >= Index(lines, second))
            throw Failed($"Expected '{first}' before '{second}', and they are lines {Number(lines, first)} and {Number(lines, second)}.", lines);
    }

    private static int Index(IReadOnlyList<string> lines, string line) => lines.TakeWhile(other => other != line).Count();

    private static string Number(IReadOnlyList<string> lines, string line) => (Index(lines, line) + 1).ToString(CultureInfo.InvariantCulture);

    private static DockerfileAssertException Failed(string what, IEnumerable<string> lines) => new(
        $"{what} The Dockerfile:\n" + string.Join("\n", lines.Select((line, index) => string.Format(CultureInfo.InvariantCulture, "{0,5}: {1}", index + 1, line))));
}
