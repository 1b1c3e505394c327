using Dockerize.Builds;
using Dockerize.Registries;
using Dockerize.Strings;

namespace Dockerize.Build.Advice;

/// <summary>Errors of the steps of a build, at the line of the Dockerfile.</summary>
internal static class BuildDiagnostics
{
    private const string NotTagged = "The image was not built, and its tags are unchanged.";
    private const string CopyInstead = "download the file before the publish, and COPY it";

    public static Diagnostic StepFailed(ImageBuildException error) =>
        At(
            error,
            new("DKZ2008", $"{PlainText.Clause(error.Reason)}.")
            {
                Details = error.Output,
                NextAction = $"{NotTagged} {Unset(error) ?? StepAction(error)}",
            }
        );

    public static Diagnostic DownloadFailed(ImageBuildException error) =>
        At(
            error,
            new(
                "DKZ2028",
                $"Could not download {error.Address} for ADD: {PlainText.Clause(error.Reason)}. "
                    + $"{Unset(error) ?? DownloadAction(error)}"
            )
        );

    public static Diagnostic InvalidDockerfile(ImageBuildException error) =>
        At(
            error,
            new(
                "DKZ2015",
                $"The engine cannot parse the Dockerfile: {PlainText.Clause(error.Reason)}. "
                    + $"{Unset(error) ?? "Correct this line."}"
            )
        );

    public static Diagnostic UnsupportedSyntax(ImageBuildException error) =>
        At(
            error,
            new(
                "DKZ2029",
                $"The engine's builder does not support {error.Feature}: {PlainText.Clause(error.Reason)}. "
                    + (
                        error.SyntaxImage is null
                            ? "Use a newer engine, or add `# syntax=docker/dockerfile:1` as the first line, which "
                                + "BuildKit loads from Docker Hub."
                            : $"Use a newer engine, or a newer image than {error.SyntaxImage} in the `# syntax=` line."
                    )
            )
        );

    /// <summary>The advice for variables without a value; null if there are none.</summary>
    /// <param name="error">The error.</param>
    public static string? Unset(ImageBuildException error)
    {
        if (error.UnsetArguments.Count == 0)
            return null;

        var name = error.UnsetArguments[0];
        var names = string.Join(" and ", error.UnsetArguments);
        return $"{names} in this line {(error.UnsetArguments.Count == 1 ? "has" : "have")} no value: set it with "
            + $"<DockerBuildArg Include=\"{name}\" Value=\"…\" />, or give its ARG a default.";
    }

    private static string StepAction(ImageBuildException error) =>
        error.Failure switch
        {
            ImageBuildFailure.ImageVanished =>
                "Images are being removed from the engine, by `docker image prune` for example: try again when that is "
                    + "done.",
            ImageBuildFailure.DiskFull => EngineDiagnostics.FreeDisk,
            ImageBuildFailure.RequiresBuildKit =>
                "Only BuildKit has this: leave DockerBuilder at auto, and publish to an engine that has BuildKit.",
            ImageBuildFailure.FileNotFound =>
                "The build context does not have it: correct the path in that line or DockerBuildContext, or see what "
                    + ".dockerignore leaves out.",
            ImageBuildFailure.SourceNotFound => SourceAction(error.Refusal),
            _ => "The Dockerfile's line shows the step: correct it there, or in the project where the Dockerfile is "
                + "generated, and try again.",
        };

    private static string SourceAction(RegistryRefusal refusal) =>
        refusal switch
        {
            RegistryRefusal.HostNotFound =>
                "Correct the registry in this line, or check the DNS settings of the engine's machine.",
            RegistryRefusal.DnsFailed or RegistryRefusal.HostUnreachable =>
                "Check the network and proxy settings of the engine's machine, and try again.",
            RegistryRefusal.LoginRequired => "Run `docker login` with the registry of the image in this line.",
            RegistryRefusal.PlatformNotFound => "Specify an image for the platform in this line.",
            _ => "Correct the image in this line; for a private image run `docker login` with its registry first.",
        };

    private static string DownloadAction(ImageBuildException error) =>
        error.Refusal switch
        {
            RegistryRefusal.HostNotFound =>
                "Correct the host in the address, or check the DNS settings of the engine's machine, which downloads "
                    + "the file.",
            RegistryRefusal.ConnectionRefused =>
                "No server listens at the address, as seen from the engine: correct the address, or start the server.",
            RegistryRefusal.PlainHttp => "The server does not use TLS: write http:// in the address.",
            RegistryRefusal.UntrustedCertificate or RegistryRefusal.InvalidCertificate =>
                $"The engine does not accept the server's certificate: {CopyInstead}.",
            RegistryRefusal.LoginRequired => $"ADD sends no credentials: {CopyInstead}.",
            RegistryRefusal.NotFound => "Correct the address in this line.",
            _ => "The engine downloads the file: check the network and proxy settings of its machine, or "
                + $"{CopyInstead}.",
        };

    private static Diagnostic At(ImageBuildException error, Diagnostic diagnostic) =>
        diagnostic with
        {
            File = error.DockerfilePath,
            Line = error.Line,
        };
}
