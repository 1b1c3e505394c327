using System.Text.RegularExpressions;

namespace Dockerize;

/// <summary>DKZ2nnn: what goes wrong between us and the engine, and inside it.</summary>
internal static class EngineDiagnostics
{
    public static Diagnostic NotFound(IEnumerable<string> tried) => new(
        "DKZ2001",
        $"No Docker engine answers. Tried:{Lines(tried)}\n"
        + "Start Docker, or say where it is: with the environment variable DOCKER_HOST or DOCKER_CONTEXT, or to a publish with -p:DockerHost=… or -p:DockerContext=…. With -p:DockerBuild=false a publish writes the Dockerfile and needs no engine.");

    public static Diagnostic InvalidHost(string origin, string text, IEnumerable<string> schemes) => new(
        "DKZ2002",
        $"{origin} is '{text}', which is not the address of an engine. Write it as in unix:///var/run/docker.sock or tcp://host:2375; known are {string.Join(", ", schemes.Select(scheme => scheme + "://"))}.");

    public static Diagnostic ConnectionLost(EngineEndpoint endpoint, string reason) => new(
        "DKZ2003",
        $"The connection to the engine at {endpoint} broke: {reason.TrimEnd('.')}. See whether the engine is still running, and try again.");

    public static Diagnostic NoAnswer(EngineEndpoint endpoint) => ConnectionLost(endpoint, EngineConnection.NoAnswer);

    public static Diagnostic Refused(EngineEndpoint endpoint, string message) => new(
        "DKZ2004",
        $"The engine at {endpoint} refused: {message.TrimEnd('.')}. The engine's own log says more.");

    public static Diagnostic FileUnreadable(string path, string reason) => new(
        "DKZ2005",
        $"'{path}' belongs into the image and cannot be read: {reason.TrimEnd('.')}. Make it readable, or keep it out: of what is published, or with a line in .dockerignore.");

    public static Diagnostic FileChanged(string path) => new(
        "DKZ2006",
        $"'{path}' changed while it was sent to the engine; no image was made. See what writes to its folder at the same time, and try again.");

    public static Diagnostic CannotPull(ImageReference image, string message, CredentialSearch? credentials) => new(
        "DKZ2007",
        $"The base image {image} cannot be had: {message.TrimEnd('.')}. "
        + "Correct DockerBaseImage, or DockerBaseRegistry and DockerBaseVariant if it was inferred, or FROM in a Dockerfile of your own; "
        + (credentials is not null && RegistryDiagnostics.WantsLogin(message, image)
            ? $"if the name is right, the image is private. {credentials.Explain(image, "pull")}."
            : $"for a private one run `docker login {image.Registry}` first."));

    public static Diagnostic StepFailed(string? dockerfile, int line, string message, IEnumerable<string> tail, string? action = null) => new(
        "DKZ2008",
        $"{message.TrimEnd('.')}.{Lines(tail)}\nThe image was not made, and what had its tags still has them. "
        + (action ?? "The Dockerfile's line shows the step: correct it there, or in the project where the Dockerfile is generated, and try again") + ".")
    {
        File = dockerfile,
        Line = line,
    };

    public static Diagnostic NoImage(EngineEndpoint endpoint) => new(
        "DKZ2009",
        $"The engine at {endpoint} ended the build without an error and without an image, as it does when it is stopped in the middle. Try again.");

    public static Diagnostic UnknownContext(string name, string origin, string path) => new(
        "DKZ2010",
        $"There is no docker context '{name}' ({origin}): it would be in '{path}'. Name one that `docker context ls` lists, or create it with `docker context create {name}`.");

    public static Diagnostic UnusableContext(string name, string origin, string path, int line, string reason) => new(
        "DKZ2010",
        $"The docker context '{name}' ({origin}) cannot be used as '{path}' has it: {reason.TrimEnd('.')}. Remove it with `docker context rm {name}` and create it again, or name another.")
    {
        File = path,
        Line = line,
    };

    public static Diagnostic UnreadableCertificate(string path, string reason) => new(
        "DKZ2011",
        $"'{path}' cannot be used for the TLS connection to the engine: {reason.TrimEnd('.')}. Mend the file, or correct DOCKER_CERT_PATH or the docker context that it belongs to.")
    {
        File = path,
    };

    /// <summary>The code of <see cref="Silent"/>.</summary>
    public const string SilentCode = "DKZ2013";

    public static Diagnostic Silent(EngineEndpoint endpoint, TimeSpan timeout) => new(
        SilentCode,
        FormattableString.Invariant($"The engine at {endpoint} has not answered for {timeout.TotalSeconds} seconds. ")
        + "See whether it hangs (`docker version`) and restart it; if it is only slow, give it more time: a project with DockerTimeout, in seconds, a program with the timeout of DockerEngine.ConnectAsync.");

    public static Diagnostic NotPulled(ImageReference image) => new(
        "DKZ2007",
        $"The base image {image} cannot be had: the engine does not have it, and DockerPull=Never forbids to ask {image.Registry}. Run `docker pull {image}`, or take DockerPull out.");

    public static Diagnostic WrongPlatform(string what, ImageFacts image, string platform) => new(
        "DKZ2018",
        $"{what} is for {image.Os}/{image.Architecture}, and {platform} is wanted (in a project, by DockerPlatform or the runtime identifier). "
        + "Name a base image that is there for that platform, or ask for another platform.");

    public static Diagnostic NoSuchNetwork(string network) => new(
        "DKZ2019",
        $"DockerBuildNetwork is '{network}', and the engine is Podman, whose service knows no networks by name while it builds. Write none or host, or take it out, which means host there.");

    public static Diagnostic Warns(string? dockerfile, int line, string text, string url)
    {
        // What the place says already, at the end of BuildKit's texts.
        var message = Regex.Replace(Regex.Replace(text, @" \(line [0-9]+\)\z", ""), @"\s+", " ").TrimEnd('.');
        return new Diagnostic("DKZ2014", $"The engine warns: {message}. {(url.Length > 0 ? $"See {url}, and correct" : "Correct")} the Dockerfile, or what the project says of it.")
        {
            File = dockerfile,
            Line = line,
        };
    }

    public static Diagnostic InvalidDockerfile(string? dockerfile, int line, string what) => new(
        "DKZ2015",
        $"The engine cannot read the Dockerfile: {what.TrimEnd('.')}. Correct the line, and try again.")
    {
        File = dockerfile,
        Line = line,
    };

    public static Diagnostic NoSecrets(string? dockerfile, int line) => new(
        "DKZ2016",
        "This step asks for a secret or an ssh key, which a build through `dotnet publish` has no way to hand over. "
        + "Do what needs it before the publish and COPY its result, or build that Dockerfile as a base image with `docker build --secret` and start FROM it. "
        + "A DockerBuildArg is no replacement: its value stays readable in the image's history.")
    {
        File = dockerfile,
        Line = line,
    };

    public static Diagnostic NoCredentials(string? dockerfile, int line) => StepFailed(
        dockerfile,
        line,
        "The registry of the image that this line names asks for credentials, and during a build BuildKit has nobody to get them from",
        [],
        "Run `docker login` with that registry, and have the engine pull the image before the build");

    public static Diagnostic NoBuildKit(EngineEndpoint endpoint) => new(
        "DKZ2017",
        $"DockerBuilder is 'buildkit', and the engine at {endpoint} has no BuildKit. Leave DockerBuilder at auto, or name an engine that has it with DockerHost: Docker 18.09 or later, with Linux containers.");

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => "\n  " + line));
}
