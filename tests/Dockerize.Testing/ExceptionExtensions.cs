using Dockerize.Build.Advice;

namespace Dockerize.Testing;

/// <summary>Converts errors to the diagnostics that the owner of a project reads.</summary>
internal static class ExceptionExtensions
{
    /// <summary>The diagnostic of a warning.</summary>
    public static Diagnostic Diagnostic(this BuildWarning warning) => EngineDiagnostics.Warns(warning);

    /// <summary>The diagnostic of an error. An error without a diagnostic fails the test.</summary>
    public static Diagnostic Diagnostic(this Exception exception) =>
        Advisor.Explain(exception) ?? throw new InvalidOperationException($"No diagnostic: {exception}", exception);
}
