using System.Text.RegularExpressions;
using Microsoft.Build.Logging.StructuredLogger;

namespace Dockerize.Package.Tests;

/// <summary>The loggers of MSBuild show the progress and the results.</summary>
[TestClass]
[TestCategory("AnyEngine")]
public sealed class LoggerTests
{
    // The step takes long enough to be visible: the terminal logger draws 30 times per second.
    private const string Slow = """<DockerRun Include="slow" Command="echo a line of a step; sleep 1" />""";

    [TestMethod]
    public async System.Threading.Tasks.Task Terminal_Logger_shows_the_targets_and_the_image_as_the_result()
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject("Greeter/Greeter.csproj", items: Slow);
        var publish =
            $"dotnet publish Greeter -tl:on -p:DockerPush=true -p:DockerBaseRegistry={TestMachine.BaseRegistry} "
            + $"-p:DockerRegistry={TestMachine.Registry} -p:DockerRepository={folder.Repository}";

        // The command `script` provides a terminal.
        var output = (
            await folder.CommandAsync(
                "script",
                "--quiet",
                "--return",
                "--command",
                $"stty cols 120; TERM=xterm-256color {publish}",
                "/dev/null"
            )
        ).Succeeded();

        var text = Regex.Replace(output, @"\x1b(?:\][^\x1b\x07]*(?:\x1b\\|\x07)|\[[0-9;?]*[A-Za-z])", "");
        var order = new[] { "GenerateDockerfile", "BuildDockerImage", "PushDockerImage" }
            .Select(target => text.IndexOf(target, StringComparison.Ordinal))
            .ToArray();
        Assert.IsTrue(order[0] > 0 && order[0] < order[1] && order[1] < order[2], text);
        Assert.MatchesRegex($@"Greeter net10\.0 succeeded \([0-9.]+s\) → {folder.Image}:latest", text);
        Assert.DoesNotContain("] FROM ", text);
    }

    [TestMethod]
    [DataRow("quiet", "")]
    [DataRow("minimal", "step result")]
    [DataRow("normal", "step output result")]
    [DataRow("detailed", "step output result credentials")]
    public async System.Threading.Tasks.Task Each_verbosity_shows_its_documented_messages(
        string verbosity,
        string expected
    )
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync(items: """<DockerRun Include="step" Command="echo a line of a step" />""");

        var log = (
            await folder.PublishAsync("Greeter", "-v", verbosity, "-p:DockerBuildNoCache=true", "-p:DockerPush=true")
        ).Succeeded();

        (string Name, string Line)[] all =
        [
            ("step", @"\[2/[0-9]+\] RUN echo a line of a step"),
            ("output", @"^\s*a line of a step\s*$"),
            ("result", $@"Greeter -> {folder.Image}:latest"),
            ("credentials", "DOCKERIZE_REGISTRY_USERNAME"),
        ];
        Assert.AreEqual(
            expected,
            string.Join(
                ' ',
                all.Where(line => Regex.IsMatch(log, line.Line, RegexOptions.Multiline)).Select(line => line.Name)
            ),
            log
        );
    }

    [TestMethod]
    public async System.Threading.Tasks.Task Binary_log_contains_the_Dockerfile()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        (await folder.PublishAsync("Greeter", "-bl:publish.binlog", "-p:DockerBuild=false")).Succeeded();

        var build = BinaryLog.ReadBuild(Path.Combine(folder.Path, "publish.binlog"));

        Assert.Contains(
            file =>
                file.FullPath.EndsWith("docker/Dockerfile", StringComparison.Ordinal)
                && file.Text.Contains("ENTRYPOINT", StringComparison.Ordinal),
            build.SourceFiles
        );
    }
}
