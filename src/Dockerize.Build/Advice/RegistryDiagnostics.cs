using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Registries;

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

    public static Diagnostic PushFailed(ImagePushException error) =>
        new("DKZ3002", $"{error.Image} was not pushed: {error.EngineMessage.TrimEnd('.')}. {Action(error)}.");

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
            $"The credentials in the environment variable {error.CredentialSource} cannot be read: "
                + $"{error.Reason.TrimEnd('.')}. "
                + "Give it the text of a config.json, {\"auths\":{\"HOST\":{\"auth\":\"USERNAME:PASSWORD "
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

    public static Diagnostic HalfCredentials(IncompleteCredentialsException error) =>
        new(
            "DKZ3010",
            $"The environment variable {error.SetVariable} is set and {error.MissingVariable} is not; {error.Registry} "
                + $"wants both. Set {error.MissingVariable} too, or unset {error.SetVariable}. "
                + "In CI a secret that this job "
                + "may not see is empty."
        );

    /// <summary>The advice for a registry that requires other credentials, as a clause.</summary>
    /// <param name="credentials">The credentials that were used, and where they were looked up.</param>
    /// <param name="image">The image that was refused.</param>
    /// <param name="operation"><c>push</c> or <c>pull</c>.</param>
    public static string Login(CredentialLookup credentials, ImageReference image, string operation)
    {
        var registry = credentials.Registry;
        var asked = string.Concat(credentials.Checked.Select(line => "\n  " + line));
        return credentials.Credentials is null
            ? $"There are no credentials for {registry}, so the {operation} was anonymous. Asked were:{asked}\n"
                + $"Run `docker login {registry}` first, or in CI set {credentials.Variables}"
            : $"The registry {registry} does not accept {credentials.Credentials} for {image.Repository}. Asked "
                + $"were:{asked}\n"
                + $"Run `docker login {registry}` with an account that may {operation} there, or in CI set "
                + $"{credentials.Variables}";
    }

    private static string Action(ImagePushException error)
    {
        var image = error.Image;
        return error.Refusal switch
        {
            RegistryRefusal.PlainHttp =>
                $"The registry {image.Registry} speaks plain HTTP: name it in the engine's insecure-registries, or "
                    + "give it a certificate",
            RegistryRefusal.UntrustedCertificate =>
                $"The engine does not trust the certificate of {image.Registry}: put its authority into "
                    + $"/etc/docker/certs.d/{image.Registry}/ca.crt on the engine's machine",
            RegistryRefusal.InvalidCertificate =>
                $"The engine and {image.Registry} do not agree on a certificate: see whether it has expired, whether "
                    + "it is for the name that DockerRegistry has, and whether the registry "
                    + "asks for one of the engine's "
                    + "own",
            RegistryRefusal.HostNotFound =>
                $"The engine cannot find {image.Registry}: correct DockerRegistry, or see whether the engine's "
                    + "machine reaches it",
            RegistryRefusal.ConnectionRefused =>
                $"Nothing listens at {image.Registry} as seen from the engine: start the registry, or correct "
                    + "DockerRegistry",
            RegistryRefusal.LoginRequired => error.Credentials is { } credentials
                ? Login(credentials, image, "push")
                : $"The push was anonymous: run `docker login {image.Registry}` first, and push with its credentials",
            RegistryRefusal.RepositoryNotFound =>
                $"The registry {image.Registry} has no repository {image.Repository}: create it there first, or "
                    + "correct DockerRepository",
            _ => $"See what the log of {image.Registry} says, and try again",
        };
    }
}
