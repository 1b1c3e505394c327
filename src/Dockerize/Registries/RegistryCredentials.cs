namespace Dockerize.Registries;

/// <summary>Credentials for a registry. <see cref="ToString"/> contains no secret.</summary>
/// <param name="Username">The user name; empty if there is a token instead.</param>
/// <param name="Password">The password; empty if there is a token instead.</param>
/// <param name="Source">The source, for messages: a file, an environment variable or a credential helper.</param>
public sealed record RegistryCredentials(string Username, string Password, string Source)
{
    /// <summary>
    /// The token that the registry issued for a password, as <c>docker login</c> stores it; null: none.
    /// </summary>
    public string? IdentityToken { get; set; }

    /// <summary>A bearer token for the registry; null: none.</summary>
    public string? RegistryToken { get; set; }

    /// <summary>
    /// The kind and source of the credentials. The user name is not shown: some registries accept a token in it.
    /// </summary>
    public override string ToString()
    {
        var kind = (IdentityToken ?? RegistryToken) is null ? "password" : "token";
        return $"the {kind} from {Source}";
    }
}
