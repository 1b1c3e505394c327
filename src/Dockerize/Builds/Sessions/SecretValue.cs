using System.Text;
using Dockerize.Files;

namespace Dockerize.Builds.Sessions;

/// <summary>The value of a <see cref="BuildSecret"/>. It is never part of a message.</summary>
internal static class SecretValue
{
    /// <summary>The maximum size in bytes that BuildKit supports (<c>MaxSecretSize</c>).</summary>
    public const int MaximumSize = 500 * 1024;

    /// <summary>
    /// The maximum number of lines that are hidden. Each line is searched in each line of the build output.
    /// </summary>
    private const int MaximumLines = 1000;

    private static readonly Encoding Utf8 = new UTF8Encoding(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>Reads the value of a secret.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="environment">A function that reads an environment variable.</param>
    /// <exception cref="BuildSecretException">
    /// The file cannot be read, the variable is not set, or the value is too large.
    /// </exception>
    public static byte[] Read(BuildSecret secret, Func<string, string?> environment)
    {
        var value = secret.Path is null ? ReadVariable(secret, environment) : ReadFile(secret, secret.Path);
        return value.Length <= MaximumSize
            ? value
            : throw new BuildSecretException(secret, BuildSecretProblem.TooLarge);
    }

    /// <summary>The lines of a value that must not appear in messages; empty if the value is not a text.</summary>
    public static IEnumerable<string> Lines(byte[] value)
    {
        try
        {
            var text = Utf8.GetString(value);
            return text.Contains('\0')
                ? []
                : text.Split('\r', '\n').Select(line => line.Trim()).Where(line => line.Length > 0).Take(MaximumLines);
        }
        catch (DecoderFallbackException)
        {
            return [];
        }
    }

    private static byte[] ReadVariable(BuildSecret secret, Func<string, string?> environment) =>
        environment(secret.EnvironmentVariable!) is { } value
            ? Encoding.UTF8.GetBytes(value)
            : throw new BuildSecretException(secret, BuildSecretProblem.UnsetVariable);

    private static byte[] ReadFile(BuildSecret secret, string path)
    {
        try
        {
            using var file = RegularFile.Open(path);
            using var content = new MemoryStream();
            var buffer = new byte[FileBlocks.Size];
            int count;
            while (content.Length <= MaximumSize && (count = file.Read(buffer, 0, buffer.Length)) > 0)
                content.Write(buffer, 0, count);
            return content.ToArray();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BuildSecretException(secret, BuildSecretProblem.UnreadableFile, exception.Message, exception);
        }
    }
}
