namespace Dockerize.Engines;

/// <summary>The parts of a build request.</summary>
/// <param name="Context">A function that writes the build context as a tar archive.</param>
/// <param name="Query">The query parameters; parameters without a value are omitted.</param>
/// <param name="Headers">The headers; headers without a value are omitted.</param>
/// <param name="Refusal">A function that creates the exception for a rejected build from the engine's message.</param>
internal sealed record BuildCall(
    BodyWriter Context,
    IReadOnlyList<(string Name, string? Value)> Query,
    IReadOnlyList<(string Name, string? Value)> Headers,
    Func<string, Exception> Refusal
)
{
    /// <summary>Writes nothing, for a build whose files the engine receives in another way.</summary>
    public static readonly BodyWriter NoContext = (_, _, _) => Task.CompletedTask;
}
