using Dockerize.Images;
using Dockerize.Registries;

namespace Dockerize.Engines;

/// <summary>The credentials and the error handling of a request that the engine forwards to a registry.</summary>
/// <param name="Headers">The headers that contain the credentials.</param>
/// <param name="Refusal">
/// A function that creates the exception for a rejected request from the engine's message.
/// </param>
internal sealed record RegistryCall(
    IReadOnlyList<(string Name, string? Value)> Headers,
    Func<string, Exception> Refusal
)
{
    /// <summary>Creates a call to the registry of an image. Without credentials, the call is anonymous.</summary>
    public static RegistryCall Create(
        ImageReference image,
        RegistryCredentials? credentials,
        Func<string, Exception> refusal
    ) => new([("X-Registry-Auth", RegistryHeaders.Auth(image.Registry, credentials))], refusal);
}
