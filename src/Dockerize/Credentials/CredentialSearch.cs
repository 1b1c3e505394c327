namespace Dockerize;

/// <summary>What came of looking for the credentials of a registry. Printing it never shows a secret.</summary>
/// <param name="Registry">The registry, <c>host[:port]</c>.</param>
/// <param name="Credentials">What was found; null: nothing, which means anonymous.</param>
/// <param name="Asked">Each place that was asked and what it said, in order.</param>
public sealed record CredentialSearch(string Registry, RegistryCredentials? Credentials, IReadOnlyList<string> Asked)
{
    /// <summary>The environment variables that would be asked first for this registry.</summary>
    internal string Variables { get; init; } = CredentialSources.AuthConfigVariable;

    private string Lines => string.Concat(Asked.Select(line => "\n  " + line));

    /// <inheritdoc/>
    public override string ToString() => $"Credentials for {Registry}: {Credentials?.ToString() ?? "none"}; asked were {string.Join("; ", Asked)}";

    /// <summary>What these credentials have to do with a registry's refusal and what to do about it, for a message that goes on with a full stop.</summary>
    /// <param name="image">What was refused.</param>
    /// <param name="deed">What was to be done with it: <c>push</c> or <c>pull</c>.</param>
    internal string Explain(ImageReference image, string deed) => Credentials is null
        ? $"There are no credentials for {Registry}, so the {deed} was anonymous. Asked were:{Lines}\n"
            + $"Run `docker login {Registry}` first, or in CI set {Variables}"
        : $"The registry {Registry} does not accept {Credentials} for {image.Repository}. Asked were:{Lines}\n"
            + $"Run `docker login {Registry}` with an account that may {deed} there, or in CI set {Variables}";
}
