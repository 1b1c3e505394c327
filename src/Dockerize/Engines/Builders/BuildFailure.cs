using System.Globalization;
using System.Text.RegularExpressions;

namespace Dockerize;

/// <summary>What an engine says when it cannot build, and what that means for its user.</summary>
internal static class BuildFailure
{
    /// <summary>How many lines of a failing step its error repeats.</summary>
    private const int TailLength = 12;

    private const string ImageId = "sha256:[0-9a-f]{64}";

    // What BuildKit says of its own structure, before what is the matter.
    private static readonly Regex Preamble = new(
        @"\A(?:failed to solve(?: with frontend \S+)?: |failed to create LLB definition: |rpc error: code = \w+ desc = )+|failed to calculate checksum of ref \S+: ",
        RegexOptions.CultureInvariant);

    private static readonly Regex ParseError = new(@"dockerfile parse error (?:on )?line (?<line>[0-9]+): (?<what>.*)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline);

    private static readonly Regex NoInstructions = new(@"file with no instructions|the Dockerfile \(.*\) cannot be empty", RegexOptions.CultureInvariant);

    private static readonly Regex NoStage = new(
        @"failed to reach build target |target stage ""?\S+?""? could not be found|the target ""\S+"" was not found", RegexOptions.CultureInvariant);

    private static readonly Regex NoNetwork = new(@"network mode ""?[^""\s]*""? not supported by buildkit", RegexOptions.CultureInvariant);

    // To see whether a step was built before, Docker's classic builder lists the images on the step's parent and reads them one by one, and fails when one
    // of them is gone by then, whoever's it was (moby, image/cache). The last step's image, which has no name yet, may go in the same way while the next is made.
    private static readonly Regex VanishedImage = new(
        $@"\A(?:failed to [a-z ]+(?: ""?{ImageId}""?)?: )*(?:(?:unable to find image|No such image:|unknown parent image ID) ""?{ImageId}""?|failed to get digest {ImageId}: open \S+: no such file or directory)\z",
        RegexOptions.CultureInvariant);

    // A command's own words are part of this message.
    private static readonly Regex CommandFailed = new("exit code: [0-9]+\\z|non-zero code: [0-9]+\\z", RegexOptions.CultureInvariant);

    // What engines say of a step, and what its user can do about it; the first that fits counts.
    private static readonly (Regex Says, string? Action)[] KnownActions =
    [
        (CommandFailed, null),
        (VanishedImage, "Images are being removed from the engine, by `docker image prune` for example: try again when that is done"),
        (new("requires BuildKit", RegexOptions.CultureInvariant),
            "Only BuildKit has this: leave DockerBuilder at auto, and publish to an engine that has BuildKit"),
        (new("not found in build context|failed to compute cache key|(?:COPY|ADD) failed|copier: stat", RegexOptions.CultureInvariant),
            "The build context does not have it: correct the path in that line or DockerBuildContext, or see what .dockerignore leaves out"),
        (new("source metadata|manifest unknown|manifest for|pull access denied|no such host|failed to load cache key|[^/]: not found|insufficient_scope|unauthorized", RegexOptions.CultureInvariant),
            "Correct what that line names; for a private image run `docker login` with its registry first"),
    ];

    /// <summary>Adds to the last lines of a step.</summary>
    public static void Keep(Queue<string> tail, string line)
    {
        if (tail.Count == TailLength)
            tail.Dequeue();
        tail.Enqueue(line);
    }

    /// <summary>What an engine said, without what a registry was shown: a step may have pulled an image. In a command's error stands what the Dockerfile says.</summary>
    /// <param name="message">The engine's words.</param>
    /// <param name="secrets">Those of the registries that the build may ask.</param>
    public static string HideSecrets(string message, RegistrySecrets secrets) => CommandFailed.IsMatch(message) ? message : secrets.Hide(message);

    /// <summary>Whether a build failed for an image that was removed from the engine beside it, and that it may not even have needed. Another try finds what is there.</summary>
    /// <param name="message">The engine's words.</param>
    public static bool IsOfVanishedImage(string message) => VanishedImage.IsMatch(message);

    /// <summary>What an engine's refusal to build means, or its giving up before the first step.</summary>
    /// <returns>Null: the engine's words say all that is known.</returns>
    public static Diagnostic? ExplainRefusal(Dockerfile dockerfile, BuildOptions options, string message)
    {
        if (ParseError.Match(message) is { Success: true } match)
            return EngineDiagnostics.InvalidDockerfile(options.DockerfilePath, int.Parse(match.Groups["line"].Value, CultureInfo.InvariantCulture), match.Groups["what"].Value);
        if (NoInstructions.IsMatch(message))
            return EngineDiagnostics.InvalidDockerfile(options.DockerfilePath, 0, "it has no instructions");
        if (options.Target is { } target && NoStage.IsMatch(message))
            return ProjectDiagnostics.NoStage(target, BuildStep.StageNames(dockerfile));
        return options.Network is { } network && NoNetwork.IsMatch(message) ? ProjectDiagnostics.InvalidValue("DockerBuildNetwork", network, "default, host or none: BuildKit has no others") : null;
    }

    /// <summary>What an error inside a build means.</summary>
    /// <param name="dockerfile">The Dockerfile.</param>
    /// <param name="options">How it was built.</param>
    /// <param name="error">The engine's words.</param>
    /// <param name="line">Of the step; 0: none.</param>
    /// <param name="tail">Its last output.</param>
    public static Diagnostic Explain(Dockerfile dockerfile, BuildOptions options, string error, int line, IEnumerable<string> tail)
    {
        var message = Preamble.Replace(error, "");
        if (ExplainRefusal(dockerfile, options, message) is { } diagnostic)
            return diagnostic;
        // A build without a session has nobody to ask for secrets, nor for credentials of a registry.
        var hasNoSession = message.Contains("no active sessions");
        if (WantsSecret(dockerfile, line) && (hasNoSession || message.Contains("requires BuildKit")))
            return EngineDiagnostics.NoSecrets(options.DockerfilePath, line);
        if (hasNoSession)
            return EngineDiagnostics.NoCredentials(options.DockerfilePath, line);
        var action = Array.Find(KnownActions, known => known.Says.IsMatch(message)).Action;
        return EngineDiagnostics.StepFailed(options.DockerfilePath, line, message, tail, action);
    }

    private static bool WantsSecret(Dockerfile dockerfile, int line) =>
        dockerfile.Steps.Any(step => step.Line == line && Regex.IsMatch(step.Instruction.Arguments, @"--mount=\S*type=(?:secret|ssh)\b", RegexOptions.CultureInvariant));
}
