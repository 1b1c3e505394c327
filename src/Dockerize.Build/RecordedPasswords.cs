using Dockerize.Registries;

namespace Dockerize.Build;

/// <summary>
/// Passwords that MSBuild writes to its log: it logs the environment variables whose names begin with <c>DOTNET_</c>.
/// </summary>
internal static class RecordedPasswords
{
    /// <summary>The environment variables with passwords that MSBuild logs.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    public static IReadOnlyList<string> Find(Func<string, string?> environment) =>
        [
            .. CredentialSources
                .FindPasswords(environment)
                .Where(name => name.StartsWith("DOTNET_", StringComparison.Ordinal)),
        ];
}
