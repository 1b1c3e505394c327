using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Registries;

/// <summary>
/// A program that keeps credentials, <c>docker-credential-NAME</c>. Asked to <c>get</c>, with a registry's key on its standard input, it prints them
/// as JSON (https://github.com/docker/docker-credential-helpers). What it prints is shown to nobody, also when it fails: nobody knows what is a secret in it.
/// </summary>
/// <param name="name">What config.json calls it.</param>
/// <param name="environment">Reads the environment variable PATH, where the program is looked for.</param>
/// <param name="timeLimit">How long it may take; then it is ended, and on .NET what it has started too.</param>
internal sealed class CredentialHelper(string name, Func<string, string?> environment, TimeSpan timeLimit)
{
    /// <summary>Some ask their user for a password, many ask a server.</summary>
    public static readonly TimeSpan DefaultTimeLimit = TimeSpan.FromSeconds(30);

    private const string NothingFound = "credentials not found in native keychain";

    /// <summary>The name of a user that stands for: the secret is an identity token.</summary>
    private const string TokenUsername = "<token>";

    /// <summary>How much of its output is kept, in characters.</summary>
    private const int OutputLimit = 1 << 20;

    private static readonly char[] NotInName = ['/', '\\', .. Path.GetInvalidFileNameChars()];

    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>What a helper said.</summary>
    /// <param name="Credentials">The credentials; null: it has none, or has failed.</param>
    /// <param name="HasFailed">True: it is not there, or gave no answer that means something.</param>
    /// <param name="Said">The same for messages, without any secret.</param>
    public sealed record Answer(RegistryCredentials? Credentials, bool HasFailed, string Said);

    /// <summary>The program of a helper.</summary>
    public static string Program(string name) => "docker-credential-" + name;

    /// <summary>Asks it for the credentials of a registry.</summary>
    /// <param name="server">The registry's key: <c>host[:port]</c>, or Docker Hub's URL.</param>
    /// <param name="cancellationToken">Ends it.</param>
    [SuppressMessage("Reliability", "CA2025:Ensure tasks using 'IDisposable' instances complete before the instances are disposed", Justification = "A program that does not answer keeps the task from completing.")]
    public async Task<Answer> GetAsync(string server, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (name.IndexOfAny(NotInName) >= 0)
            return Failed("is not asked, because the name of a helper has no path");
        if (FindProgram() is not { } path)
            return Failed("is not on PATH");

        // The server comes from an image's name, and the only argument is a constant: nothing has to be quoted.
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(path, "get")
            {
                UseShellExecute = false,
                CreateNoWindow = true,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Utf8,
                StandardErrorEncoding = Utf8,
            },
            EnableRaisingEvents = true,
        };
        var exited = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Exited += (_, _) => exited.TrySetResult(true);
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            return Failed($"cannot be started: {exception.Message.TrimEnd('.')}");
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(timeLimit);
        try
        {
            var answer = TalkAsync(process, server, exited.Task);
            if (await Task.WhenAny(answer, Task.Delay(Timeout.Infinite, patience.Token)).ConfigureAwait(false) == answer)
                return await answer.ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return Failed(FormattableString.Invariant($"gave no answer within {timeLimit.TotalSeconds} seconds"));
        }
        finally
        {
            patience.Cancel();
            End(process);
        }
    }

    private static Answer Failed(string said) => new(null, HasFailed: true, said);

    private string? FindProgram()
    {
        string[] extensions = Path.DirectorySeparatorChar == '\\' ? [".exe", ".cmd"] : [""];
        return (environment("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => folder.Trim().Trim('"'))
            // What is relative would depend on where the build happens to run.
            .Where(folder => folder.IndexOfAny(Path.GetInvalidPathChars()) < 0 && Path.IsPathRooted(folder))
            .SelectMany(folder => extensions.Select(extension => Path.Combine(folder, Program(name) + extension)))
            .FirstOrDefault(File.Exists);
    }

    private async Task<Answer> TalkAsync(Process process, string server, Task exited)
    {
        var (output, errors) = (ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        try
        {
            var question = Utf8.GetBytes(server);
            await process.StandardInput.BaseStream.WriteAsync(question, 0, question.Length).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has answered, or ended, without reading.
        }

        await Task.WhenAll(output, errors, exited).ConfigureAwait(false);
        var (said, complaint) = (await output.ConfigureAwait(false), await errors.ConfigureAwait(false));
        return process.ExitCode == 0 ? Read(said, server)
            : said.Trim() == NothingFound || complaint.Trim() == NothingFound ? None(server)
            : Failed(FormattableString.Invariant($"ended with exit code {process.ExitCode} (`echo {server} | {Program(name)} get` shows why)"));
    }

    private static Answer None(string server) => new(null, HasFailed: false, $"nothing for {server}");

    private Answer Read(string output, string server)
    {
        JObject answer;
        try
        {
            answer = AuthConfig.ParseObject(output);
        }
        catch (JsonReaderException)
        {
            return Failed("printed something else than credentials");
        }

        if (answer["Username"] is not JValue { Value: string username } || answer["Secret"] is not JValue { Value: string secret })
            return Failed("printed something else than credentials");
        if (username.Length + secret.Length == 0)
            return None(server);
        var credentials = username == TokenUsername
            ? new RegistryCredentials("", "", Program(name)) { IdentityToken = secret }
            : new RegistryCredentials(username, secret, Program(name));
        return new Answer(credentials, HasFailed: false, $"has credentials for {server}");
    }

    // All of it has to be read, or the program would wait.
    private static async Task<string> ReadAsync(StreamReader reader)
    {
        var (text, buffer) = (new StringBuilder(), new char[4096]);
        while (await reader.ReadAsync(buffer, 0, buffer.Length).ConfigureAwait(false) is > 0 and var read)
            text.Append(buffer, 0, Math.Min(read, OutputLimit - text.Length));
        return text.ToString();
    }

    private static void End(Process process)
    {
        try
        {
#if NET
            process.Kill(entireProcessTree: true);
#else
            process.Kill();
#endif
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException or NotSupportedException)
        {
            // It has ended by itself.
        }
    }
}
