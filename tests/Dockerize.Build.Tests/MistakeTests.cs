using System.Text;
using System.Text.RegularExpressions;

namespace Dockerize.Build.Tests;

/// <summary>Each mistake is one coded error that says what to do, exit code 1, no stack trace, and nothing half-done.</summary>
[TestClass]
public sealed class MistakeTests
{
    [TestMethod]
    public async Task No_engine_says_where_it_was_looked_for()
    {
        var error = await FailAsync("DKZ2001", "-p:DockerHost=unix:///nowhere/docker.sock");

        StringAssert.Contains(error, "unix:///nowhere/docker.sock (DockerHost): no such socket", StringComparison.Ordinal);
        StringAssert.Contains(error, "DOCKER_HOST", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task A_base_image_that_does_not_exist_is_named_with_the_property_that_chooses_it()
    {
        var error = await FailAsync("DKZ2007", $"-p:DockerBaseImage={TestMachine.Registry}/no/such:1");

        StringAssert.Contains(error, $"{TestMachine.Registry}/no/such:1", StringComparison.Ordinal);
        StringAssert.Contains(error, "DockerBaseImage", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task A_push_without_a_registry_is_an_error_before_anything_is_built()
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject("Greeter/Greeter.csproj");

        var result = await folder.DotnetAsync("publish", "Greeter", "-p:DockerPush=true", $"-p:DockerBaseRegistry={TestMachine.BaseRegistry}", $"-p:DockerRepository={folder.Repository}");

        StringAssert.Contains(OneError("DKZ3001", result), "DockerRegistry", StringComparison.Ordinal);
        Assert.IsFalse(result.Output.Contains("[1/", StringComparison.Ordinal), result.Output);
    }

    [TestMethod]
    [DataRow("-p:DockerRegistry=https://localhost:5000", "'https:'")]
    [DataRow("-p:DockerRepository=My/Shop", "'My'")]
    [DataRow("-p:DockerTags=1.0 not/ok", "not/ok")]
    public async Task A_name_that_is_none_shows_the_wrong_part(string argument, string part) =>
        StringAssert.Contains(await FailAsync("DKZ1003", argument), part, StringComparison.Ordinal);

    [TestMethod]
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
        folder.WriteConsoleProject("Greeter/Greeter.csproj");
        LogIn(folder, "wrong-password-7c1e");

        var result = await folder.PublishAsync("Greeter", "-p:DockerPush=true", $"-p:DockerRegistry={TestMachine.AuthRegistry}", "-v:diag");

        StringAssert.Contains(OneError("DKZ3002", result), TestMachine.Username + " (from ", StringComparison.Ordinal);
        Assert.IsFalse(result.Output.Contains("wrong-password-7c1e", StringComparison.Ordinal), "the password is in the log");
    }

    [TestMethod]
    public async Task With_the_right_password_in_config_json_the_push_goes_through()
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject("Greeter/Greeter.csproj");
        LogIn(folder, TestMachine.Password);

        var log = (await folder.PublishAsync("Greeter", "-p:DockerPush=true", $"-p:DockerRegistry={TestMachine.AuthRegistry}", "-v:diag")).Succeeded();

        StringAssert.Contains(log, $"Pushed {TestMachine.AuthRegistry}/{folder.Repository}:latest", StringComparison.Ordinal);
        Assert.IsFalse(log.Contains(TestMachine.Password, StringComparison.Ordinal), "the password is in the log");
    }

    [TestMethod]
    public async Task Nothing_published_says_to_publish()
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject("Greeter/Greeter.csproj");
        (await folder.DotnetAsync("restore", "Greeter")).Succeeded();

        var result = await folder.DotnetAsync("msbuild", "Greeter", "-t:BuildDockerImage");

        StringAssert.Contains(OneError("DKZ1001", result), "dotnet publish", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task A_step_that_fails_is_shown_with_its_line_and_its_last_output_and_the_old_image_keeps_its_name()
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject("Greeter/Greeter.csproj");
        (await folder.PublishAsync("Greeter")).Succeeded();
        var before = await folder.ImageIdAsync();

        // The only way to a failing step while the project cannot say RUN: a base image that runs something in whatever starts from it.
        var trap = folder.Write("trap/Dockerfile", $"FROM {TestMachine.BaseRegistry}/dotnet/runtime:10.0\nONBUILD RUN echo the disk is full && exit 7\n");
        var name = $"{folder.Repository}-trap";
        (await CommandLine.RunAsync("docker", ["build", "-q", "-t", name, Path.GetDirectoryName(trap)!], environment: new Dictionary<string, string?> { ["DOCKER_BUILDKIT"] = "0" })).Succeeded();
        try
        {
            var error = OneError("DKZ2008", await folder.PublishAsync("Greeter", $"-p:DockerBaseImage={name}:latest"));

            StringAssert.Matches(error, new Regex(@"docker/Dockerfile\(\d+,1\): error DKZ2008"));
            StringAssert.Contains(error, "returned a non-zero code: 7", StringComparison.Ordinal);
            StringAssert.Contains(error, "the disk is full", StringComparison.Ordinal);
            Assert.AreEqual(before, await folder.ImageIdAsync());
        }
        finally
        {
            await CommandLine.DockerAsync("image", "rm", "-f", name);
        }
    }

    private static async Task<string> FailAsync(string code, params string[] arguments)
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject("Greeter/Greeter.csproj");
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

    private static void LogIn(UserFolder folder, string password)
    {
        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{TestMachine.Username}:{password}"));
        folder.Write("login/config.json", $$"""{ "auths": { "{{TestMachine.AuthRegistry}}": { "auth": "{{auth}}" } } }""");
        folder.SetEnvironment("DOCKER_CONFIG", Path.Combine(folder.Path, "login"));
    }
}
