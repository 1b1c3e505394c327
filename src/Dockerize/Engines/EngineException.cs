using Dockerize.Engines.Endpoints;
using Dockerize.Files;

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

/// <summary>The connection to the engine failed or was closed.</summary>
/// <param name="endpoint">The engine.</param>
/// <param name="reason">The reason, as a clause.</param>
/// <param name="innerException">The cause.</param>
public sealed class EngineConnectionException(EngineEndpoint endpoint, string reason, Exception? innerException = null)
    : EngineException(endpoint, $"The connection to the engine at {endpoint} failed: {Clause(reason)}.", innerException)
{
    /// <summary>The reason, as a clause.</summary>
    public string Reason => reason;

    /// <summary>Creates the exception for a response that does not come from an engine.</summary>
    internal static EngineConnectionException NotAnEngine(EngineEndpoint endpoint) =>
        new(endpoint, EngineConnection.NotFromEngine);
}

/// <summary>The engine rejected a request.</summary>
/// <param name="endpoint">The engine.</param>
/// <param name="engineMessage">The engine's message.</param>
/// <param name="innerException">The cause.</param>
public sealed class EngineRefusedException(
    EngineEndpoint endpoint,
    string engineMessage,
    Exception? innerException = null
) : EngineException(endpoint, $"The engine at {endpoint} returned an error: {Clause(engineMessage)}.", innerException)
{
    /// <summary>The engine's message.</summary>
    public string EngineMessage => engineMessage;

    /// <summary>True if the engine rejected the request because its disk is full.</summary>
    public bool IsDiskFull => DiskSpace.IsExhausted(engineMessage);
}

/// <summary>The engine did not respond within the timeout.</summary>
/// <param name="endpoint">The engine.</param>
/// <param name="timeout">The timeout.</param>
/// <param name="innerException">The cause.</param>
public sealed class EngineTimeoutException(EngineEndpoint endpoint, TimeSpan timeout, Exception? innerException = null)
    : EngineException(
        endpoint,
        FormattableString.Invariant($"The engine at {endpoint} did not respond for {timeout.TotalSeconds} seconds."),
        innerException
    )
{
    /// <summary>The timeout.</summary>
    public TimeSpan Timeout => timeout;
}

/// <summary>
/// The engine responded with a redirect. Redirects are not followed, because the request may contain credentials.
/// </summary>
public sealed class EngineRedirectException : EngineException
{
    /// <summary>The maximum number of characters of an address in a message.</summary>
    private const int MaximumLength = 200;

    internal EngineRedirectException(EngineEndpoint endpoint, int status, string location)
        : base(endpoint, $"The engine at {endpoint} redirects to '{Show(location)}'.")
    {
        Status = status;
        Location = Show(location);
    }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>
    /// The target of the redirect, shortened, without a password and without control characters; empty if the response
    /// has none.
    /// </summary>
    public string Location { get; }

    private static string Show(string location)
    {
        var text = SshAddress.HidePassword(location);
        var shown = text.Length > MaximumLength ? text.Substring(0, MaximumLength) + "…" : text;
        return new string([.. shown.Select(character => char.IsControl(character) ? '?' : character)]);
    }
}

/// <summary>The engine sent a response that is too long to hold in memory.</summary>
public sealed class EngineAnswerTooLongException : EngineException
{
    internal EngineAnswerTooLongException(EngineEndpoint endpoint, AnswerTooLongException cause)
        : base(endpoint, $"The engine at {endpoint} sent {AnswerLimits.Describe(cause.Part, cause.Limit)}.", cause)
    {
        Part = cause.Part;
        Limit = cause.Limit;
    }

    /// <summary>The part of the response that is too long.</summary>
    public AnswerPart Part { get; }

    /// <summary>The limit in bytes.</summary>
    public long Limit { get; }
}

/// <summary>A build requires BuildKit, which the engine does not have.</summary>
/// <param name="endpoint">The engine.</param>
public sealed class BuildKitUnavailableException(EngineEndpoint endpoint)
    : EngineException(endpoint, $"The engine at {endpoint} has no BuildKit.");
