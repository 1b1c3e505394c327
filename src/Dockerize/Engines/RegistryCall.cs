using Dockerize.Images;
using Dockerize.Registries;

namespace Dockerize.Engines;

/// <summary>The parts of a request to a registry that an engine passes on.</summary>
/// <param name="Headers">The headers with the credentials.</param>
/// <param name="Refusal">Makes the error of a refusal from the engine's message.</param>
internal sealed record RegistryCall(
    IReadOnlyList<(string Name, string? Value)> Headers,
    Func<string, Exception> Refusal
)
{
    /// <summary>Creates a call with the credentials for the registry of an image; null for an anonymous one.</summary>
    public static RegistryCall Create(
        ImageReference image,
        RegistryCredentials? credentials,
        Func<string, Exception> refusal
    ) => new([("X-Registry-Auth", RegistryHeaders.Auth(image.Registry, credentials))], refusal);
}
