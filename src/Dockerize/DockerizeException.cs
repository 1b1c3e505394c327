using Dockerize.Strings;

namespace Dockerize;

/// <summary>
/// The base class of the errors of this library. Derived classes carry the facts: which image, which step, which
/// endpoint, and what the engine reported.
/// </summary>
public class DockerizeException : Exception
{
    /// <summary>Initializes an error.</summary>
    /// <param name="message">
    /// The error message: what failed, and why. Control characters and line breaks in it are replaced.
    /// </param>
    /// <param name="innerException">The cause; null if there is none.</param>
    public DockerizeException(string message, Exception? innerException = null)
        : base(PlainText.Line(message), innerException) { }

    /// <summary>Initializes an error whose message has several lines.</summary>
    private protected DockerizeException(IEnumerable<string> lines, Exception? innerException = null)
        : base(PlainText.Lines(lines), innerException) { }

    /// <summary>A reason as the end of a sentence: on one line, without its own full stop.</summary>
    internal static string Clause(string reason) => PlainText.Clause(reason);
}
