using System.Text;

namespace Dockerize.Testing;

/// <summary>
/// A user: environment variables, and a folder with the files of docker and Podman, credential helpers and other
/// programs.
/// </summary>
internal sealed class UserHome : IDisposable
{
    /// <summary>A password that must not appear in any text, neither plain nor as base64.</summary>
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

    /// <summary>An entry of <c>auths</c> with the password <see cref="Secret"/>.</summary>
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
    public UserHome Install(string name, string script) => InstallProgram(CredentialHelper.Program(name), script);

    /// <summary>Installs a program, a shell script, in a folder in PATH.</summary>
    public UserHome InstallProgram(string name, string script)
    {
        var path = folder.Write($"bin/{name}", "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return this;
    }

    /// <summary>Installs a helper that has credentials for each registry and logs each request.</summary>
    public UserHome InstallAnswering(string name, string username) =>
        Install(
            name,
            $$"""
            echo "$1 $(cat)" >> "{{folder.Path}}/asked"
            echo '{"ServerURL":"x","Username":"{{username}}","Secret":"{{Secret}}"}'
            """
        );

    /// <summary>The logged requests to helpers, one per line.</summary>
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

    /// <summary>Fails if a text of the search contains the secret.</summary>
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
