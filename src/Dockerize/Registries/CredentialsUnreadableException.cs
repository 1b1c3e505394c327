namespace Dockerize.Registries;

/// <summary>Stored registry credentials cannot be read.</summary>
/// <param name="source">The full path of the file, or the name of the environment variable.</param>
/// <param name="isVariable">True if <paramref name="source"/> is an environment variable.</param>
/// <param name="line">The line of the file, counted from 1; 0 if no line is to blame.</param>
/// <param name="reason">Why, as a clause. It never contains a secret.</param>
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

    /// <summary>The line of the file, counted from 1; 0 if no line is to blame.</summary>
    public int Line => line;

    /// <summary>Why, as a clause.</summary>
    public string Reason => reason;
}
