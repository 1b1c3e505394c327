namespace Dockerize.Registries;

/// <summary>What a registry wants to see of a user. Printing it never shows a secret.</summary>
/// <param name="Username">The user; empty where a token stands for it.</param>
/// <param name="Password">The password; empty where a token stands for it.</param>
/// <param name="Source">Where it was found, for messages: a file, an environment variable or a credential helper.</param>
public sealed record RegistryCredentials(string Username, string Password, string Source)
{
    /// <summary>A token that the registry gave for a password, as <c>docker login</c> keeps it; null where there is none.</summary>
    public string? IdentityToken { get; init; }

    /// <summary>A token that is shown to the registry as it is, a bearer token; null where there is none.</summary>
    public string? RegistryToken { get; init; }

    /// <summary>Where they are from. Of a user nothing is said either: registries that know tokens take them for the user's name too.</summary>
    public override string ToString() => $"the {((IdentityToken ?? RegistryToken) is null ? "password" : "token")} from {Source}";
}
