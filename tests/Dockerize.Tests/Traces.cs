namespace Dockerize.Tests;

/// <summary>Recorded responses of engines.</summary>
internal static class Traces
{
    /// <summary>Reads the messages of a build by BuildKit.</summary>
    /// <param name="name">The name of the recording.</param>
    public static IEnumerable<EngineMessage> Read(string name) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Traces", name + ".txt"))
            .Where(line => line.Length > 0)
            .Select(EngineMessage.Parse);
}
