using Dockerize.Builds.Sessions;
using Dockerize.Dockerfiles;

namespace Dockerize.Builds;

/// <summary>
/// A mount of a secret or an SSH agent in a RUN instruction: <c>--mount=type=secret,id=…</c>, <c>--mount=type=ssh</c>.
/// </summary>
/// <param name="Id">The id of the secret or the SSH agent.</param>
/// <param name="IsSsh">True for an SSH agent; false for a secret.</param>
internal sealed record SessionMount(string Id, bool IsSsh)
{
    private const string Flag = "mount=";

    private static readonly string[] SecretIdKeys = ["source", "src", "id"];

    private static readonly string[] TargetKeys = ["target", "dst", "destination"];

    // The texts that BuildKit parses as false.
    private static readonly string[] False = ["0", "f", "F", "false", "False", "FALSE"];

    /// <summary>True if the mount explicitly has <c>required=false</c>.</summary>
    /// <remarks>
    /// This is BuildKit's default, but most commands fail without their secret, and the message of a command does not
    /// explain the cause.
    /// </remarks>
    public bool IsOptional { get; init; }

    private bool HasVariable => Id.Contains('$');

    /// <summary>
    /// Checks that the build has the secrets and SSH agents that its steps require. Only the stages that BuildKit runs
    /// are checked.
    /// </summary>
    /// <param name="dockerfile">The Dockerfile.</param>
    /// <param name="options">The build options.</param>
    /// <param name="isBuildKit">True for BuildKit; false for a builder that has no secrets and SSH agents.</param>
    /// <exception cref="ImageBuildException">
    /// A secret or an SSH agent is missing, or the builder cannot have one.
    /// </exception>
    public static void Require(Dockerfile dockerfile, BuildOptions options, bool isBuildKit)
    {
        if (isBuildKit && DockerfileCheck.HasOtherFrontend(dockerfile))
            return;

        var stages = BuildStage.FromDockerfile(dockerfile, options);
        foreach (
            var (step, line) in SourceImage
                .FindUsed(stages, options.Target, skipsUnused: isBuildKit)
                .SelectMany(stage => stage.Steps)
                .Where(step => step.Instruction.Keyword == "RUN")
        )
        {
            if (FindAll(step).FirstOrDefault(mount => !mount.IsAvailable(options, isBuildKit)) is { } mount)
                throw mount.Missing(step, line, options, isBuildKit);
        }
    }

    /// <summary>The mounts of secrets and SSH agents of an instruction.</summary>
    internal static IEnumerable<SessionMount> FindAll(Instruction run) =>
        run
            .Flags.Where(flag => flag.StartsWith(Flag, StringComparison.Ordinal))
            .Select(flag => Parse(flag.Substring(Flag.Length)))
            .OfType<SessionMount>();

    // BuildKit reads the fields as a line of CSV.
    private static SessionMount? Parse(string text)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in text.Split(',').Select(field => field.Trim('"').Split(['='], 2)))
            fields[pair[0]] = pair.Length > 1 ? pair[1].Trim('"') : "true";
        // Only the builder knows the values of variables.
        var isOptional =
            fields.TryGetValue("required", out var required) && (False.Contains(required) || required.Contains('$'));
        return Value("type")?.ToUpperInvariant() switch
        {
            "SECRET" when Value(SecretIdKeys) is { } id => new(id, IsSsh: false) { IsOptional = isOptional },
            "SECRET" when Value(TargetKeys) is { } target => new(NameOf(target), IsSsh: false)
            {
                IsOptional = isOptional,
            },
            "SSH" => new(Value("id") ?? BuildSsh.DefaultId, IsSsh: true) { IsOptional = isOptional },
            _ => null,
        };

        string? Value(params string[] keys) =>
            keys.Select(key => fields.TryGetValue(key, out var value) ? value : "")
                .FirstOrDefault(value => value.Length > 0);
    }

    private static string NameOf(string path) => path.TrimEnd('/').Split('/').Last();

    private bool IsAvailable(BuildOptions options, bool isBuildKit)
    {
        if (IsOptional)
            return true;
        if (!isBuildKit)
            return false;

        return HasVariable
            || (IsSsh ? options.Ssh.Any(agent => agent.Id == Id) : options.Secrets.Any(secret => secret.Id == Id));
    }

    private ImageBuildException Missing(Instruction step, int line, BuildOptions options, bool isBuildKit)
    {
        var subject = IsSsh ? "SSH agent" : "secret";
        return isBuildKit
            ? new(
                IsSsh ? ImageBuildFailure.SshAgentNotFound : ImageBuildFailure.SecretNotFound,
                $"The build has no {subject} '{Id}'."
            )
            {
                DockerfilePath = options.DockerfilePath,
                Line = line,
                Step = step.ToString(),
                MountId = Id,
            }
            : new(ImageBuildFailure.SecretRequired, $"A step requires a {subject}, which only BuildKit supports.")
            {
                DockerfilePath = options.DockerfilePath,
                Line = line,
                Step = step.ToString(),
                MountId = Id,
            };
    }
}
