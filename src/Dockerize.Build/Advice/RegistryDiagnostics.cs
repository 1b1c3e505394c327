using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Strings;

namespace Dockerize.Build.Advice;

/// <summary>DKZ3nnn: errors between the engine and a registry.</summary>
internal static class RegistryDiagnostics
{
    public static Diagnostic NoRegistry(ImageReference image) =>
        new(
            "DKZ3001",
            $"DockerPush=true says to push, but {image} names no registry. Set DockerRegistry, as in "
                + "-p:DockerRegistry=registry.example.com, or for Docker Hub "
                + $"DockerRepository=account/{image.FamiliarName}."
        );

    public static Diagnostic PushFailed(ImagePushException error, SettingOrigins origins)
    {
        var summary = $"{error.Image} was not pushed: {PlainText.Clause(error.EngineMessage)}. ";
        return
            error
                is {
                    Credentials: { } credentials,
                    Refusal: RegistryRefusal.LoginRequired or RegistryRefusal.PrivateOrNotFound
                }
            ? Login(new Diagnostic("DKZ3002", summary), credentials, error.Image, "push")
            : new Diagnostic("DKZ3002", $"{summary}{Action(error, origins)}.");
    }

    public static Diagnostic NoDigest(ImageReference image) =>
        new(
            "DKZ3003",
            $"The engine ended the push of {image} without an error and without a digest, so the registry may not have "
                + "it. Try again."
        );

    public static Diagnostic UnreadableConfig(CredentialsUnreadableException error) =>
        new(
            "DKZ3004",
            $"The credentials in '{error.CredentialSource}' cannot be read: "
                + $"{error.Reason.TrimEnd('.')}. Mend the file, "
                + "or remove it and run `docker login` again."
        )
        {
            File = error.CredentialSource,
            Line = error.Line,
        };

    public static Diagnostic UnreadableVariable(CredentialsUnreadableException error) =>
        new(
            "DKZ3004",
            $"The environment variable {error.CredentialSource} is ignored: {error.Reason.TrimEnd('.')}. "
                + "Set it to the text of a config.json, {\"auths\":{\"HOST\":{\"auth\":\"USERNAME:PASSWORD "
                + "in base64\"}}}, or unset it."
        );

    public static Diagnostic OtherDigest(ImagePushException error) =>
        new(
            "DKZ3005",
            $"{error.Image} was pushed as {error.Expected}, and the registry now has "
                + $"{error.Found ?? "nothing"} of that "
                + "name. Did another build push the same name, or does "
                + $"{error.Image.Registry} take a while? Push again, "
                + "with a tag that no other build has."
        );

    public static Diagnostic PartlyPushed(IEnumerable<ImageReference> pushed, IEnumerable<ImageReference> failed) =>
        new(
            "DKZ3006",
            $"Only a part was pushed. In the registry: {string.Join(", ", pushed)}. Not there: "
                + $"{string.Join(", ", failed)}. Mend what the errors above say and publish "
                + "again; what is there is not sent "
                + "twice."
        );

    public static Diagnostic OtherImage(ImagePushException error) =>
        new(
            "DKZ3007",
            $"{error.Image} is not the image any more that this publish built, {error.Expected}: the engine has "
                + $"{error.Found ?? "nothing"} under that name now. Another build has taken "
                + "the name, and the registry may "
                + "have the image of either. Publish again, with a tag that no other build has (DockerTags)."
        );

    /// <summary>
    /// The environment variables that MSBuild logs: those whose names begin with DOTNET_, and each one that a project
    /// reads.
    /// </summary>
    /// <param name="passwords">The environment variables with passwords that are set.</param>
    public static IReadOnlyList<string> FindRecorded(IEnumerable<string> passwords) =>
        [.. passwords.Where(name => name.StartsWith("DOTNET_", StringComparison.Ordinal))];

    /// <summary>The warning of passwords in the log of MSBuild.</summary>
    /// <param name="recorded">The environment variables with these passwords.</param>
    public static Diagnostic RecordedPasswords(IReadOnlyCollection<string> recorded)
    {
        var isForPulls = recorded.All(name => name.StartsWith("DOTNET_CONTAINER_PULL_", StringComparison.Ordinal));
        var others = isForPulls ? "DOCKER_AUTH_CONFIG" : "DOCKERIZE_REGISTRY_USERNAME and DOCKERIZE_REGISTRY_PASSWORD";
        return new(
            "DKZ3009",
            $"The log of this build contains the password in {string.Join(" and ", recorded)}: MSBuild writes "
                + "environment variables whose names begin with DOTNET_ to binary and diagnostic logs. "
                + $"Set {others} instead."
        );
    }

    public static Diagnostic HalfCredentials(IncompleteCredentialsException error) =>
        new(
            "DKZ3010",
            $"The environment variable {error.SetVariable} is set and {error.MissingVariable} is not; {error.Registry} "
                + $"wants both. Set {error.MissingVariable} too, or unset {error.SetVariable}. "
                + "In CI a secret that this job "
                + "may not see is empty."
        );

    /// <summary>Adds the advice for a registry that requires other credentials.</summary>
    /// <param name="refusal">The diagnostic of the refusal, which ends with a blank.</param>
    /// <param name="credentials">The credentials that were used, and where they were looked up.</param>
    /// <param name="image">The image that was refused.</param>
    /// <param name="operation"><c>push</c> or <c>pull</c>.</param>
    public static Diagnostic Login(
        Diagnostic refusal,
        CredentialLookup credentials,
        ImageReference image,
        string operation
    )
    {
        var registry = credentials.Registry;
        var (cause, account) = credentials.Credentials is { } used
            ? (
                $"The registry {registry} does not accept {used} for {image.Repository}.",
                $"with an account that may {operation} there"
            )
            : ($"There are no credentials for {registry}, so the {operation} was anonymous.", "first");
        return refusal with
        {
            Summary = $"{refusal.Summary}{cause} Credential sources checked:",
            Details = credentials.Checked,
            NextAction = $"Run `docker login {registry}` {account}, or in CI set {credentials.Variables}.",
        };
    }

    /// <summary>The advice for a registry that the engine cannot connect to with TLS, as a clause.</summary>
    /// <param name="refusal">The cause.</param>
    /// <param name="registry">The registry, <c>host[:port]</c>.</param>
    public static string Connection(RegistryRefusal refusal, string registry) =>
        refusal switch
        {
            RegistryRefusal.PlainHttp =>
                $"The registry {registry} speaks plain HTTP: name it in the engine's insecure-registries, or "
                    + "give it a certificate",
            RegistryRefusal.UntrustedCertificate => $"The engine does not trust the certificate of {registry}: put its "
                + $"authority into /etc/docker/certs.d/{registry}/ca.crt on the engine's machine",
            _ => $"The engine and {registry} do not agree on a certificate: see whether it has expired, whether it is "
                + "for the registry's name, and whether the registry asks for one of the engine's own",
        };

    private static string Action(ImagePushException error, SettingOrigins origins)
    {
        var image = error.Image;
        var registry = image.Registry;
        return error.Refusal switch
        {
            RegistryRefusal.PlainHttp or RegistryRefusal.UntrustedCertificate or RegistryRefusal.InvalidCertificate =>
                Connection(error.Refusal, registry),
            RegistryRefusal.HostNotFound when registry == ImageReference.DockerHub =>
                "The engine's machine cannot resolve Docker Hub: check its DNS and proxy settings",
            RegistryRefusal.HostNotFound => $"The engine cannot find {registry}: correct {origins.Registry}, or check "
                + "the DNS settings of the engine's machine",
            RegistryRefusal.DnsFailed =>
                "The DNS server of the engine's machine failed: check its network settings, and try again",
            RegistryRefusal.HostUnreachable =>
                $"The engine's machine does not reach {registry}: check its network and proxy settings, and try again",
            RegistryRefusal.ConnectionRefused =>
                $"Nothing listens at {registry} as seen from the engine: start the registry, or correct "
                    + $"{origins.Registry}",
            RegistryRefusal.LoginRequired or RegistryRefusal.PrivateOrNotFound =>
                $"The push was anonymous: run `docker login {registry}` first, and push with its credentials",
            RegistryRefusal.RepositoryNotFound =>
                $"The registry {registry} has no repository {image.Repository}: create it there first, or "
                    + $"correct {origins.Repository}",
            RegistryRefusal.RateLimited => $"{registry} limits the number of requests: try again later",
            RegistryRefusal.DiskFull =>
                "The disk of the engine or of the registry is full: free disk space, and try again",
            _ => $"See what the log of {registry} says, and try again",
        };
    }
}
