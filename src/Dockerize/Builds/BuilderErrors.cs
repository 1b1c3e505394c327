using System.Globalization;
using System.Text.RegularExpressions;
using Dockerize.Builds.Sessions;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Files;
using Dockerize.Registries;
using Dockerize.Strings;

namespace Dockerize.Builds;

/// <summary>Turns the errors of builders into exceptions.</summary>
internal static class BuilderErrors
{
    /// <summary>The number of output lines in the error of a failed step.</summary>
    private const int TailLength = 12;

    private const string ImageId = "sha256:[0-9a-f]{64}";

    // BuildKit adds the names of its components in front of the reason.
    private static readonly Regex Preamble = new(
        @"\A(?:failed to solve(?: with frontend \S+)?: |failed to create LLB definition: |rpc error: code = \w+ desc = "
            + @")+|failed to calculate checksum of ref \S+: ",
        RegexOptions.CultureInvariant
    );

    private static readonly Regex ParseError = new(
        @"dockerfile parse error (?:on )?line (?<line>[0-9]+): (?<reason>.*)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline
    );

    private static readonly Regex NoInstructions = new(
        @"file with no instructions|the Dockerfile \(.*\) cannot be empty",
        RegexOptions.CultureInvariant
    );

    private static readonly Regex NoStage = new(
        @"failed to reach build target |target stage ""?\S+?""? could not be found|the target ""\S+"" was not found",
        RegexOptions.CultureInvariant
    );

    private static readonly Regex NoNetwork = new(
        @"network mode ""?[^""\s]*""? not supported by buildkit",
        RegexOptions.CultureInvariant
    );

    // For a cache lookup, Docker's classic builder lists the images that are based on the parent of the step, and reads
    // them one by one. It fails if one of them was removed in the meantime (moby, image/cache). The image of the last
    // step has no name yet, and may be removed too.
    private static readonly Regex VanishedImage = new(
        $@"\A(?:failed to [a-z ]+(?: ""?{ImageId}""?)?: )*(?:(?:unable to find image|No such image:|unknown "
            + $@"parent image ID) ""?{ImageId}""?"
            + $@"|failed to get digest {ImageId}: open \S+: no such file or directory)\z",
        RegexOptions.CultureInvariant
    );

    // The message also contains the command, so only the end of the message is matched.
    private static readonly Regex CommandFailed = new(
        "exit code: [0-9]+\\z|non-zero code: [0-9]+\\z",
        RegexOptions.CultureInvariant
    );

    // The causes of a failed step, recognized in the engine's message. The first match is used.
    private static readonly (Regex Words, ImageBuildFailure Failure)[] StepFailures =
    [
        (CommandFailed, ImageBuildFailure.CommandFailed),
        (VanishedImage, ImageBuildFailure.ImageVanished),
        (new("requires BuildKit", RegexOptions.CultureInvariant), ImageBuildFailure.RequiresBuildKit),
        (
            new(
                "not found in build context|failed to compute cache key|(?:COPY|ADD) failed|copier: stat",
                RegexOptions.CultureInvariant
            ),
            ImageBuildFailure.FileNotFound
        ),
        (
            new(
                "source metadata|manifest unknown|manifest for|pull access denied|no such host|failed to load cache "
                    + "key|[^/]: not found"
                    + "|insufficient_scope|unauthorized",
                RegexOptions.CultureInvariant
            ),
            ImageBuildFailure.SourceNotFound
        ),
    ];

    // In the messages of both builders: the address of ADD with its variables resolved.
    private static readonly Regex Download = new(
        @"\bGet \x22(?<address>https?://[^\x22]+)\x22",
        RegexOptions.CultureInvariant
    );

    // In the messages of BuildKit and of its clients.
    private static readonly Regex NoSecret = new(
        @"\bsecret (?<id>\S+)(?: not found)?: not found\z",
        RegexOptions.CultureInvariant
    );

    private static readonly Regex NoSsh = new(
        @"\bunset ssh forward key (?<id>\S+)\z|\bno SSH key ""(?<id>[^""]*)"" forwarded from the client",
        RegexOptions.CultureInvariant
    );

    private static readonly Regex SecretMount = new(@"--mount=\S*type=(?:secret|ssh)\b", RegexOptions.CultureInvariant);

    /// <summary>
    /// Adds a line to the last output lines of a step, and removes the oldest line if there are too many.
    /// </summary>
    public static void AddToTail(Queue<string> tail, string line)
    {
        if (tail.Count == TailLength)
            tail.Dequeue();
        tail.Enqueue(line);
    }

    /// <summary>
    /// The engine's message without the secrets of registries and proxies. The message of a failed command contains the
    /// command from the Dockerfile, so the addresses in it are not changed.
    /// </summary>
    /// <param name="message">The engine's message.</param>
    /// <param name="secrets">The secrets of the registries and proxies of the build.</param>
    public static string HideSecrets(string message, RegistrySecrets secrets) =>
        PlainText.Cut(CommandFailed.IsMatch(message) ? secrets.HideInOutput(message) : secrets.Hide(message));

    /// <summary>
    /// True if a build failed because an image was removed from the engine during the build. A retry may succeed.
    /// </summary>
    /// <param name="message">The engine's message.</param>
    public static bool IsVanishedImageError(string message) => VanishedImage.IsMatch(message);

    /// <summary>True if a build failed because its session has ended.</summary>
    /// <param name="message">The engine's message.</param>
    public static bool IsLostSession(string message) => message.Contains("no active session for ");

    /// <summary>True if BuildKit canceled a step because another step failed.</summary>
    /// <param name="message">The engine's message.</param>
    public static bool IsCancellation(string message) => message.Contains("context canceled");

    /// <summary>
    /// True if the kernel of the engine's machine could not start a program, for example because it is for another
    /// processor. The message is that of runc. In the output, it is that of the shell or of BuildKit.
    /// </summary>
    /// <param name="message">The engine's message.</param>
    /// <param name="output">The last output lines of the step.</param>
    public static bool IsFormatError(string message, IEnumerable<string> output) =>
        output.Append(message).Any(line => line.IndexOf("exec format error", StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>The exception for an engine that rejects a build, or fails before the first step.</summary>
    /// <returns>The exception; null if the cause in the engine's message is not known.</returns>
    public static ImageBuildException? FromRefusal(Dockerfile dockerfile, BuildOptions options, string engineMessage)
    {
        var message = PlainText.Cut(engineMessage);
        if (ParseError.Match(message) is { Success: true } match)
            return InvalidDockerfile(
                int.TryParse(match.Groups["line"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var line)
                    ? line
                    : 0,
                match.Groups["reason"].Value
            );
        if (NoInstructions.IsMatch(message))
            return InvalidDockerfile(0, "it has no instructions");
        if (options.Target is { } target && NoStage.IsMatch(message))
        {
            return new ImageBuildException(ImageBuildFailure.TargetNotFound, $"The Dockerfile has no stage '{target}'.")
            {
                DockerfilePath = options.DockerfilePath,
                EngineMessage = message,
                Target = target,
                Stages = StepName.StageNames(dockerfile),
            };
        }

        if (options.Network is { } network && NoNetwork.IsMatch(message))
        {
            return new ImageBuildException(
                ImageBuildFailure.NetworkNotSupported,
                $"BuildKit does not support the network '{network}'."
            )
            {
                EngineMessage = message,
                Network = network,
            };
        }

        return null;

        ImageBuildException InvalidDockerfile(int line, string reason)
        {
            var feature = BuildKitSyntax.FindUnknownFeature(dockerfile, line, reason, out var start);
            return new(
                feature is null ? ImageBuildFailure.InvalidDockerfile : ImageBuildFailure.UnsupportedSyntax,
                $"The engine cannot parse the Dockerfile: {DockerizeException.Clause(reason)}."
            )
            {
                DockerfilePath = options.DockerfilePath,
                Line = start,
                EngineMessage = message,
                Reason = reason,
                Feature = feature,
                SyntaxImage = dockerfile.SyntaxDirective?.Image,
                UnsetArguments = BuildArguments.WithoutValue(dockerfile, options, start),
            };
        }
    }

    /// <summary>The exception for a failed build.</summary>
    /// <param name="dockerfile">The Dockerfile.</param>
    /// <param name="options">The build options.</param>
    /// <param name="error">The engine's message.</param>
    /// <param name="line">The line of the failed step, counted from 1; 0 if the error belongs to no line.</param>
    /// <param name="output">The last output lines of the step.</param>
    public static ImageBuildException FromError(
        Dockerfile dockerfile,
        BuildOptions options,
        string error,
        int line,
        IEnumerable<string> output
    )
    {
        var message = PlainText.Cut(error);
        var reason = Preamble.Replace(message, "");
        if (FromRefusal(dockerfile, options, reason) is { } refusal)
            return refusal;

        var step = dockerfile.Steps.Where(each => each.Line == line).Select(each => each.Instruction).FirstOrDefault();
        var address = step is null ? null : FindAddress(step, reason);
        var tail = output.ToList();
        var failure =
            options.Platform is not null && IsFormatError(reason, tail)
                ? ImageBuildFailure.EmulationRequired
                : FailureOfStep(dockerfile, line, reason, address);
        return new ImageBuildException(failure, $"{DockerizeException.Clause(reason)}.")
        {
            DockerfilePath = options.DockerfilePath,
            Line = line,
            Step = step?.ToString(),
            Output = tail,
            Platform = options.Platform,
            EngineMessage = message,
            Reason = reason,
            Address = address,
            MountId = failure switch
            {
                ImageBuildFailure.SecretNotFound => NoSecret.Match(reason).Groups["id"].Value,
                // Docker 20.10 reports the id of a mount without an id as empty.
                ImageBuildFailure.SshAgentNotFound => NoSsh.Match(reason).Groups["id"].Value is { Length: > 0 } id
                    ? id
                    : BuildSsh.DefaultId,
                _ => null,
            },
            Refusal = CommandFailed.IsMatch(reason) ? RegistryRefusal.Unknown : RegistryErrors.Classify(reason),
            Feature = failure == ImageBuildFailure.UnsupportedSyntax ? "ADD of a git repository" : null,
            SyntaxImage = dockerfile.SyntaxDirective?.Image,
            UnsetArguments = BuildArguments.WithoutValue(dockerfile, options, line),
        };
    }

    private static ImageBuildFailure FailureOfStep(Dockerfile dockerfile, int line, string reason, string? address)
    {
        // A build without a BuildKit session has no secrets, SSH agents and registry credentials.
        var hasNoSession = reason.Contains("no active sessions");
        if (RequiresSecret(dockerfile, line) && (hasNoSession || reason.Contains("requires BuildKit")))
            return ImageBuildFailure.SecretRequired;
        if (hasNoSession)
            return ImageBuildFailure.CredentialsRequired;
        if (NoSecret.IsMatch(reason))
            return ImageBuildFailure.SecretNotFound;
        if (NoSsh.IsMatch(reason))
            return ImageBuildFailure.SshAgentNotFound;

        var known = Array.Find(StepFailures, known => known.Words.IsMatch(reason));
        return (known.Failure, address) switch
        {
            (ImageBuildFailure.CommandFailed or ImageBuildFailure.ImageVanished, _) => known.Failure,
            _ when DiskSpace.IsExhausted(reason) => ImageBuildFailure.DiskFull,
            // A builder that does not support git repositories searches the context for a file with that name.
            (ImageBuildFailure.FileNotFound, not null) when !IsHttp(address) && IsMissingFile(reason) =>
                ImageBuildFailure.UnsupportedSyntax,
            (_, not null) => ImageBuildFailure.AddressUnavailable,
            _ => known.Failure,
        };
    }

    private static string? FindAddress(Instruction step, string reason) =>
        SourceImage.FindAddress(step)
        ?? (
            step.Keyword == "ADD" && Download.Match(reason) is { Success: true } download
                ? download.Groups["address"].Value
                : null
        );

    private static bool IsHttp(string address) => address.StartsWith("http", StringComparison.Ordinal);

    private static bool IsMissingFile(string reason) =>
        reason.Contains("not found in build context") || reason.Contains("no such file or directory");

    private static bool RequiresSecret(Dockerfile dockerfile, int line) =>
        dockerfile.Steps.Any(step => step.Line == line && SecretMount.IsMatch(step.Instruction.Arguments));
}
