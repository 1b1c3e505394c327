using System.Text.RegularExpressions;
using Dockerize.Strings;

namespace Dockerize.Engines.Endpoints;

/// <summary>The version of the Docker Engine API that a connection uses.</summary>
internal static class EngineApiVersion
{
    /// <summary>The environment variable that overrides the version, as for the docker CLI.</summary>
    public const string Variable = "DOCKER_API_VERSION";

    /// <summary>The newest version that the API calls are written for, that of Docker 28.5.</summary>
    public static readonly Version Newest = new(1, 51);

    /// <summary>The version in the environment; null: none.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    /// <exception cref="ApiVersionException">The value is not a version.</exception>
    public static Version? FromEnvironment(Func<string, string?> environment)
    {
        if (environment(Variable).NullIfBlank() is not { } text)
            return null;

        var number = text.Trim().TrimStart('v');
        return Regex.IsMatch(number, @"\A[0-9]{1,4}\.[0-9]{1,4}\z")
            ? Version.Parse(number)
            : throw ApiVersionException.Invalid(text.Trim());
    }

    /// <summary>The version for an engine: the requested one, or the newest that both sides know.</summary>
    /// <param name="requested">The version in the environment; null: none.</param>
    /// <param name="newest">The newest version of the engine; null if it does not report it.</param>
    /// <returns>The version; null if it is not known, and the engine chooses.</returns>
    public static Version? Choose(Version? requested, Version? newest) =>
        requested ?? (newest > Newest ? Newest : newest);
}
