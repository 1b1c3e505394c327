namespace Dockerize.Registries;

/// <summary>
/// The result of a search for the credentials of a registry. <see cref="ToString"/> contains no secrets.
/// </summary>
/// <param name="Registry">The registry, <c>host[:port]</c>.</param>
/// <param name="Credentials">The credentials; null if none were found, in which case access is anonymous.</param>
/// <param name="Checked">The sources that were checked, in order, each with its result.</param>
public sealed record CredentialLookup(string Registry, RegistryCredentials? Credentials, IReadOnlyList<string> Checked)
{
    /// <summary>The environment variables to set for this registry, for messages.</summary>
    internal string Variables { get; init; } = CredentialSources.AuthConfigVariable;

    /// <inheritdoc/>
    public override string ToString()
    {
        var found = Credentials?.ToString() ?? "not found";
        return $"Credentials for {Registry}: {found}. Checked: {string.Join("; ", Checked)}";
    }
}
