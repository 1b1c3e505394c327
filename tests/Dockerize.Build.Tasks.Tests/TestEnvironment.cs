using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>
/// The environment variables of the tests. The tasks read the variables of the process, so they are set once, before
/// the first test, and no test changes them. They provide credentials for two registries that no other test uses, a
/// folder for docker contexts, and a replacement for ssh. They do not specify an engine.
/// </summary>
internal static class TestEnvironment
{
    /// <summary>The registry for which the credentials are a password.</summary>
    public const string PasswordRegistry = "password.example.com";

    /// <summary>The registry for which the credentials are an identity token.</summary>
    public const string TokenRegistry = "token.example.com";

    private static readonly string Config = Path.Combine(Path.GetTempPath(), $"dkz-config-{Environment.ProcessId}");

    [ModuleInitializer]
    [SuppressMessage(
        "Usage",
        "CA2255:The 'ModuleInitializer' attribute should not be used in libraries",
        Justification = "This is a test program."
    )]
    public static void Set()
    {
        foreach (
            var name in Environment
                .GetEnvironmentVariables()
                .Keys.Cast<string>()
                .Where(name => name.StartsWith("DOCKER", StringComparison.Ordinal))
                .ToList()
        )
            Environment.SetEnvironmentVariable(name, null);
        Environment.SetEnvironmentVariable("DOCKER_CONFIG", Config);
        Environment.SetEnvironmentVariable("DOCKERIZE_REGISTRY", "other.example.com");
        Environment.SetEnvironmentVariable("DOCKERIZE_REGISTRY_USERNAME", "ada");
        Environment.SetEnvironmentVariable("DOCKERIZE_REGISTRY_PASSWORD", UserHome.Secret);
        Environment.SetEnvironmentVariable(
            "DOCKER_AUTH_CONFIG",
            $$"""{"auths":{"{{PasswordRegistry}}":{{UserHome.Auth("ada")}},"{{TokenRegistry}}":{"identitytoken":"{{UserHome.Secret}}"} } }"""
        );
        InstallSsh();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove();
    }

    /// <summary>Creates a docker context, as <c>docker context create</c> does.</summary>
    public static void CreateContext(string name, string host)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var folder = Directory.CreateDirectory(Path.Combine(Config, "contexts", "meta", id));
        File.WriteAllText(
            Path.Combine(folder.FullName, "meta.json"),
            $$$"""{"Name":"{{{name}}}","Endpoints":{"docker":{"Host":"{{{host}}}"} } }"""
        );
    }

    // The host name selects how ssh fails.
    private static void InstallSsh()
    {
        var bin = Directory.CreateDirectory(Path.Combine(Config, "bin")).FullName;
        var ssh = Path.Combine(bin, "ssh");
        File.WriteAllText(
            ssh,
            """
            #!/bin/sh
            while [ "$1" != -- ]; do shift; done
            if [ "$2" = denied ]; then
              echo 'ada@denied: Permission denied (publickey).' >&2
              exit 255
            fi
            read -r line
            echo 'sh: 1: docker: not found' >&2
            exit 127

            """
        );
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(ssh, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Environment.SetEnvironmentVariable(
            "PATH",
            bin + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH")
        );
    }

    private static void Remove()
    {
        if (Directory.Exists(Config))
            Directory.Delete(Config, recursive: true);
    }
}
