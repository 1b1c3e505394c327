namespace Dockerize.Build.Advice;

/// <summary>An error that is reported as a diagnostic of the project.</summary>
public sealed class DiagnosticException : DockerizeException
{
    /// <summary>Initializes an error.</summary>
    /// <param name="diagnostic">The diagnostic.</param>
    /// <param name="innerException">The cause, or null.</param>
    public DiagnosticException(Diagnostic diagnostic, Exception? innerException = null)
        : base([$"{diagnostic.Code}: {diagnostic.Summary}", .. diagnostic.LinesBelow], innerException) =>
        Diagnostic = diagnostic;

    /// <summary>The diagnostic.</summary>
    public Diagnostic Diagnostic { get; }
}
