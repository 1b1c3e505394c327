namespace Dockerize.Engines;

/// <summary>The parts of a build request.</summary>
/// <param name="Context">Writes the build context as a tar archive.</param>
/// <param name="Query">The parameters; those without a value are left out.</param>
/// <param name="Headers">The headers; those without a value are left out.</param>
/// <param name="Refusal">Makes the error of a refusal from the engine's message.</param>
internal sealed record BuildCall(
    BodyWriter Context,
    IReadOnlyList<(string Name, string? Value)> Query,
    IReadOnlyList<(string Name, string? Value)> Headers,
    Func<string, Exception> Refusal
);
