namespace Dockerize.Build.Advice;

/// <summary>An error with a diagnostic for the owner of a project.</summary>
public sealed class DiagnosticException : DockerizeException
{
    /// <summary>Initializes an error.</summary>
    /// <param name="diagnostic">The diagnostic.</param>
    /// <param name="innerException">The cause; null if there is none.</param>
    public DiagnosticException(Diagnostic diagnostic, Exception? innerException = null)
        : base([$"{diagnostic.Code}: {diagnostic.Summary}", .. diagnostic.LinesBelow], innerException) =>
        Diagnostic = diagnostic;

    /// <summary>The diagnostic.</summary>
    public Diagnostic Diagnostic { get; }
}
