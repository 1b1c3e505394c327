namespace Dockerize.Registries;

/// <summary>What came of looking for the credentials of a registry. Printing it never shows a secret.</summary>
/// <param name="Registry">The registry, <c>host[:port]</c>.</param>
/// <param name="Credentials">What was found; null: nothing, which means anonymous.</param>
/// <param name="Asked">Each place that was asked and what it said, in order.</param>
public sealed record CredentialLookup(string Registry, RegistryCredentials? Credentials, IReadOnlyList<string> Asked)
{
    /// <summary>The environment variables that would be asked first for this registry.</summary>
    internal string Variables { get; init; } = CredentialSources.AuthConfigVariable;

    /// <inheritdoc/>
    public override string ToString() => $"Credentials for {Registry}: {Credentials?.ToString() ?? "none"}; asked were {string.Join("; ", Asked)}";
}
