using System.ComponentModel;
using System.Text;
using Dockerize.Processes;
using Newtonsoft.Json;

namespace Dockerize.Registries;

/// <summary>
/// A credential helper, the program <c>docker-credential-NAME</c>. The command <c>get</c> reads the key of a registry
/// from standard input and prints credentials as JSON (https://github.com/docker/docker-credential-helpers). Messages
/// never contain the output of a helper, even if it failed, because any part of it may be a secret.
/// </summary>
/// <param name="name">The name of the helper in config.json.</param>
/// <param name="environment">
/// A function that reads an environment variable. The helper is searched in the folders in PATH.
/// </param>
/// <param name="timeLimit">The time after which the program is stopped.</param>
internal sealed class CredentialHelper(string name, Func<string, string?> environment, TimeSpan timeLimit)
{
    /// <summary>The default time limit. Some helpers prompt for a password, and many connect to a server.</summary>
    public static readonly TimeSpan DefaultTimeLimit = TimeSpan.FromSeconds(30);

    private const string NothingFound = "credentials not found in native keychain";

    /// <summary>The user name that indicates that the secret is an identity token.</summary>
    private const string TokenUsername = "<token>";

    /// <summary>The maximum number of characters of the output that are kept.</summary>
    private const int OutputLimit = 1 << 20;

    private static readonly char[] NotInName = ['/', '\\', .. Path.GetInvalidFileNameChars()];

    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The result of a helper.</summary>
    /// <param name="Credentials">The credentials; null if the helper has none or failed.</param>
    /// <param name="HasFailed">True if the helper was not found, failed or printed invalid output.</param>
    /// <param name="Summary">The result in words for messages, without secrets.</param>
    public sealed record Answer(RegistryCredentials? Credentials, bool HasFailed, string Summary);

    /// <summary>The program name of a helper.</summary>
    public static string Program(string name) => "docker-credential-" + name;

    /// <summary>Gets the credentials of a registry.</summary>
    /// <param name="server">The key of the registry: <c>host[:port]</c>, or the URL of Docker Hub.</param>
    /// <param name="cancellationToken">A token that stops the helper.</param>
    public async Task<Answer> GetAsync(string server, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (name.IndexOfAny(NotInName) >= 0)
            return Failed("not run, because the name of a helper cannot contain a path");
        if (ProgramPath.Find(Program(name), environment) is not { } path)
            return Failed("not found on PATH");

        // The only argument is a constant that requires no quotes.
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
            return Failed($"could not be started: {exception.Message.TrimEnd('.')}");
        }
        catch (TimeoutException)
        {
            return Failed(FormattableString.Invariant($"no response within {timeLimit.TotalSeconds} seconds"));
        }
    }

    private static Answer Failed(string summary) => new(null, HasFailed: true, summary);

    private static Answer NotFound(string server) => new(null, HasFailed: false, $"no credentials for {server}");

    private Answer Read(ChildProcessResult result, string server)
    {
        if (result.ExitCode == 0)
            return ReadCredentials(result.Output, server);
        if (result.Output.Trim() == NothingFound || result.Errors.Trim() == NothingFound)
            return NotFound(server);

        return Failed(
            FormattableString.Invariant(
                $"failed with exit code {result.ExitCode} (for its error, run `echo {server} | {Program(name)} get`)"
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
            return Failed("its output is not a JSON object with credentials");
        }

        var isToken = username == TokenUsername;
        if (secret.Length == 0 && (isToken || username.Length == 0))
            return NotFound(server);

        var credentials = isToken
            ? new RegistryCredentials("", "", Program(name)) { IdentityToken = secret }
            : new RegistryCredentials(username, secret, Program(name));
        return new Answer(credentials, HasFailed: false, $"found credentials for {server}");
    }
}
