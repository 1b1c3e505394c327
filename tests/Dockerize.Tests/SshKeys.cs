using System.Diagnostics;

namespace Dockerize.Tests;

/// <summary>Creates private keys with OpenSSH.</summary>
internal static class SshKeys
{
    /// <summary>Creates a private key, and returns its path.</summary>
    /// <param name="folder">The folder for the key.</param>
    /// <param name="passphrase">The passphrase; empty for a key without one.</param>
    /// <param name="type">The type and the format of the key, as options of ssh-keygen.</param>
    public static string Create(TemporaryFolder folder, string passphrase = "", string type = "-t ed25519")
    {
        var path = Path.Combine(folder.Path, Guid.NewGuid().ToString("N"));
        using var process = Process.Start(
            new ProcessStartInfo("ssh-keygen", $"-q -C test {type} -N \"{passphrase}\" -f \"{path}\"")
            {
                UseShellExecute = false,
            }
        )!;
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode);
        return path;
    }
}
