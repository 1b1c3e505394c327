using Dockerize.Engines.Endpoints;

namespace Dockerize.Engines;

/// <summary>A call to the engine failed.</summary>
/// <param name="endpoint">The engine.</param>
/// <param name="message">The error message.</param>
/// <param name="innerException">The cause.</param>
public abstract class EngineException(EngineEndpoint endpoint, string message, Exception? innerException = null)
    : DockerizeException(message, innerException)
{
    /// <summary>The engine.</summary>
    public EngineEndpoint Endpoint => endpoint;
}

/// <summary>The connection to the engine broke.</summary>
/// <param name="endpoint">The engine.</param>
/// <param name="reason">Why, as a clause.</param>
/// <param name="innerException">The cause.</param>
public sealed class EngineConnectionException(EngineEndpoint endpoint, string reason, Exception? innerException = null)
    : EngineException(endpoint, $"The connection to the engine at {endpoint} broke: {Clause(reason)}.", innerException)
{
    /// <summary>Why, as a clause.</summary>
    public string Reason => reason;

    /// <summary>The error of an answer that no engine gives.</summary>
    internal static EngineConnectionException NotAnEngine(EngineEndpoint endpoint) =>
        new(endpoint, EngineConnection.NoAnswer);
}

/// <summary>The engine refused a call.</summary>
/// <param name="endpoint">The engine.</param>
/// <param name="engineMessage">The engine's message.</param>
/// <param name="innerException">The cause.</param>
public sealed class EngineRefusedException(
    EngineEndpoint endpoint,
    string engineMessage,
    Exception? innerException = null
) : EngineException(endpoint, $"The engine at {endpoint} refused: {Clause(engineMessage)}.", innerException)
{
    /// <summary>The engine's message.</summary>
    public string EngineMessage => engineMessage;
}

/// <summary>The engine did not answer in time.</summary>
/// <param name="endpoint">The engine.</param>
/// <param name="timeout">The timeout.</param>
/// <param name="innerException">The cause.</param>
public sealed class EngineTimeoutException(EngineEndpoint endpoint, TimeSpan timeout, Exception? innerException = null)
    : EngineException(
        endpoint,
        FormattableString.Invariant($"The engine at {endpoint} has not answered for {timeout.TotalSeconds} seconds."),
        innerException
    )
{
    /// <summary>The timeout.</summary>
    public TimeSpan Timeout => timeout;
}

/// <summary>The engine has no BuildKit, and a build requires it.</summary>
/// <param name="endpoint">The engine.</param>
public sealed class BuildKitUnavailableException(EngineEndpoint endpoint)
    : EngineException(endpoint, $"The engine at {endpoint} has no BuildKit.");
