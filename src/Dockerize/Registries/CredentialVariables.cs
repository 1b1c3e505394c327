namespace Dockerize.Registries;

/// <summary>Two environment variables that hold credentials, and for which registries they are.</summary>
/// <param name="Username">The name of the variable with the user's name.</param>
/// <param name="Password">The name of the variable with the password.</param>
/// <param name="Whose">Which registries, for messages.</param>
/// <param name="Registries">Their <c>host[:port]</c>; null: one that is not there.</param>
internal sealed record CredentialVariables(string Username, string Password, string Whose, params string?[] Registries)
{
    /// <summary>Whether they may be sent to a registry.</summary>
    public bool AreFor(string registry) => Registries.Any(allowed => allowed is not null && RegistryKey.Host(allowed) == RegistryKey.Host(registry));

    /// <summary>What they hold; null: nothing.</summary>
    /// <param name="environment">Reads an environment variable; null: it is unset.</param>
    /// <param name="registry">Which registry they are to be shown to.</param>
    /// <exception cref="DockerizeException">DKZ3010: only one of them is set.</exception>
    public RegistryCredentials? Read(Func<string, string?> environment, string registry) => (environment(Username), environment(Password)) switch
    {
        ({ } username, { } password) => new RegistryCredentials(username, password, Username),
        (null, null) => null,
        (null, _) => throw new IncompleteCredentialsException(Password, Username, registry),
        _ => throw new IncompleteCredentialsException(Username, Password, registry),
    };
}
