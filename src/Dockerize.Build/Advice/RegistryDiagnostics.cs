using Dockerize.Archives;
using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Strings;

namespace Dockerize.Build.Advice;

/// <summary>DKZ3nnn: errors and warnings about pushes, saved images and registry credentials.</summary>
internal static class RegistryDiagnostics
{
    public static Diagnostic NoRegistry(ImageReference image) =>
        new(
            "DKZ3001",
            $"Registry missing: DockerPush is true, but {image} has no registry. "
                + "Set DockerRegistry, for example -p:DockerRegistry=registry.example.com. "
                + $"For Docker Hub, set DockerRepository=account/{image.FamiliarName}."
        );

    public static Diagnostic PushFailed(ImagePushException error, SettingOrigins origins)
    {
        var summary = $"Could not push {error.Image}: {PlainText.Clause(error.EngineMessage)}. ";
        return
            error
                is {
                    Credentials: { } credentials,
                    Refusal: RegistryRefusal.LoginRequired or RegistryRefusal.PrivateOrNotFound
                }
            ? Login(new Diagnostic("DKZ3002", summary), credentials, error.Image, "push")
            : new Diagnostic("DKZ3002", $"{summary}{Action(error, origins)}");
    }

    public static Diagnostic NoDigest(ImageReference image) =>
        new(
            "DKZ3003",
            $"Could not push {image}: the engine returned neither a digest nor an error. "
                + "Check that the engine is running, and try again."
        );

    public static Diagnostic UnreadableConfig(CredentialsUnreadableException error) =>
        new(
            "DKZ3004",
            $"Cannot read the credentials in '{error.CredentialSource}': {error.Reason.TrimEnd('.')}. "
                + "Fix the file, or delete it and run `docker login` again."
        )
        {
            File = error.CredentialSource,
            Line = error.Line,
        };

    public static Diagnostic UnreadableVariable(CredentialsUnreadableException error) =>
        new(
            "DKZ3004",
            $"Invalid environment variable {error.CredentialSource}, which is ignored: {error.Reason.TrimEnd('.')}. "
                + "Set it to the text of a config.json, {\"auths\":{\"HOST\":{\"auth\":\"USERNAME:PASSWORD "
                + "in base64\"}}}, or remove it."
        );

    public static Diagnostic OtherDigest(ImagePushException error) =>
        new(
            "DKZ3005",
            $"Could not verify {error.Image}: it was pushed as {error.Expected}, but the registry has "
                + $"{error.Found ?? "no image"} under that name. "
                + "Set a tag in DockerTags that no other build uses, and publish again."
        );

    public static Diagnostic MissingPlatforms(ImagePushException error) =>
        new(
            "DKZ3005",
            $"Could not verify {error.Image}: the registry has the image index, but not the images for "
                + $"{string.Join(", ", error.MissingPlatforms)}. "
                + "Publish again. If the error remains, use a registry that supports multi-platform images."
        );

    public static Diagnostic PartlyPushed(
        IReadOnlyCollection<ImageReference> pushed,
        IReadOnlyCollection<ImageReference> failed
    ) =>
        new(
            "DKZ3006",
            FormattableString.Invariant($"{failed.Count} of {pushed.Count + failed.Count} tags ")
                + $"{(failed.Count == 1 ? "was" : "were")} not pushed:"
        )
        {
            Details =
            [
                .. failed.Select(image => $"{image}: not pushed"),
                .. pushed.Select(image => $"{image}: pushed"),
            ],
            NextAction = "Fix the errors above, and publish again.",
        };

    public static Diagnostic OtherImage(ImagePushException error) =>
        new(
            "DKZ3007",
            $"{error.Image} no longer refers to the image that was just built, {error.Expected}: the engine has "
                + $"{error.Found ?? "no image"} under that name. The registry may have the image of another build. "
                + "Set a tag in DockerTags that no other build uses, and publish again."
        );

    public static Diagnostic OtherImageToSave(ImageReplacedException error) =>
        new(
            "DKZ3007",
            $"{error.Image} no longer refers to the image that was just built, {error.Expected}: the engine has "
                + $"{error.Found ?? "no image"} under that name. The image was not saved. "
                + "Set a tag in DockerTags that no other build uses, and publish again."
        );

    /// <summary>The warning of a password in the log of MSBuild.</summary>
    /// <param name="recorded">The environment variables of <see cref="RecordedPasswords.Find"/>.</param>
    public static Diagnostic PasswordsInLog(IReadOnlyList<string> recorded)
    {
        var isForPulls = recorded.All(name => name.StartsWith("DOTNET_CONTAINER_PULL_", StringComparison.Ordinal));
        var others = isForPulls ? "DOCKER_AUTH_CONFIG" : "DOCKERIZE_REGISTRY_USERNAME and DOCKERIZE_REGISTRY_PASSWORD";
        return new(
            "DKZ3009",
            $"The log of this build contains the password in {string.Join(" and ", recorded)}. MSBuild writes "
                + "environment variables that begin with DOTNET_ to binary and diagnostic logs. "
                + $"Set {others} instead."
        );
    }

    public static Diagnostic HalfCredentials(IncompleteCredentialsException error) =>
        new(
            "DKZ3010",
            $"Incomplete credentials for {error.Registry}: {error.SetVariable} is set, but {error.MissingVariable} is "
                + "not. In CI, a secret is empty if the job has no access to it. "
                + $"Set {error.MissingVariable}, or remove {error.SetVariable}."
        );

    /// <summary>Adds the advice for a registry that requires other credentials.</summary>
    /// <param name="refusal">The diagnostic of the refusal, with a space at the end of its summary.</param>
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
        var cause = credentials.Credentials is { } used
            ? $"{registry} does not accept {used} for repository {image.Repository}."
            : $"No credentials found for {registry}, so the {operation} was anonymous.";
        return refusal with
        {
            Summary = $"{refusal.Summary}{cause} Credential sources checked:",
            Details = credentials.Checked,
            NextAction = $"Run {LoginCommand(credentials, operation)}",
        };
    }

    /// <summary>The end of the advice to log in: the command, and the environment variables for CI.</summary>
    /// <param name="credentials">The result of the search for credentials, which may not contain any.</param>
    /// <param name="operation"><c>push</c> or <c>pull</c>.</param>
    public static string LoginCommand(CredentialLookup credentials, string operation)
    {
        var account = credentials.Credentials is null ? "" : $" with an account that has {operation} permission";
        return $"`docker login {credentials.Registry}`{account}, or in CI set {credentials.Variables}.";
    }

    /// <summary>The advice for a registry with which a TLS connection failed.</summary>
    /// <param name="refusal">The cause.</param>
    /// <param name="registry">The registry, <c>host[:port]</c>.</param>
    public static string Connection(RegistryRefusal refusal, string registry) =>
        refusal switch
        {
            RegistryRefusal.PlainHttp =>
                $"{registry} does not use TLS. Add it to insecure-registries in the engine's daemon.json.",
            RegistryRefusal.UntrustedCertificate =>
                $"The engine does not trust the certificate of {registry}. Copy its "
                    + $"certificate authority to /etc/docker/certs.d/{registry}/ca.crt on the engine's machine.",
            _ => $"Check the certificate's expiration date and host name, and check whether {registry} requires a "
                + "client certificate from the engine.",
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
                "Check the DNS and proxy settings of the engine's machine.",
            RegistryRefusal.HostNotFound =>
                $"Correct {origins.Registry}, or check the DNS settings of the engine's machine.",
            RegistryRefusal.DnsFailed =>
                "The DNS server of the engine's machine failed. Check its network settings, and try again.",
            RegistryRefusal.HostUnreachable =>
                $"The engine's machine cannot reach {registry}. Check its network and proxy settings, and try again.",
            RegistryRefusal.ConnectionRefused =>
                $"The engine's machine cannot connect to {registry}. Start the registry, or correct "
                    + $"{origins.Registry}.",
            RegistryRefusal.LoginRequired or RegistryRefusal.PrivateOrNotFound =>
                $"The push was anonymous. Run `docker login {registry}`, and push with these credentials.",
            RegistryRefusal.RepositoryNotFound =>
                $"{registry} has no repository {image.Repository}. Create it, or correct {origins.Repository}.",
            RegistryRefusal.RateLimited => $"{registry} limits the number of requests. Try again later.",
            RegistryRefusal.DiskFull =>
                "The disk of the engine or of the registry is full. Free disk space, and try again.",
            _ => $"For details, see the log of {registry}.",
        };
    }
}
