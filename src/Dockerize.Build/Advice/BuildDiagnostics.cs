using Dockerize.Builds;
using Dockerize.Registries;
using Dockerize.Strings;

namespace Dockerize.Build.Advice;

/// <summary>Errors in the instructions of a Dockerfile, each with the line of the instruction.</summary>
internal static class BuildDiagnostics
{
    /// <summary>The sentence about the state of the engine after a failed build.</summary>
    public const string NotTagged = "No image was built, and existing tags are unchanged.";

    private const string CopyInstead = "Download the file before the publish, and COPY it.";

    /// <summary>The error of a failed step.</summary>
    /// <param name="error">The error.</param>
    /// <param name="items">The items of the project that created the step; empty if there are none.</param>
    public static Diagnostic StepFailed(ImageBuildException error, string items) =>
        At(
            error,
            new("DKZ2008", $"{Failed(items)}{PlainText.Clause(error.Reason)}.")
            {
                Details = error.Output,
                NextAction = $"{NotTagged} {Unset(error) ?? StepAction(error, items)}",
            }
        );

    /// <summary>The error of a command for another processor.</summary>
    /// <param name="error">The error.</param>
    /// <param name="items">The items of the project that created the step; empty if there are none.</param>
    public static Diagnostic NoEmulation(ImageBuildException error, string items) =>
        At(
            error,
            new(
                "DKZ2031",
                $"{Failed(items)}the engine cannot run commands for {error.Platform}, because it has no emulation for "
                    + "this processor. Install it on the engine's machine with `docker run --privileged --rm "
                    + "tonistiigi/binfmt --install all`, or remove this step."
            )
            {
                Details = error.Output,
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

    /// <summary>The error of a Dockerfile that the engine cannot parse.</summary>
    /// <param name="error">The error.</param>
    /// <param name="items">The items of the project that created the line; empty if there are none.</param>
    public static Diagnostic InvalidDockerfile(ImageBuildException error, string items) =>
        At(
            error,
            new(
                "DKZ2015",
                $"The engine cannot parse the Dockerfile: {PlainText.Clause(error.Reason)}. "
                    + $"{Unset(error) ?? (items.Length > 0 ? CorrectItems(items) : "Correct this line.")}"
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
                            ? "Use a newer engine, or add the first line `# syntax=docker/dockerfile:1` to load a "
                                + "newer parser from Docker Hub."
                            : $"Use a newer engine, or a newer image than {error.SyntaxImage} in the `# syntax=` line."
                    )
            )
        );

    /// <summary>
    /// The advice if variables in the failed line have no value; null if all variables have a value.
    /// </summary>
    /// <param name="error">The error of the build.</param>
    public static string? Unset(ImageBuildException error)
    {
        if (error.UnsetArguments.Count == 0)
            return null;

        var name = error.UnsetArguments[0];
        var names = string.Join(" and ", error.UnsetArguments);
        return $"{names} in this line {(error.UnsetArguments.Count == 1 ? "has" : "have")} no value. Add "
            + $"<DockerBuildArg Include=\"{name}\" Value=\"…\" />, or specify a default in the ARG instruction.";
    }

    private static string CorrectItems(string items) => $"Correct {items} in the project.";

    private static string Failed(string items) => items.Length > 0 ? $"{items} failed: " : "";

    private static string StepAction(ImageBuildException error, string items) =>
        error.Failure switch
        {
            ImageBuildFailure.ImageVanished =>
                "An image was removed from the engine during the build, for example by `docker image prune`. Try again "
                    + "when no other program removes images.",
            ImageBuildFailure.DiskFull => EngineDiagnostics.FreeDisk,
            ImageBuildFailure.RequiresBuildKit =>
                "Only BuildKit supports this instruction. Set DockerBuilder to auto, and use an engine with BuildKit.",
            ImageBuildFailure.FileNotFound =>
                "The file is not in the build context. Correct the path in this line, or correct DockerBuildContext or "
                    + ".dockerignore.",
            ImageBuildFailure.SourceNotFound => SourceAction(error.Refusal),
            _ when items.Length > 0 => CorrectItems(items),
            _ => "Correct the step in this line of the Dockerfile, or in the project if the Dockerfile is generated.",
        };

    private static string SourceAction(RegistryRefusal refusal) =>
        refusal switch
        {
            RegistryRefusal.HostNotFound =>
                "Correct the registry in this line, or check the DNS settings of the engine's machine.",
            RegistryRefusal.DnsFailed or RegistryRefusal.HostUnreachable =>
                "Check the network and proxy settings of the engine's machine, and try again.",
            RegistryRefusal.LoginRequired => "Run `docker login` for the registry of the image in this line.",
            RegistryRefusal.PlatformNotFound => "In this line, specify an image that exists for the platform.",
            _ => "Correct the image in this line. If it is private, run `docker login` for its registry.",
        };

    private static string DownloadAction(ImageBuildException error) =>
        error.Refusal switch
        {
            RegistryRefusal.HostNotFound =>
                "Correct the host in the address, or check the DNS settings of the engine's machine, which downloads "
                    + "the file.",
            RegistryRefusal.ConnectionRefused =>
                "The engine's machine cannot connect to the server. Start the server, or correct the address.",
            RegistryRefusal.PlainHttp => "The server does not use TLS. Use http:// in the address.",
            RegistryRefusal.UntrustedCertificate or RegistryRefusal.InvalidCertificate =>
                $"The engine does not accept the server's certificate. {CopyInstead}",
            RegistryRefusal.LoginRequired => $"ADD sends no credentials. {CopyInstead}",
            RegistryRefusal.NotFound => "Correct the address in this line.",
            _ => "Check the network and proxy settings of the engine's machine, which downloads the file. Or download "
                + "it before the publish, and COPY it.",
        };

    private static Diagnostic At(ImageBuildException error, Diagnostic diagnostic) =>
        diagnostic with
        {
            File = error.DockerfilePath,
            Line = error.Line,
        };
}
