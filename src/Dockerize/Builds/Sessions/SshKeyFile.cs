using System.Text;
using Dockerize.Files;

namespace Dockerize.Builds.Sessions;

/// <summary>A file with a private key, in the formats that OpenSSH reads.</summary>
internal static class SshKeyFile
{
    private const int MaximumSize = 64 * 1024;

    private const string OpenSshHeader = "-----BEGIN OPENSSH PRIVATE KEY-----";

    // The start of the key in OpenSSH's PROTOCOL.key: a magic text, the length of the cipher's name, and the name.
    private static readonly byte[] NotEncrypted =
    [
        .. Encoding.ASCII.GetBytes("openssh-key-v1\0"),
        0,
        0,
        0,
        4,
        .. Encoding.ASCII.GetBytes("none"),
    ];

    // The header of an encrypted key in PKCS #8, and in the older PEM formats.
    private static readonly string[] EncryptedMarks =
    [
        "-----BEGIN ENCRYPTED PRIVATE KEY-----",
        "Proc-Type: 4,ENCRYPTED",
    ];

    /// <summary>Reads the file.</summary>
    /// <param name="agent">The SSH agent with the path of the file, for messages.</param>
    /// <param name="path">The full path of the file.</param>
    /// <exception cref="BuildSshException">The file cannot be read.</exception>
    public static string Read(BuildSsh agent, string path)
    {
        try
        {
            return RegularFile.ReadText(path, MaximumSize);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BuildSshException(agent, BuildSshProblem.UnreadableFile, exception.Message, exception);
        }
    }

    /// <summary>True if a private key requires a passphrase.</summary>
    /// <param name="key">The content of the file.</param>
    public static bool IsEncrypted(string key)
    {
        if (Array.Exists(EncryptedMarks, mark => key.Contains(mark)))
            return true;

        var start = key.IndexOf(OpenSshHeader, StringComparison.Ordinal);
        return start >= 0 && !IsPlain(key.Substring(start + OpenSshHeader.Length));
    }

    // The first 24 of the bytes that the text encodes. OpenSSH reports other texts, which are not a key.
    private static bool IsPlain(string text)
    {
        var head = new string([.. text.Where(character => !char.IsWhiteSpace(character)).Take(32)]);
        try
        {
            return Convert.FromBase64String(head).Take(NotEncrypted.Length).SequenceEqual(NotEncrypted);
        }
        catch (FormatException)
        {
            return true;
        }
    }
}
