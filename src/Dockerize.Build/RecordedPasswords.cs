using Dockerize.Registries;

namespace Dockerize.Build;

/// <summary>
/// Finds passwords that MSBuild writes to its log. MSBuild logs the environment variables whose names begin with
/// <c>DOTNET_</c>.
/// </summary>
internal static class RecordedPasswords
{
    /// <summary>The names of the password variables that are set and logged by MSBuild.</summary>
    /// <param name="environment">A function that reads an environment variable.</param>
    public static IReadOnlyList<string> Find(Func<string, string?> environment) =>
        [
            .. CredentialSources
                .FindPasswords(environment)
                .Where(name => name.StartsWith("DOTNET_", StringComparison.Ordinal)),
        ];
}
