using Dockerize.Strings;

namespace Dockerize;

/// <summary>
/// The base class of this library's exceptions. Derived classes have properties with the details, such as the image,
/// the step, the endpoint and the engine's message.
/// </summary>
public class DockerizeException : Exception
{
    /// <summary>Initializes an exception.</summary>
    /// <param name="message">
    /// The error message: the failure and its cause. Control characters and line breaks are replaced.
    /// </param>
    /// <param name="innerException">The cause; null if there is none.</param>
    public DockerizeException(string message, Exception? innerException = null)
        : base(PlainText.Line(message), innerException) { }

    /// <summary>Initializes an exception whose message has several lines.</summary>
    private protected DockerizeException(IEnumerable<string> lines, Exception? innerException = null)
        : base(PlainText.Lines(lines), innerException) { }

    /// <summary>A reason for use at the end of a sentence: on one line, and without a period at the end.</summary>
    internal static string Clause(string reason) => PlainText.Clause(reason);
}
