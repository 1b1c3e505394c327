namespace Dockerize;

/// <summary>What every part of this library throws when it cannot do what it was asked: a <see cref="Diagnostic"/> with its cause.</summary>
public class DockerizeException : Exception
{
    /// <summary>Wraps a diagnostic, and the exception that it explains where there is one.</summary>
    public DockerizeException(Diagnostic diagnostic, Exception? innerException = null)
        : base(diagnostic.ToString(), innerException) => Diagnostic = diagnostic;

    /// <summary>What went wrong, with its code, place and next action.</summary>
    public Diagnostic Diagnostic { get; }
}
