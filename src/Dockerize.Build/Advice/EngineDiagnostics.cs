using System.Text.RegularExpressions;
using Dockerize.Builds;
using Dockerize.Contexts;
using Dockerize.Engines;
using Dockerize.Engines.Endpoints;
using Dockerize.Files;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Reporting;
using Dockerize.Strings;

namespace Dockerize.Build.Advice;

/// <summary>DKZ2nnn: errors of the connection to the engine, and of builds.</summary>
internal static class EngineDiagnostics
{
    /// <summary>The advice for a full disk.</summary>
    public const string FreeDisk = "Free disk space on the engine's machine, for example with `docker system prune`.";

    public static Diagnostic NotFound(EngineUnavailableException error) =>
        new("DKZ2001", "No Docker engine found. Checked:")
        {
            Details = error.Checked,
            NextAction =
                "Start Docker, or select an engine with DockerHost or DockerContext, or in the "
                + "environment with DOCKER_HOST "
                + "or DOCKER_CONTEXT.",
        };

    public static Diagnostic InvalidHost(InvalidEndpointException error) =>
        new(
            "DKZ2002",
            $"{error.Origin} is '{error.Text}', which is not the address of an engine. Write it as in "
                + "unix:///var/run/docker.sock or tcp://host:2375; known are "
                + $"{string.Join(", ", error.Schemes.Select(scheme => scheme + "://"))}."
        );

    public static Diagnostic ConnectionLost(EngineConnectionException error) =>
        new(
            "DKZ2003",
            $"The connection to the engine at {error.Endpoint} broke: {error.Reason.TrimEnd('.')}. See whether the "
                + "engine is still running, and try again."
        );

    public static Diagnostic Refused(EngineRefusedException error) =>
        new(
            "DKZ2004",
            $"The engine at {error.Endpoint} refused: {error.EngineMessage.TrimEnd('.')}. "
                + (error.IsDiskFull ? FreeDisk : "The engine's own log says more.")
        );

    public static Diagnostic FileUnreadable(FileUnreadableException error) =>
        new(
            "DKZ2005",
            $"'{error.Path}' belongs into the image and cannot be read: {error.Reason.TrimEnd('.')}. Make it readable, "
                + "or keep it out: of what is published, or with a line in .dockerignore."
        );

    public static Diagnostic FileChanged(FileChangedException error) =>
        new(
            "DKZ2006",
            $"'{error.Path}' changed while it was sent to the engine; no image was made. See what writes to its folder "
                + "at the same time, and try again."
        );

    public static Diagnostic NoCredentials(ImageBuildException error) =>
        new(
            "DKZ2008",
            "The registry of the image that this line names asks for credentials, "
                + "and during a build BuildKit has nobody "
                + "to get them from."
        )
        {
            NextAction =
                "The image was not made, and what had its tags still has them. "
                + "Run `docker login` with that registry, "
                + "and have the engine pull the image before the build.",
            File = error.DockerfilePath,
            Line = error.Line,
        };

    public static Diagnostic NoImage(ImageBuildException error) =>
        new("DKZ2009", $"{error.Message.TrimEnd('.')}, as it does when it is stopped in the middle. Try again.");

    public static Diagnostic UnknownContext(DockerContextException error) =>
        new(
            "DKZ2010",
            $"There is no docker context '{error.ContextName}' ({error.Origin}): it would be "
                + $"in '{error.Path}'. Name one "
                + $"that `docker context ls` lists, or create it with `docker context create {error.ContextName}`."
        );

    public static Diagnostic UnusableContext(DockerContextException error) =>
        new(
            "DKZ2010",
            $"The docker context '{error.ContextName}' ({error.Origin}) cannot be used as '{error.Path}' has it: "
                + $"{error.Reason!.TrimEnd('.')}. Remove it with `docker context rm "
                + $"{error.ContextName}` and create it again, "
                + "or name another."
        )
        {
            File = error.Path,
            Line = error.Line,
        };

    public static Diagnostic UnreadableCertificate(CertificateUnreadableException error) =>
        new(
            "DKZ2011",
            $"'{error.Path}' cannot be used for the TLS connection to the engine: "
                + $"{error.Reason.TrimEnd('.')}. Mend the "
                + "file, or correct DOCKER_CERT_PATH or the docker context that it belongs to."
        )
        {
            File = error.Path,
        };

    public static Diagnostic Timeout(EngineTimeoutException error) =>
        new(
            "DKZ2013",
            FormattableString.Invariant(
                $"The engine at {error.Endpoint} has not answered for {error.Timeout.TotalSeconds} seconds. "
            )
                + "Restart it if `docker version` does not answer either; otherwise set a "
                + "higher DockerTimeout, in seconds."
        );

    public static Diagnostic RegistryTimeout(ImageReference image, EngineTimeoutException error) =>
        new(
            "DKZ2013",
            $"Could not find {image} in its registry: the engine at {error.Endpoint}, which asks {image.Registry}, "
                + FormattableString.Invariant($"has not answered for {error.Timeout.TotalSeconds} seconds. ")
                + "Set a higher DockerTimeout, in seconds."
        );

    public static Diagnostic RegistrySilent(RegistryTimeoutException error) =>
        new(
            "DKZ2024",
            $"Could not transfer {error.Image}: the engine waited "
                + FormattableString.Invariant($"{error.Timeout.TotalSeconds} seconds for {error.Image.Registry}, ")
                + "or for the server that issues its tokens. If they are only slow, set a higher DockerTimeout, in "
                + "seconds; this limit is three times as long."
        );

    public static Diagnostic Warns(BuildWarning warning)
    {
        // The place, which the diagnostic has too, is at the end of BuildKit's texts.
        var text = PlainText.CollapseWhitespace(PlainText.Cut(warning.Text));
        var message = Regex.Replace(text, @" \(line [0-9]+\)\z", "").TrimEnd('.');
        var action = warning.HelpPage.Length > 0 ? $"See {warning.HelpPage}, and correct" : "Correct";
        return new Diagnostic(
            "DKZ2014",
            $"The engine warns: {message}. {action} the Dockerfile, or what the project says of it."
        )
        {
            File = warning.DockerfilePath,
            Line = warning.Line,
        };
    }

    public static Diagnostic NoSecrets(ImageBuildException error) =>
        new(
            "DKZ2016",
            "This step asks for a secret or an ssh key, which a build through `dotnet "
                + "publish` has no way to hand over. "
                + "Do what needs it before the publish and COPY its result, or build that "
                + "Dockerfile as a base image with "
                + "`docker build --secret` and start FROM it. "
                + "A DockerBuildArg is no replacement: its value stays readable in the image's history."
        )
        {
            File = error.DockerfilePath,
            Line = error.Line,
        };

    public static Diagnostic NoBuildKit(BuildKitUnavailableException error) =>
        new(
            "DKZ2017",
            $"DockerBuilder is 'buildkit', and the engine at {error.Endpoint} has no BuildKit. Leave DockerBuilder at "
                + "auto, or name an engine that has it with DockerHost: Docker 18.09 or later, with Linux containers."
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
        new("DKZ2021", $"{error.Message} Check that the address is that of a Docker engine.");

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
}
