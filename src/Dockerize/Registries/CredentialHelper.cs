using System.ComponentModel;
using System.Text;
using Dockerize.Processes;
using Newtonsoft.Json;

namespace Dockerize.Registries;

/// <summary>
/// A credential helper, the program <c>docker-credential-NAME</c>. <c>get</c> reads the key of a registry from standard
/// input and prints credentials as JSON (https://github.com/docker/docker-credential-helpers). Messages never contain
/// the output of a helper, also not of one that failed, because any part of it may be a secret.
/// </summary>
/// <param name="name">The name in config.json.</param>
/// <param name="environment">Reads an environment variable. PATH contains the folders that are searched.</param>
/// <param name="timeLimit">The longest run of the program. It is stopped after that.</param>
internal sealed class CredentialHelper(string name, Func<string, string?> environment, TimeSpan timeLimit)
{
    /// <summary>The default time limit. Some helpers ask their user for a password, many connect to a server.</summary>
    public static readonly TimeSpan DefaultTimeLimit = TimeSpan.FromSeconds(30);

    private const string NothingFound = "credentials not found in native keychain";

    /// <summary>The user name that marks the secret as an identity token.</summary>
    private const string TokenUsername = "<token>";

    /// <summary>The number of characters of the output that are kept.</summary>
    private const int OutputLimit = 1 << 20;

    private static readonly char[] NotInName = ['/', '\\', .. Path.GetInvalidFileNameChars()];

    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The answer of a helper.</summary>
    /// <param name="Credentials">The credentials; null if the helper has none or failed.</param>
    /// <param name="HasFailed">True if the helper was not found or gave no valid answer.</param>
    /// <param name="Summary">The answer for messages, without any secret.</param>
    public sealed record Answer(RegistryCredentials? Credentials, bool HasFailed, string Summary);

    /// <summary>The program of a helper.</summary>
    public static string Program(string name) => "docker-credential-" + name;

    /// <summary>Gets the credentials of a registry.</summary>
    /// <param name="server">The key of the registry: <c>host[:port]</c>, or the URL of Docker Hub.</param>
    /// <param name="cancellationToken">Stops the helper.</param>
    public async Task<Answer> GetAsync(string server, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (name.IndexOfAny(NotInName) >= 0)
            return Failed("is not asked, because the name of a helper has no path");
        if (FindProgram() is not { } path)
            return Failed("is not on PATH");

        // The only argument is a constant, so nothing has to be quoted.
        var command = new ChildProcessCommand(path, "get")
        {
            Input = Utf8.GetBytes(server),
            Encoding = Utf8,
            OutputLimit = OutputLimit,
            TimeLimit = timeLimit,
        };
        try
        {
            return Read(await ChildProcess.RunAsync(command, cancellationToken).ConfigureAwait(false), server);
        }
        catch (Win32Exception exception)
        {
            return Failed($"cannot be started: {exception.Message.TrimEnd('.')}");
        }
        catch (TimeoutException)
        {
            return Failed(FormattableString.Invariant($"gave no answer within {timeLimit.TotalSeconds} seconds"));
        }
    }

    private static Answer Failed(string summary) => new(null, HasFailed: true, summary);

    private static Answer NotFound(string server) => new(null, HasFailed: false, $"nothing for {server}");

    private string? FindProgram()
    {
        string[] extensions = Path.DirectorySeparatorChar == '\\' ? [".exe", ".cmd"] : [""];
        return (environment("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => folder.Trim().Trim('"'))
            // A relative folder would depend on the current directory of the build.
            .Where(folder => folder.IndexOfAny(Path.GetInvalidPathChars()) < 0 && Path.IsPathRooted(folder))
            .SelectMany(folder => extensions.Select(extension => Path.Combine(folder, Program(name) + extension)))
            .FirstOrDefault(File.Exists);
    }

    private Answer Read(ChildProcessResult result, string server)
    {
        if (result.ExitCode == 0)
            return ReadCredentials(result.Output, server);
        if (result.Output.Trim() == NothingFound || result.Errors.Trim() == NothingFound)
            return NotFound(server);

        return Failed(
            FormattableString.Invariant(
                $"ended with exit code {result.ExitCode} (`echo {server} | {Program(name)} get` shows why)"
            )
        );
    }

    private Answer ReadCredentials(string output, string server)
    {
        string username,
            secret;
        try
        {
            var answer = ConfigObject.Parse(output, allowsMore: true);
            (username, secret) = (answer.Text("Username"), answer.Text("Secret"));
        }
        catch (Exception exception) when (exception is JsonReaderException or FormatException)
        {
            return Failed("printed something else than credentials");
        }

        var isToken = username == TokenUsername;
        if (secret.Length == 0 && (isToken || username.Length == 0))
            return NotFound(server);

        var credentials = isToken
            ? new RegistryCredentials("", "", Program(name)) { IdentityToken = secret }
            : new RegistryCredentials(username, secret, Program(name));
        return new Answer(credentials, HasFailed: false, $"has credentials for {server}");
    }
}
