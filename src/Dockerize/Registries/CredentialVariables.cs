using Dockerize.Strings;

namespace Dockerize.Registries;

/// <summary>
/// A pair of environment variables that contain credentials, and the registries that the credentials apply to.
/// </summary>
/// <param name="Username">The name of the variable that contains the user name.</param>
/// <param name="Password">The name of the variable that contains the password.</param>
/// <param name="Scope">The registries that the credentials apply to, in words for messages.</param>
/// <param name="Registries">
/// The registries, <c>host[:port]</c>; an item is null if the build has no such registry.
/// </param>
internal sealed record CredentialVariables(string Username, string Password, string Scope, params string?[] Registries)
{
    private const string PushScope = "the registry of the image";
    private const string BaseScope = "the registry of the base image";

    /// <summary>The pairs, in the order in which they are checked.</summary>
    /// <param name="environment">A function that reads an environment variable.</param>
    /// <param name="push">The registry of the image; null if the image is not pushed.</param>
    /// <param name="baseImage">The registry of the base image; null if there is none.</param>
    public static IReadOnlyList<CredentialVariables> All(
        Func<string, string?> environment,
        string? push,
        string? baseImage
    )
    {
        const string BothScope = $"{PushScope} and {BaseScope}";
        return
        [
            Own(environment("DOCKERIZE_REGISTRY").NullIfBlank(), push),
            new("DOTNET_CONTAINER_PUSH_REGISTRY_UNAME", "DOTNET_CONTAINER_PUSH_REGISTRY_PWORD", PushScope, push),
            new("DOTNET_CONTAINER_PULL_REGISTRY_UNAME", "DOTNET_CONTAINER_PULL_REGISTRY_PWORD", BaseScope, baseImage),
            new("DOTNET_CONTAINER_REGISTRY_UNAME", "DOTNET_CONTAINER_REGISTRY_PWORD", BothScope, push, baseImage),
            new("SDK_CONTAINER_REGISTRY_UNAME", "SDK_CONTAINER_REGISTRY_PWORD", BothScope, push, baseImage),
        ];
    }

    /// <summary>True if the credentials apply to a registry.</summary>
    public bool AreFor(string registry) =>
        Registries.Any(allowed => allowed is not null && RegistryKey.Host(allowed) == RegistryKey.Host(registry));

    /// <summary>True if neither variable is set.</summary>
    public bool AreUnset(Func<string, string?> environment) =>
        environment(Username).NullIfBlank() is null && environment(Password).NullIfBlank() is null;

    /// <summary>Reads the credentials; null if neither variable is set.</summary>
    /// <param name="environment">A function that reads an environment variable.</param>
    /// <param name="registry">The registry that requires the credentials, for the exception.</param>
    /// <exception cref="IncompleteCredentialsException">Only one of the two variables is set.</exception>
    public RegistryCredentials? Read(Func<string, string?> environment, string registry) =>
        (environment(Username).NullIfBlank(), environment(Password).NullIfBlank()) switch
        {
            ({ } username, { } password) => new RegistryCredentials(username, password, Username),
            (null, null) => null,
            (null, _) => throw new IncompleteCredentialsException(Password, Username, registry),
            _ => throw new IncompleteCredentialsException(Username, Password, registry),
        };

    private static CredentialVariables Own(string? selected, string? push)
    {
        var scope = selected is null
            ? $"{PushScope}, because DOCKERIZE_REGISTRY is not set"
            : $"{RegistryKey.Host(selected)}, the value of DOCKERIZE_REGISTRY";
        return new("DOCKERIZE_REGISTRY_USERNAME", "DOCKERIZE_REGISTRY_PASSWORD", scope, selected ?? push);
    }
}
