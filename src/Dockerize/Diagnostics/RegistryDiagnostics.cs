namespace Dockerize;

/// <summary>DKZ3nnn: what goes wrong between the engine and a registry.</summary>
internal static class RegistryDiagnostics
{
    // What engines and registries say, and what their user can do about it; the first that fits counts.
    private static readonly (string Says, Func<ImageReference, CredentialSearch?, string> Action)[] KnownRefusals =
    [
        ("server gave HTTP response to HTTPS client", (image, _) => $"The registry {image.Registry} speaks plain HTTP: name it in the engine's insecure-registries, or give it a certificate"),
        ("unknown authority", (image, _) => $"The engine does not trust the certificate of {image.Registry}: put its authority into /etc/docker/certs.d/{image.Registry}/ca.crt on the engine's machine"),
        ("certificate", (image, _) => $"The engine and {image.Registry} do not agree on a certificate: see whether it has expired, whether it is for the name that DockerRegistry has, and whether the registry asks for one of the engine's own"),
        ("no such host", Spelling),
        ("connection refused", (image, _) => $"Nothing listens at {image.Registry} as seen from the engine: start the registry, or correct DockerRegistry"),
        ("i/o timeout", Spelling),
        ("no basic auth credentials", Login),
        ("unauthorized", Login),
        ("authentication required", Login),
        ("denied", Login),
        ("forbidden", Login),
        // Of a 403 without words, Docker's old and new and Podman.
        ("HTTP 403", Login),
        ("StatusCode: 403", Login),
        // Registries of clouds do not make one by themselves; those that may say so to hide one ask for a login in the same message.
        ("name unknown", Create),
        ("does not exist in the registry", Create),
    ];

    public static Diagnostic NoRegistry(ImageReference image) => new(
        "DKZ3001",
        $"DockerPush=true says to push, but {image} names no registry. Set DockerRegistry, as in -p:DockerRegistry=registry.example.com, or for Docker Hub DockerRepository=account/{image.FamiliarName}.");

    public static Diagnostic PushFailed(ImageReference image, string message, CredentialSearch? credentials)
    {
        var action = ActionAfter(message, image);
        return new Diagnostic(
            "DKZ3002",
            $"{image} was not pushed: {message.TrimEnd('.')}. {(action is null ? $"See what the log of {image.Registry} says, and try again" : action(image, credentials))}.");
    }

    public static Diagnostic NoDigest(ImageReference image) => new(
        "DKZ3003",
        $"The engine ended the push of {image} without an error and without a digest, so the registry may not have it. Try again.");

    public static Diagnostic UnreadableConfig(string path, int line, string reason) => new(
        "DKZ3004",
        $"The credentials in '{path}' cannot be read: {reason.TrimEnd('.')}. Mend the file, or remove it and run `docker login` again.")
    {
        File = path,
        Line = line,
    };

    public static Diagnostic OtherDigest(ImageReference image, string pushed, string? found) => new(
        "DKZ3005",
        $"{image} was pushed as {pushed}, and the registry now has {(found is null ? "nothing" : found)} of that name. Did another build push the same name, or does {image.Registry} take a while? Push again, with a tag that no other build has.");

    public static Diagnostic PartlyPushed(IReadOnlyList<PushedName> names) => new(
        "DKZ3006",
        $"Only a part was pushed. In the registry: {string.Join(", ", names.Where(name => name.Digest is not null).Select(name => name.Name))}. Not there: {string.Join(", ", names.Where(name => name.Digest is null).Select(name => name.Name))}. Mend what the errors above say and publish again; what is there is not sent twice.");

    public static Diagnostic OtherImage(ImageReference image, string built, string? found) => new(
        "DKZ3007",
        $"{image} is not the image any more that this publish built, {built}: the engine has {found ?? "nothing"} under that name now. Another build has taken the name, and the registry may have the image of either. Publish again, with a tag that no other build has (DockerTags).");

    public static Diagnostic UnreadableVariable(string variable, string reason) => new(
        "DKZ3004",
        $"The credentials in the environment variable {variable} cannot be read: {reason.TrimEnd('.')}. "
        + "Give it the text of a config.json, {\"auths\":{\"HOST\":{\"auth\":\"USERNAME:PASSWORD in base64\"}}}, or unset it.");

    public static Diagnostic HalfCredentials(string set, string missing, string registry) => new(
        "DKZ3010",
        $"The environment variable {set} is set and {missing} is not; {registry} wants both. Set {missing} too, or unset {set}. In CI a secret that this job may not see is empty.");

    /// <summary>Whether what an engine or a registry says is that it wants credentials, or others.</summary>
    public static bool WantsLogin(string message, ImageReference image) => ActionAfter(message, image) == Login;

    private static Func<ImageReference, CredentialSearch?, string>? ActionAfter(string message, ImageReference image)
    {
        var words = RegistryErrors.Words(message, image);
        return Array.Find(KnownRefusals, known => words.IndexOf(known.Says, StringComparison.OrdinalIgnoreCase) >= 0).Action;
    }

    private static string Spelling(ImageReference image, CredentialSearch? credentials) =>
        $"The engine cannot find {image.Registry}: correct DockerRegistry, or see whether the engine's machine reaches it";

    private static string Create(ImageReference image, CredentialSearch? credentials) =>
        $"The registry {image.Registry} has no repository {image.Repository}: create it there first, or correct DockerRepository";

    private static string Login(ImageReference image, CredentialSearch? credentials) =>
        credentials?.Explain(image, "push") ?? $"The push was anonymous: run `docker login {image.Registry}` first, and push with its credentials";
}
