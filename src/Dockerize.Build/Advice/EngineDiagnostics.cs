using System.Text.RegularExpressions;
using Dockerize.Builds;
using Dockerize.Contexts;
using Dockerize.Engines;
using Dockerize.Engines.Endpoints;
using Dockerize.Files;
using Dockerize.Reporting;
using Dockerize.Strings;

namespace Dockerize.Build.Advice;

/// <summary>DKZ2nnn: errors of the connection to the engine, and of builds as a whole.</summary>
internal static class EngineDiagnostics
{
    /// <summary>The advice for a full disk.</summary>
    public const string FreeDisk = "Free disk space on the engine's machine, for example with `docker system prune`.";

    public static Diagnostic NotFound(EngineUnavailableException error) =>
        new("DKZ2001", "No Docker engine found. Checked:")
        {
            Details = error.Checked,
            NextAction =
                "Start Docker, or select an engine with DockerHost, DockerContext, DOCKER_HOST or DOCKER_CONTEXT.",
        };

    public static Diagnostic InvalidHost(InvalidEndpointException error) =>
        new(
            "DKZ2002",
            $"Invalid engine address '{error.Text}' in {error.Origin}. Supported schemes: "
                + $"{string.Join(", ", error.Schemes)}. "
                + "Specify an address such as unix:///var/run/docker.sock or tcp://host:2375."
        );

    public static Diagnostic ConnectionLost(EngineConnectionException error) =>
        new(
            "DKZ2003",
            $"The connection to the engine at {error.Endpoint} failed: {error.Reason.TrimEnd('.')}. "
                + "Check that the engine is running, and try again."
        );

    public static Diagnostic Refused(EngineRefusedException error) =>
        new(
            "DKZ2004",
            $"The engine at {error.Endpoint} returned an error: {error.EngineMessage.TrimEnd('.')}. "
                + (error.IsDiskFull ? FreeDisk : "For details, see the log of the engine.")
        );

    public static Diagnostic FileUnreadable(FileUnreadableException error) =>
        new(
            "DKZ2005",
            $"Cannot read '{error.Path}', which is part of the build context: {error.Reason.TrimEnd('.')}. "
                + error.InnerException switch
                {
                    FileNotFoundException or DirectoryNotFoundException =>
                        "Make sure that no other program deletes it, and publish again.",
                    // The file is a named pipe or a device, or the read failed. Permissions are not the cause.
                    IOException => "Exclude it from the publish output or in .dockerignore.",
                    _ => "Fix its permissions, or exclude it from the publish output or in .dockerignore.",
                }
        );

    public static Diagnostic FileChanged(FileChangedException error) =>
        new(
            "DKZ2006",
            $"The build context changed while it was sent to the engine: '{error.Path}'. No image was built. "
                + "Make sure that no other program writes to the folder of this file, and publish again."
        );

    public static Diagnostic NoCredentials(ImageBuildException error) =>
        new(
            "DKZ2008",
            "Could not pull the image in this line: its registry requires credentials, which BuildKit cannot request, "
                + $"because the engine refused a build session. {BuildDiagnostics.NotTagged} "
                + "Run `docker login` for the registry, and pull the image with `docker pull` before the build."
        )
        {
            File = error.DockerfilePath,
            Line = error.Line,
        };

    public static Diagnostic NoImage(ImageBuildException error) =>
        new("DKZ2009", $"{PlainText.Clause(error.Message)}. Check that the engine is running, and try again.");

    public static Diagnostic UnknownContext(DockerContextException error) =>
        new(
            "DKZ2010",
            $"Docker context '{error.ContextName}' (from {error.Origin}) not found: '{error.Path}' does not exist. "
                + "Specify a context that `docker context ls` lists."
        );

    public static Diagnostic UnusableContext(DockerContextException error) =>
        new(
            "DKZ2010",
            $"Invalid docker context '{error.ContextName}' (from {error.Origin}): {error.Reason!.TrimEnd('.')}. "
                + $"Remove it with `docker context rm {error.ContextName}`, and create it again."
        )
        {
            File = error.Path,
            Line = error.Line,
        };

    public static Diagnostic UnreadableCertificate(CertificateUnreadableException error) =>
        new(
            "DKZ2011",
            $"Cannot use '{error.Path}' for the TLS connection to the engine: {error.Reason.TrimEnd('.')}. "
                + "Fix the file, or correct DOCKER_CERT_PATH or the docker context."
        )
        {
            File = error.Path,
        };

    public static Diagnostic Timeout(EngineTimeoutException error) =>
        new(
            "DKZ2013",
            FormattableString.Invariant(
                $"The engine at {error.Endpoint} did not respond for {error.Timeout.TotalSeconds} seconds. "
            )
                + "If `docker version` does not respond either, restart the engine. "
                + "Otherwise, set a higher DockerTimeout (in seconds)."
        );

    public static Diagnostic PullTimeout(RegistryTimeoutException error) => RegistryTimeout("pull", error);

    public static Diagnostic PushTimeout(RegistryTimeoutException error) => RegistryTimeout("push", error);

    public static Diagnostic Warns(BuildWarning warning)
    {
        // BuildKit's texts end with the line number. It is removed, because the diagnostic contains the line.
        var text = PlainText.CollapseWhitespace(PlainText.Cut(warning.Text));
        var message = Regex.Replace(text, @" \(line [0-9]+\)\z", "").TrimEnd('.');
        var page = warning.HelpPage.Length > 0 ? $" See {warning.HelpPage}." : "";
        return new Diagnostic(
            "DKZ2014",
            $"The engine reported a warning: {message}.{page} If this is intended, add DKZ2014 to NoWarn."
        )
        {
            File = warning.DockerfilePath,
            Line = warning.Line,
        };
    }

    public static Diagnostic NoSecrets(ImageBuildException error) =>
        new(
            "DKZ2016",
            "This step requires a secret or an SSH agent, which the builder of this engine cannot pass to it. "
                + "Use Docker with BuildKit, and set DockerBuilder to auto. "
                + "Do not use a DockerBuildArg instead: its value is visible in the image's history."
        )
        {
            File = error.DockerfilePath,
            Line = error.Line,
        };

    public static Diagnostic NoBuildKit(BuildKitUnavailableException error) =>
        new(
            "DKZ2017",
            $"BuildKit not found: DockerBuilder is 'buildkit', but the engine at {error.Endpoint} does not have it. "
                + "Set DockerBuilder to auto, or set DockerHost to an engine with Docker 18.09 or later and Linux "
                + "containers."
        );

    public static Diagnostic NoSuchNetwork(string network) =>
        new(
            "DKZ2019",
            $"Invalid network '{network}' in DockerBuildNetwork: Podman supports only none and host in a build. Set it "
                + "to none or host, or remove it."
        );

    public static Diagnostic Redirect(EngineRedirectException error) =>
        new(
            "DKZ2020",
            $"Invalid engine address: {error.Endpoint} redirects to '{error.Location}'. Redirects are not followed. "
                + "Set DockerHost to the address of the engine itself."
        );

    public static Diagnostic AnswerTooLong(EngineAnswerTooLongException error) =>
        new("DKZ2021", $"{error.Message} Check that this is the address of a Docker engine.");

    public static Diagnostic WindowsContainers(EngineEndpoint endpoint) =>
        new(
            "DKZ2022",
            $"Could not build a Linux image: the engine at {endpoint} runs Windows containers. Switch to Linux "
                + "containers in Docker Desktop, or select another engine with DockerHost or DockerContext."
        );

    public static Diagnostic InvalidApiVersion(ApiVersionException error) =>
        new(
            "DKZ2023",
            $"Invalid API version '{error.Requested}' in DOCKER_API_VERSION. Set it to a version such as 1.44, or "
                + "remove it to use the newest version that the engine supports."
        );

    public static Diagnostic UnsupportedApiVersion(ApiVersionException error) =>
        new(
            "DKZ2023",
            $"API version {error.Requested} in DOCKER_API_VERSION is not supported: the newest version of the engine "
                + $"at {error.Endpoint} is {error.Newest}. Remove DOCKER_API_VERSION, or set it to {error.Newest} or "
                + "lower."
        );

    public static Diagnostic NoIndexInStore(ImageIndexUnsupportedException error) =>
        new(
            "DKZ2030",
            $"Could not create a multi-platform image: the engine at {error.Endpoint} does not use containerd's image "
                + "store. Enable this store, or build an image for one platform:"
        )
        {
            Details =
            [
                """Docker: add {"features":{"containerd-snapshotter":true}} to daemon.json, and restart the engine""",
                "Docker Desktop: Settings, General, 'Use containerd for pulling and storing images'",
                "One platform: set DockerPlatform, for example to linux/amd64",
            ],
        };

    public static Diagnostic NoIndexInApi(ImageIndexUnsupportedException error) =>
        new(
            "DKZ2030",
            $"Could not create a multi-platform image: the API version of the engine at {error.Endpoint} is "
                + $"{error.ApiVersion?.ToString() ?? "unknown"}, and 1.48 is required. Update the engine to "
                + "Docker 28 or later, and remove DOCKER_API_VERSION if it is set."
        );

    /// <summary>The error for a multi-platform image that Podman cannot save.</summary>
    /// <param name="image">The name of the image.</param>
    public static Diagnostic NoIndexArchive(string image) =>
        new(
            "DKZ2032",
            $"Could not save {image}: Podman saves only the image for its own platform. "
                + "Remove DockerArchive, or set DockerPlatform to build an image for one platform."
        );

    private static Diagnostic RegistryTimeout(string operation, RegistryTimeoutException error) =>
        new(
            "DKZ2024",
            $"Could not {operation} {error.Image}: {error.Image.Registry}, or the server that issues its tokens, "
                + FormattableString.Invariant(
                    $"did not respond to the engine for {error.Timeout.TotalSeconds} seconds. "
                )
                + "Check that the engine's machine can reach the registry. If the registry is slow, set a higher "
                + "DockerTimeout (in seconds). The limit for a registry is three times DockerTimeout."
        );
}
