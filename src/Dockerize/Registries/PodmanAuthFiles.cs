using Dockerize.Strings;

namespace Dockerize.Registries;

/// <summary>The files in which Podman stores credentials, <c>auth.json</c> (containers-auth.json(5)).</summary>
internal static class PodmanAuthFiles
{
    private const string Status = "/proc/self/status";

    /// <summary>The full paths, in the order in which Podman reads them. A file can be missing.</summary>
    /// <param name="environment">A function that reads an environment variable.</param>
    public static IEnumerable<string> Paths(Func<string, string?> environment)
    {
        if (environment("REGISTRY_AUTH_FILE").NullIfBlank() is { } file)
            yield return file;
        if (environment("XDG_RUNTIME_DIR").NullIfBlank() is { } runtime)
            yield return Path.Combine(runtime, "containers", "auth.json");
        else if (UserId() is { } user)
            yield return $"/run/containers/{user}/auth.json";

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var config = environment("XDG_CONFIG_HOME").NullIfBlank() ?? Path.Combine(home, ".config");
        yield return Path.Combine(config, "containers", "auth.json");
    }

    // Returns the real user id, which Podman uses, or null if it is not known. The status file exists only on Linux,
    // the only system on which Podman reads /run.
    private static string? UserId()
    {
        if (!File.Exists(Status))
            return null;

        return File.ReadLines(Status)
            .Where(line => line.StartsWith("Uid:", StringComparison.Ordinal))
            .Select(line => line.Split(['\t', ' '], StringSplitOptions.RemoveEmptyEntries)[1])
            .FirstOrDefault();
    }
}
