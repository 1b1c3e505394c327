using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Dockerize.Package.Tests;

/// <summary>Each mistake is one coded error that says what to do, exit code 1, no stack trace, and nothing half-done.</summary>
[TestClass]
public sealed class MistakeTests
{
    [TestMethod]
    [TestCategory("AnyEngine")]
    public async Task No_engine_says_where_it_was_looked_for()
    {
        var error = await FailAsync("DKZ2001", "-p:DockerHost=unix:///nowhere/docker.sock");

        StringAssert.Contains(error, "unix:///nowhere/docker.sock (DockerHost): no such socket", StringComparison.Ordinal);
        StringAssert.Contains(error, "DOCKER_HOST", StringComparison.Ordinal);
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task A_base_image_that_does_not_exist_is_named_with_the_property_that_chooses_it()
    {
        var error = await FailAsync("DKZ2007", $"-p:DockerBaseImage={TestMachine.Registry}/no/such:1");

        StringAssert.Contains(error, $"{TestMachine.Registry}/no/such:1", StringComparison.Ordinal);
        StringAssert.Contains(error, "DockerBaseImage", StringComparison.Ordinal);
    }

    [TestMethod]
    [TestCategory("AnyEngine")]
    public async Task A_push_without_a_registry_is_an_error_before_anything_is_asked_of_the_engine()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();

        using var engine = FaultyEngine.InFrontOf(TestMachine.Engine.Host);

        var result = await folder.DotnetAsync("publish", "Greeter", "--no-build", "-p:DockerPush=true", "-p:DockerPull=Always", $"-p:DockerBaseRegistry={TestMachine.BaseRegistry}", $"-p:DockerRepository={folder.Repository}", $"-p:DockerHost={engine.Host}");

        StringAssert.Contains(OneError("DKZ3001", result), "DockerRegistry", StringComparison.Ordinal);
        Assert.IsEmpty(engine.Requests);
    }

    [TestMethod]
    [TestCategory("AnyEngine")]
    [DataRow("DKZ1026", "-p:DockerRegistry=ghcr.io/team", "DockerRepository: team/")]
    [DataRow("DKZ1031", "-p:DockerTags={sha}", "SourceRevisionId")]
    public async Task A_name_that_is_none_shows_the_wrong_part_before_anything_is_asked_of_the_engine(string code, string argument, string part)
    {
        await using var folder = new UserFolder();
        using var engine = FaultyEngine.InFrontOf(TestMachine.Engine.Host);
        await folder.UseConsoleAppAsync();

        var error = OneError(code, await folder.PublishAsync("Greeter", argument, "-p:DockerPull=Always", "-p:DockerPush=true", $"-p:DockerHost={engine.Host}"));

        StringAssert.Contains(error, part, StringComparison.Ordinal);
        StringAssert.Matches(error, new Regex(@"Greeter\.csproj\s*: error "));
        Assert.IsEmpty(engine.Requests);
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task A_misspelled_registry_says_to_look_at_its_spelling() =>
        StringAssert.Contains(await FailAsync("DKZ3002", "-p:DockerPush=true", "-p:DockerRegistry=loclhost:5000"), "DockerRegistry", StringComparison.Ordinal);

    [TestMethod]
    public async Task A_registry_that_wants_a_login_says_that_the_push_was_anonymous()
    {
        var error = await FailAsync("DKZ3002", "-p:DockerPush=true", $"-p:DockerRegistry={TestMachine.AuthRegistry}");

        StringAssert.Contains(error, $"docker login {TestMachine.AuthRegistry}", StringComparison.Ordinal);
        StringAssert.Contains(error, "anonymous", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task A_wrong_password_says_whose_it_was_and_never_what_it_was()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        folder.LogIn("wrong-password-7c1e");

        var result = await folder.PublishAsync("Greeter", "-p:DockerPush=true", $"-p:DockerRegistry={TestMachine.AuthRegistry}", "-v:diag");

        StringAssert.Contains(OneError("DKZ3002", result), "does not accept the password from ", StringComparison.Ordinal);
        Assert.IsFalse(result.Output.Contains("wrong-password-7c1e", StringComparison.Ordinal), "the password is in the log");
    }

    [TestMethod]
    [TestCategory("AnyEngine")]
    public async Task Nothing_published_says_to_publish()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();

        var result = await folder.DotnetAsync("msbuild", "Greeter", "-t:BuildDockerImage");

        StringAssert.Contains(OneError("DKZ1001", result), "dotnet publish", StringComparison.Ordinal);
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task A_step_that_fails_is_shown_with_its_line_and_its_last_output_and_the_old_image_keeps_its_name()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        (await folder.PublishAsync("Greeter")).Succeeded();
        var before = await folder.ImageIdAsync();

        await folder.UseConsoleAppAsync(items: """<DockerRun Include="fails" Command="echo the disk is full; exit 7" />""");
        var error = OneError("DKZ2008", await folder.PublishAsync("Greeter"));

        StringAssert.Matches(error, new Regex(@"docker/Dockerfile\((\d+),1\): error DKZ2008"));
        var line = int.Parse(Regex.Match(error, @"Dockerfile\((\d+),1\)").Groups[1].Value, CultureInfo.InvariantCulture);
        StringAssert.StartsWith(
            (await File.ReadAllLinesAsync(Path.Combine(folder.Path, "Greeter", "obj", "Release", "net10.0", "docker", "Dockerfile")))[line - 1], "RUN echo the disk", StringComparison.Ordinal);
        // As Docker's builder and Podman's say it.
        StringAssert.Matches(error, new Regex("returned a non-zero code: 7|exit status 7"));
        StringAssert.Contains(error, "the disk is full", StringComparison.Ordinal);
        Assert.AreEqual(before, await folder.ImageIdAsync());
    }

    [TestMethod]
    [TestCategory("AnyEngine")]
    [DataRow("DKZ1011", "<DockerPruneRuntimes>perhaps</DockerPruneRuntimes>", "", "true or false")]
    [DataRow("DKZ1011", "<DockerWorkingDirectory>app</DockerWorkingDirectory>", "", "DockerWorkingDirectory")]
    [DataRow("DKZ1011", "<DockerTimeout>soon</DockerTimeout>", "", "how many seconds")]
    [DataRow("DKZ1011", "<DockerStopSignal>stop!</DockerStopSignal>", "", "DockerStopSignal")]
    [DataRow("DKZ1011", "<DockerHealthCheck>true</DockerHealthCheck><DockerHealthCheckInterval>often</DockerHealthCheckInterval>", "", "DockerHealthCheckInterval")]
    [DataRow("DKZ1011", "", """<DockerRun Include="x" Command="true" Phase="Never" />""", "BeforeCopy or AfterCopy")]
    [DataRow("DKZ1011", "", """<DockerRun Include="rm x" />""", "Command")]
    [DataRow("DKZ1011", "", """<DockerCopy Include="Program.cs" Chmod="rwx" />""", "octal")]
    [DataRow("DKZ1011", "", """<DockerCopy Include="Program.cs" To="/../../etc" />""", "inside the image")]
    [DataRow("DKZ1005", "", """<DockerPort Include="http" />""", "'http/tcp'")]
    [DataRow("DKZ1006", "", """<DockerEnvironmentVariable Include="A=B" Value="1" />""", "'A=B'")]
    [DataRow("DKZ1007", "", """<DockerLabel Include="a"><Value>two%0Alines</Value></DockerLabel>""", "'a'")]
    [DataRow("DKZ1008", "<DockerLabels>nothing</DockerLabels>", "", "DockerLabels")]
    [DataRow("DKZ1010", "<DockerEntrypoint>[]</DockerEntrypoint>", "", "DockerEntrypoint")]
    [DataRow("DKZ1010", "<DockerCommand>[\"a\",1]</DockerCommand>", "", "DockerCommand")]
    [DataRow("DKZ1011", "", """<DockerRun Include="x" Command="true" User="no user" />""", "User of DockerRun")]
    [DataRow("DKZ1011", "<DockerBuilder>kaniko</DockerBuilder>", "", "auto, classic or buildkit")]
    [DataRow("DKZ1012", "", """<DockerSystemPackage Include="curl &amp;&amp; rm -rf" />""", "curl && rm")]
    [DataRow("DKZ1014", "<DockerBaseVariant>noble-chiseled</DockerBaseVariant><DockerBuild>false</DockerBuild>", """<DockerSystemPackage Include="curl" />""", "noble-chiseled")]
    [DataRow("DKZ1015", "<ContainerRuntimeIdentifier>linux-x64</ContainerRuntimeIdentifier><DockerBaseVariant>alpine</DockerBaseVariant><DockerBuild>false</DockerBuild>", "", "linux-musl-x64")]
    [DataRow("DKZ1017", "", """<DockerCopy Include="no such file" />""", "no such file")]
    [DataRow("DKZ1018", "", """<DockerCopy Include="../outside.txt" />""", "outside.txt")]
    [DataRow("DKZ1009", "<DockerBuildFile>Nowhere.Dockerfile</DockerBuildFile>", "", "Nowhere.Dockerfile")]
    [DataRow("DKZ1019", "<DockerBuildFile>Greeter.csproj</DockerBuildFile><DockerBuildContext>nowhere</DockerBuildContext>", "", "nowhere")]
    [DataRow("DKZ1023", "<DockerBuildContextOutput>.</DockerBuildContextOutput>", "", ".tar")]
    [DataRow("DKZ1024", "<ContainerRuntimeIdentifiers>linux-x64;linux-arm64</ContainerRuntimeIdentifiers>", "", "linux-arm64")]
    public async Task What_a_project_cannot_say_is_an_error_of_the_project_that_names_it(string code, string properties, string items, string part)
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync(properties, items);

        var error = OneError(code, await folder.PublishAsync("Greeter"));

        StringAssert.Contains(error, part, StringComparison.Ordinal);
        StringAssert.Matches(error, new Regex(@"Greeter\.csproj\s*: error "));
        Assert.AreEqual("", await folder.ImageIdAsync());
    }

    [TestMethod]
    [TestCategory("AnyEngine")]
    public async Task A_health_check_that_calls_what_the_image_does_not_have_is_warned_of()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync("<DockerHealthCheck>curl -f http://localhost:8080/ || exit 1</DockerHealthCheck>");

        StringAssert.Contains((await folder.PublishAsync("Greeter", "-p:DockerBuild=false")).Succeeded(), "warning DKZ1013", StringComparison.Ordinal);

        await folder.UseConsoleAppAsync("<DockerHealthCheck>curl -f http://localhost:8080/ || exit 1</DockerHealthCheck>", """<DockerSystemPackage Include="curl" />""");
        Assert.DoesNotContain("DKZ1013", (await folder.PublishAsync("Greeter", "-p:DockerBuild=false")).Succeeded());
    }

    private static async Task<string> FailAsync(string code, params string[] arguments)
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        var error = OneError(code, await folder.PublishAsync("Greeter", arguments));
        Assert.AreEqual("", await folder.ImageIdAsync("1.0"), "no image of that name");
        return error;
    }

    private static string OneError(string code, CommandResult result)
    {
        Assert.AreEqual(1, result.ExitCode, result.Output);
        var codes = Regex.Matches(result.Output, @"error (\w+)\s*:").Select(match => match.Groups[1].Value).Distinct();
        Assert.AreEqual(code, string.Join(' ', codes), result.Output);
        Assert.IsFalse(Regex.IsMatch(result.Output, @"^\s+at \w+\.", RegexOptions.Multiline), result.Output);
        var start = result.Output.LastIndexOf('\n', result.Output.IndexOf("error " + code, StringComparison.Ordinal)) + 1;
        return result.Output[start..];
    }
}
