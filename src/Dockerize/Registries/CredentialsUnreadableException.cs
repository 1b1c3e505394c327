namespace Dockerize.Registries;

/// <summary>Stored registry credentials are unreadable or invalid.</summary>
/// <param name="source">The full path of the file, or the name of the environment variable.</param>
/// <param name="isVariable">True if <paramref name="source"/> is an environment variable.</param>
/// <param name="line">The line of the error in the file, counted from 1; 0 if unknown.</param>
/// <param name="reason">The reason, as a clause without secrets.</param>
/// <param name="innerException">The cause; null if its message could contain a secret.</param>
public sealed class CredentialsUnreadableException(
    string source,
    bool isVariable,
    int line,
    string reason,
    Exception? innerException = null
) : DockerizeException($"Cannot read the registry credentials in '{source}': {Clause(reason)}.", innerException)
{
    /// <summary>The full path of the file, or the name of the environment variable.</summary>
    public string CredentialSource => source;

    /// <summary>True if <see cref="CredentialSource"/> is an environment variable.</summary>
    public bool IsVariable => isVariable;

    /// <summary>The line of the error in the file, counted from 1; 0 if unknown.</summary>
    public int Line => line;

    /// <summary>The reason, as a clause without secrets.</summary>
    public string Reason => reason;
}
