namespace Dockerize.Registries;

/// <summary>Credentials for a registry. <see cref="ToString"/> contains no secrets.</summary>
/// <param name="Username">The user name; empty if a token is used instead.</param>
/// <param name="Password">The password; empty if a token is used instead.</param>
/// <param name="Source">The source for messages: a file, an environment variable or a credential helper.</param>
public sealed record RegistryCredentials(string Username, string Password, string Source)
{
    /// <summary>
    /// The identity token that the registry issued at login, as stored by <c>docker login</c>; null if there is none.
    /// </summary>
    public string? IdentityToken { get; set; }

    /// <summary>A bearer token for the registry; null if there is none.</summary>
    public string? RegistryToken { get; set; }

    /// <summary>
    /// The kind and source of the credentials. The user name is not shown, because some registries accept a token as
    /// the user name.
    /// </summary>
    public override string ToString()
    {
        var kind = (IdentityToken ?? RegistryToken) is null ? "password" : "token";
        return $"the {kind} from {Source}";
    }
}
