using System.Text.RegularExpressions;
using Dockerize.Strings;

namespace Dockerize.Engines.Endpoints;

/// <summary>The version of the Docker Engine API that a connection uses.</summary>
internal static class EngineApiVersion
{
    /// <summary>The environment variable that overrides the version, as for the docker CLI.</summary>
    public const string Variable = "DOCKER_API_VERSION";

    /// <summary>The newest version that this library supports, which is that of Docker 28.5.</summary>
    public static readonly Version Newest = new(1, 51);

    /// <summary>The version in <c>DOCKER_API_VERSION</c>; null if it is not set.</summary>
    /// <param name="environment">A function that reads an environment variable.</param>
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

    /// <summary>
    /// Chooses the version for an engine. If none is requested, it is the newest version that both sides support.
    /// </summary>
    /// <param name="requested">The version in <c>DOCKER_API_VERSION</c>; null if it is not set.</param>
    /// <param name="newest">The newest version that the engine supports; null if the engine does not report it.</param>
    /// <returns>The version; null if it is unknown, in which case the engine chooses.</returns>
    public static Version? Choose(Version? requested, Version? newest) =>
        requested ?? (newest > Newest ? Newest : newest);
}
