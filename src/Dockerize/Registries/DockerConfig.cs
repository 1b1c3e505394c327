using Dockerize.Strings;

namespace Dockerize.Registries;

/// <summary>
/// The settings in the docker CLI's <c>config.json</c>, except credentials (<see cref="AuthConfig"/>).
/// </summary>
internal sealed class DockerConfig
{
    private DockerConfig(string path, string? currentContext)
    {
        Path = path;
        CurrentContext = currentContext;
    }

    /// <summary>The full path of the file.</summary>
    public string Path { get; }

    /// <summary>The docker context that was selected with <c>docker context use</c>; null if there is none.</summary>
    public string? CurrentContext { get; }

    /// <summary>
    /// Reads <c>$DOCKER_CONFIG/config.json</c>, or <c>~/.docker/config.json</c> if that variable is not set or blank. A
    /// missing file is treated as empty.
    /// </summary>
    /// <param name="environment">A function that reads an environment variable.</param>
    /// <exception cref="CredentialsUnreadableException">The file exists but is unreadable or invalid.</exception>
    public static DockerConfig Load(Func<string, string?> environment)
    {
        var path = FilePath(environment);
        try
        {
            var context = AuthConfig.ReadFile(path)?.Text("currentContext") ?? "";
            return new DockerConfig(path, context.Length > 0 ? context : null);
        }
        catch (FormatException exception)
        {
            throw new CredentialsUnreadableException(path, isVariable: false, 0, exception.Message);
        }
    }

    /// <summary>
    /// The configuration folder of the docker CLI: <c>$DOCKER_CONFIG</c>, or <c>~/.docker</c> if that variable is not
    /// set or blank.
    /// </summary>
    internal static string Folder(Func<string, string?> environment) =>
        environment("DOCKER_CONFIG").NullIfBlank()
        ?? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker");

    /// <summary>The full path of <c>config.json</c> in the configuration folder of the docker CLI.</summary>
    internal static string FilePath(Func<string, string?> environment) =>
        System.IO.Path.Combine(Folder(environment), "config.json");
}
