using Dockerize.Containers;
using Dockerize.Strings;

namespace Dockerize.Build.Advice;

/// <summary>Errors of the smoke test of an image.</summary>
internal static class SmokeTestDiagnostics
{
    /// <summary>The error of an image that failed.</summary>
    public static Diagnostic Failed(SmokeTestException error) =>
        new("DKZ2034", $"The smoke test failed: {PlainText.Clause(error.Reason)}.")
        {
            Details = error.Output,
            NextAction = $"No tag was changed, and nothing was pushed. {ActionOf(error.Failure)}",
        };

    /// <summary>The error of a test that does not fit the image.</summary>
    public static Diagnostic NoPort(SmokeTestException error) =>
        new(
            "DKZ1052",
            $"Invalid DockerSmokeTest: {PlainText.Clause(error.Reason)}. Add <DockerPort Include=\"8080\" /> with the "
                + "port of the app, or set DockerSmokeTest=true."
        );

    private static string ActionOf(SmokeTestFailure failure) =>
        failure switch
        {
            SmokeTestFailure.NoResponse =>
                "Let the app listen on this port on all interfaces, or increase DockerSmokeTestTimeout.",
            SmokeTestFailure.ErrorStatus => "Correct the app, or set DockerSmokeTest to another path.",
            SmokeTestFailure.NotHealthy => "Correct the health check, or increase DockerSmokeTestTimeout.",
            _ => "Correct the app or its settings in the image. If it requires other services, set "
                + "DockerSmokeTest=false.",
        };
}
