namespace Dockerize;

/// <summary>What a registry wants to see of a user. Printing it never shows a secret.</summary>
/// <param name="Username">The user; empty where an identity token stands for it.</param>
/// <param name="Password">The password; empty where an identity token stands for it.</param>
/// <param name="Source">Where it was found, for messages: the path of a config.json.</param>
public sealed record RegistryCredentials(string Username, string Password, string Source)
{
    /// <summary>A token that the registry gave for a password, as <c>docker login</c> keeps it; null where there is none.</summary>
    public string? IdentityToken { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Username} (from {Source})";
}
