namespace Dockerize;

/// <summary>DKZ3nnn: what goes wrong between the engine and a registry.</summary>
internal static class RegistryDiagnostics
{
    // What engines and registries say, and what their user can do about it; the first that fits counts.
    private static readonly (string Says, Func<ImageReference, RegistryCredentials?, string> Action)[] KnownRefusals =
    [
        ("server gave HTTP response to HTTPS client", (image, _) => $"The registry {image.Registry} speaks plain HTTP: name it in the engine's insecure-registries, or give it a certificate"),
        ("certificate", (image, _) => $"The engine does not trust the certificate of {image.Registry}: put its authority into /etc/docker/certs.d/{image.Registry}/ca.crt on the engine's machine"),
        ("no such host", Spelling),
        ("connection refused", (image, _) => $"Nothing listens at {image.Registry} as seen from the engine: start the registry, or correct DockerRegistry"),
        ("i/o timeout", Spelling),
        ("no basic auth credentials", Login),
        ("unauthorized", Login),
        ("authentication required", Login),
        ("denied", Login),
    ];

    public static Diagnostic NoRegistry(ImageReference image) => new(
        "DKZ3001",
        $"DockerPush=true says to push, but {image} names no registry. Set DockerRegistry, as in -p:DockerRegistry=registry.example.com, or for Docker Hub DockerRepository=account/{image.FamiliarName}.");

    public static Diagnostic PushFailed(ImageReference image, string message, RegistryCredentials? credentials)
    {
        var action = Array.Find(KnownRefusals, known => message.IndexOf(known.Says, StringComparison.OrdinalIgnoreCase) >= 0).Action;
        return new Diagnostic(
            "DKZ3002",
            $"{image} was not pushed: {message.TrimEnd('.')}. {(action is null ? $"See what the log of {image.Registry} says, and publish again" : action(image, credentials))}.");
    }

    public static Diagnostic NoDigest(ImageReference image) => new(
        "DKZ3003",
        $"The engine ended the push of {image} without an error and without a digest, so the registry may not have it. Publish again.");

    public static Diagnostic UnreadableConfig(string path, int line, string reason) => new(
        "DKZ3004",
        $"The credentials in '{path}' cannot be read: {reason.TrimEnd('.')}. Mend the file, or remove it and run `docker login` again.")
    {
        File = path,
        Line = line,
    };

    public static Diagnostic OtherDigest(ImageReference image, string pushed, string? found) => new(
        "DKZ3005",
        $"{image} was pushed as {pushed}, and the registry now has {(found is null ? "nothing" : found)} of that name. Did another build push the same name, or does {image.Registry} take a while? Publish again, with a tag that no other build has.");

    public static Diagnostic PartlyPushed(IReadOnlyList<PushedName> names) => new(
        "DKZ3006",
        $"Only a part was pushed. In the registry: {string.Join(", ", names.Where(name => name.Digest is not null).Select(name => name.Name))}. Not there: {string.Join(", ", names.Where(name => name.Digest is null).Select(name => name.Name))}. Mend what the errors above say and publish again; what is there is not sent twice.");

    private static string Spelling(ImageReference image, RegistryCredentials? credentials) =>
        $"The engine cannot find {image.Registry}: correct DockerRegistry, or see whether the engine's machine reaches it";

    private static string Login(ImageReference image, RegistryCredentials? credentials) => credentials is null
        ? $"The auths of config.json have no credentials for {image.Registry}, so the push was anonymous: run `docker login {image.Registry}` first (a credsStore or credHelpers there is not asked)"
        : $"The registry {image.Registry} does not accept {credentials} for {image.Repository}: run `docker login {image.Registry}` with an account that may push there";
}
