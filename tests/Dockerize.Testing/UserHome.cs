using System.Text;

namespace Dockerize.Testing;

/// <summary>
/// A user as credentials know one: environment variables of its own, and a folder for what docker, Podman and
/// credential helpers keep.
/// </summary>
internal sealed class UserHome : IDisposable
{
    /// <summary>What must not be in any text, nor its base64.</summary>
    public const string Secret = "hunter2~~~???>>>ü";

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, string> environment;

    public UserHome() =>
        environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DOCKER_CONFIG"] = Path.Combine(folder.Path, "docker"),
            ["XDG_RUNTIME_DIR"] = Path.Combine(folder.Path, "run"),
            ["XDG_CONFIG_HOME"] = Path.Combine(folder.Path, "config"),
            ["PATH"] =
                Path.Combine(folder.Path, "bin") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"),
        };

    public string Folder => folder.Path;

    /// <summary>An entry of <c>auths</c> with <see cref="Secret"/>.</summary>
    public static string Auth(string username) =>
        $$"""{"auth":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{Secret}"))}}"}""";

    public static string Auths(string key, string username) => $$$"""{"auths":{"{{{key}}}":{{{Auth(username)}}}}}""";

    public UserHome Set(string name, string value)
    {
        environment[name] = value;
        return this;
    }

    public string? Read(string name) => environment.GetValueOrDefault(name);

    public UserHome Write(string path, string content)
    {
        folder.Write(path, content);
        return this;
    }

    /// <summary>Installs <c>docker-credential-NAME</c>, a shell script.</summary>
    public UserHome Install(string name, string script)
    {
        var path = folder.Write($"bin/docker-credential-{name}", "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return this;
    }

    /// <summary>Installs a helper that has credentials for every registry, and counts how often it is asked.</summary>
    public UserHome InstallAnswering(string name, string username) =>
        Install(
            name,
            $$"""
            echo "$1 $(cat)" >> "{{folder.Path}}/asked"
            echo '{"ServerURL":"x","Username":"{{username}}","Secret":"{{Secret}}"}'
            """
        );

    /// <summary>What answering helpers were asked, a line each.</summary>
    public string Asked() =>
        File.Exists(Path.Combine(folder.Path, "asked")) ? File.ReadAllText(Path.Combine(folder.Path, "asked")) : "";

    public CredentialSources Sources(string? push = null, string? @base = null) =>
        new(Read)
        {
            PushRegistry = push,
            BaseRegistry = @base,
            HelperTimeLimit = TimeSpan.FromSeconds(20),
        };

    public async Task<CredentialLookup> FindAsync(string image, string? push = null, string? @base = null) =>
        AssertSecretFree(await Sources(push, @base).FindAsync(ImageReference.Parse(image)));

    /// <summary>No text that comes of a search has a secret in it.</summary>
    public static CredentialLookup AssertSecretFree(CredentialLookup search)
    {
        var image = ImageReference.Parse(search.Registry + "/team/shop:1");
        foreach (
            var text in new[]
            {
                search.ToString(),
                $"{search.Credentials}",
                string.Join('\n', search.Checked),
                ImagePushException.Refused(image, "unauthorized", search).Diagnostic().ToString(),
                new ImageUnavailableException(image, "unauthorized", search).Diagnostic().ToString(),
            }
        )
            AssertSecretFree(text);
        return search;
    }

    public static void AssertSecretFree(string text)
    {
        Assert.DoesNotContain("hunter2", text);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes("ada:" + Secret))[..12], text);
    }

    public void Dispose() => folder.Dispose();
}
