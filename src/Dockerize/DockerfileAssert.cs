using System.Globalization;
using Dockerize.Dockerfiles;

namespace Dockerize;

/// <summary>
/// Assertions about the lines of a <see cref="Dockerfile"/> or an <see cref="ImageBuilder"/>. A failed assertion throws
/// a <see cref="DockerfileAssertException"/> whose message shows the numbered lines of the Dockerfile.
/// </summary>
public static class DockerfileAssert
{
    /// <summary>Asserts that the Dockerfile has a line.</summary>
    /// <param name="dockerfile">The Dockerfile.</param>
    /// <param name="line">The whole line.</param>
    /// <exception cref="DockerfileAssertException">The assertion failed.</exception>
    public static void HasLine(this Dockerfile dockerfile, string line) =>
        HasLine(Lines(dockerfile), Required(line, nameof(line)));

    /// <inheritdoc cref="HasLine(Dockerfile, string)"/>
    public static void HasLine(this ImageBuilder builder, string line) =>
        HasLine(Lines(builder), Required(line, nameof(line)));

    /// <summary>Asserts that the Dockerfile does not have a line.</summary>
    /// <param name="dockerfile">The Dockerfile.</param>
    /// <param name="line">The whole line.</param>
    /// <exception cref="DockerfileAssertException">The assertion failed.</exception>
    public static void LineAbsent(this Dockerfile dockerfile, string line) =>
        LineAbsent(Lines(dockerfile), Required(line, nameof(line)));

    /// <inheritdoc cref="LineAbsent(Dockerfile, string)"/>
    public static void LineAbsent(this ImageBuilder builder, string line) =>
        LineAbsent(Lines(builder), Required(line, nameof(line)));

    /// <summary>
    /// Asserts that a line comes before another line. If a line occurs several times, its first occurrence is compared.
    /// </summary>
    /// <param name="dockerfile">The Dockerfile.</param>
    /// <param name="first">The earlier line.</param>
    /// <param name="second">The later line.</param>
    /// <exception cref="DockerfileAssertException">The assertion failed.</exception>
    public static void LineBefore(this Dockerfile dockerfile, string first, string second) =>
        LineBefore(Lines(dockerfile), Required(first, nameof(first)), Required(second, nameof(second)));

    /// <inheritdoc cref="LineBefore(Dockerfile, string, string)"/>
    public static void LineBefore(this ImageBuilder builder, string first, string second) =>
        LineBefore(Lines(builder), Required(first, nameof(first)), Required(second, nameof(second)));

    /// <summary>
    /// Asserts that a line comes after another line. If a line occurs several times, its first occurrence is compared.
    /// </summary>
    /// <param name="dockerfile">The Dockerfile.</param>
    /// <param name="second">The later line.</param>
    /// <param name="first">The earlier line.</param>
    /// <exception cref="DockerfileAssertException">The assertion failed.</exception>
    public static void LineAfter(this Dockerfile dockerfile, string second, string first) =>
        LineBefore(Lines(dockerfile), Required(first, nameof(first)), Required(second, nameof(second)));

    /// <inheritdoc cref="LineAfter(Dockerfile, string, string)"/>
    public static void LineAfter(this ImageBuilder builder, string second, string first) =>
        LineBefore(Lines(builder), Required(first, nameof(first)), Required(second, nameof(second)));

    /// <summary>Asserts that the Dockerfile copies a file or folder from the build context.</summary>
    /// <param name="dockerfile">The Dockerfile.</param>
    /// <param name="source">The path in the context.</param>
    /// <param name="destination">The path in the image, with or without a slash at the end.</param>
    /// <exception cref="DockerfileAssertException">The assertion failed.</exception>
    public static void HasFile(this Dockerfile dockerfile, string source, string destination) =>
        HasFile(
            Lines(dockerfile),
            Required(source, nameof(source)).Replace('\\', '/'),
            Required(destination, nameof(destination))
        );

    /// <summary>Asserts that <see cref="ImageBuilder.Copy"/> was called with these paths.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="source">
    /// The path of the file or folder: relative to <see cref="ImageBuilder.BaseDirectory"/>, or a full path.
    /// </param>
    /// <param name="destination">The path in the image, with or without a slash at the end.</param>
    /// <exception cref="DockerfileAssertException">The assertion failed.</exception>
    /// <exception cref="ArgumentException">
    /// The source is outside of <see cref="ImageBuilder.BaseDirectory"/>.
    /// </exception>
    public static void HasFile(this ImageBuilder builder, string source, string destination) =>
        HasFile(Lines(builder), builder.PathInContext(source), Required(destination, nameof(destination)));

    private static string[] Lines(Dockerfile dockerfile) =>
        Required(dockerfile, nameof(dockerfile)).Text.TrimEnd('\n').Split('\n');

    private static IReadOnlyList<string> Lines(ImageBuilder builder) => Required(builder, nameof(builder)).Lines;

    private static T Required<T>(T? value, string parameter)
        where T : class => value ?? throw new ArgumentNullException(parameter);

    private static void HasLine(IReadOnlyList<string> lines, string line)
    {
        if (!lines.Contains(line))
            throw Failed($"Expected line '{line}' not found.", lines);
    }

    private static void HasFile(IReadOnlyList<string> lines, string source, string destination)
    {
        destination = destination.Replace('\\', '/');
        string[] copies = [Copy(destination), Copy(destination.TrimEnd('/')), Copy(destination.TrimEnd('/') + "/")];
        HasLine(lines, Array.Find(copies, lines.Contains) ?? copies[0]);

        string Copy(string place) => $"{CopyInstruction.Create([source], place)}";
    }

    private static void LineAbsent(IReadOnlyList<string> lines, string line)
    {
        if (lines.Contains(line))
            throw Failed($"Unexpected line '{line}' found in line {Number(lines, line)}.", lines);
    }

    private static void LineBefore(IReadOnlyList<string> lines, string first, string second)
    {
        HasLine(lines, first);
        HasLine(lines, second);
        if (Index(lines, first) >= Index(lines, second))
            throw Failed(
                $"Expected '{first}' before '{second}', but found them in lines {Number(lines, first)} "
                    + $"and {Number(lines, second)}.",
                lines
            );
    }

    private static int Index(IReadOnlyList<string> lines, string line) =>
        lines.TakeWhile(other => other != line).Count();

    private static string Number(IReadOnlyList<string> lines, string line) =>
        (Index(lines, line) + 1).ToString(CultureInfo.InvariantCulture);

    private static DockerfileAssertException Failed(string failure, IEnumerable<string> lines) =>
        new($"{failure} Dockerfile:\n" + string.Join("\n", lines.Select(Numbered)));

    private static string Numbered(string line, int index) =>
        string.Format(CultureInfo.InvariantCulture, "{0,5}: {1}", index + 1, line);
}
