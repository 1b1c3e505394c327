namespace Dockerize.Registries;

/// <summary>Only one of the two environment variables for a registry's credentials is set.</summary>
/// <param name="set">The name of the variable that is set.</param>
/// <param name="missing">The name of the variable that is not set.</param>
/// <param name="registry">The registry, <c>host[:port]</c>.</param>
public sealed class IncompleteCredentialsException(string set, string missing, string registry)
    : DockerizeException(
        $"Incomplete credentials for {registry}: {set} is set, but {missing} is not. Both are required."
    )
{
    /// <summary>The name of the variable that is set.</summary>
    public string SetVariable => set;

    /// <summary>The name of the variable that is not set.</summary>
    public string MissingVariable => missing;

    /// <summary>The registry, <c>host[:port]</c>.</summary>
    public string Registry => registry;
}
