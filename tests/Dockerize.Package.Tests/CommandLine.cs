using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Dockerize.Package.Tests;

/// <summary>The result of a command: exit code, complete output in order, and standard output alone.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string StandardOutput)
{
    public string Succeeded()
    {
        Assert.AreEqual(0, ExitCode, Output);
        return StandardOutput.Trim();
    }
}

/// <summary>Runs commands without a shell.</summary>
internal static class CommandLine
{
    public static async Task<CommandResult> RunAsync(
        string command,
        IEnumerable<string> arguments,
        string? directory = null,
        IReadOnlyDictionary<string, string?>? environment = null,
        Stream? input = null,
        CancellationToken interrupt = default
    )
    {
        // Ctrl-C goes to all processes of a process group, so the command gets its own group. If a shell started this
        // test run in the background, SIGINT is ignored. Child processes inherit that, so the default is restored.
        if (interrupt.CanBeCanceled)
            (command, arguments) = ("setsid", ["env", "--default-signal=INT", command, .. arguments]);
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = directory ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOCKER_BUILDKIT"] = "0";
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;

        var output = new StringBuilder();
        var standardOutput = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Collect(line, standardOutput);
        process.ErrorDataReceived += (_, line) => Collect(line);
        process.Start();
        using var registration = interrupt.Register(() =>
            Process.Start("kill", ["-INT", "--", FormattableString.Invariant($"-{process.Id}")]).Dispose()
        );
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (input is not null)
            await input.CopyToAsync(process.StandardInput.BaseStream, CancellationToken.None);
        process.StandardInput.Close();
        await process.WaitForExitAsync(CancellationToken.None);
        return new CommandResult(process.ExitCode, output.ToString(), standardOutput.ToString());

        void Collect(DataReceivedEventArgs line, StringBuilder? answer = null)
        {
            lock (output)
                output.AppendLine(line.Data);
            answer?.AppendLine(line.Data);
        }
    }

    /// <summary>
    /// Removes images, but not the steps that they were built from. Another test may be building on the same steps, and
    /// would fail with `unknown parent image ID`. The steps are removed after all tests.
    /// </summary>
    public static Task RemoveImagesAsync(params string[] images) =>
        DockerAsync(["image", "rm", "-f", "--no-prune", .. images]);

    /// <summary>
    /// Runs the docker CLI, which shares no code with the library. It uses the classic builder, which requires no
    /// plug-in. A build is retried if another test removes an image that the builder uses.
    /// </summary>
    public static async Task<string> DockerAsync(params string[] arguments)
    {
        var result = await RunAsync("docker", arguments);
        for (
            var again = 0;
            again < 5
                && arguments[0] == "build"
                && result.Output.Split('\n').Any(line => BuilderErrors.IsVanishedImageError(line.TrimEnd()));
            again++
        )
        {
            await Task.Delay(TimeSpan.FromSeconds(0.5));
            result = await RunAsync("docker", arguments);
        }

        return result.Succeeded();
    }
}
