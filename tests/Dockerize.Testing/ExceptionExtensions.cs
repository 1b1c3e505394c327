using Dockerize.Build.Advice;

namespace Dockerize.Testing;

/// <summary>Errors as the owner of a project reads them.</summary>
internal static class ExceptionExtensions
{
    /// <summary>The diagnostic of a warning.</summary>
    public static Diagnostic Diagnostic(this BuildWarning warning) => EngineDiagnostics.Warns(warning);

    /// <summary>The diagnostic of an error; an error without one fails the test.</summary>
    public static Diagnostic Diagnostic(this Exception exception) =>
        Advisor.Explain(exception) ?? throw new InvalidOperationException($"No diagnostic: {exception}", exception);
}
