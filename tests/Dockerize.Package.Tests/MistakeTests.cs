using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Dockerize.Package.Tests;

/// <summary>
/// Each mistake of a user is one error with a code and a next action. The exit code is 1, and there is no stack trace
/// and no partial result.
/// </summary>
[TestClass]
public sealed class MistakeTests
{
    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Missing_base_image_is_an_error_with_the_property_that_specifies_it()
    {
        var error = await FailAsync("DKZ2007", $"-p:DockerBaseImage={TestMachine.Registry}/no/such:1");

        StringAssert.Contains(error, $"{TestMachine.Registry}/no/such:1", StringComparison.Ordinal);
        StringAssert.Contains(error, "DockerBaseImage", StringComparison.Ordinal);
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Misspelled_registry_is_an_error_that_mentions_DockerRegistry() =>
        StringAssert.Contains(
            await FailAsync("DKZ3002", "-p:DockerPush=true", "-p:DockerRegistry=loclhost:5000"),
            "DockerRegistry",
            StringComparison.Ordinal
        );

    [TestMethod]
    public async Task Push_without_a_required_login_is_an_error_that_suggests_docker_login()
    {
        var error = await FailAsync("DKZ3002", "-p:DockerPush=true", $"-p:DockerRegistry={TestMachine.AuthRegistry}");

        StringAssert.Contains(error, $"docker login {TestMachine.AuthRegistry}", StringComparison.Ordinal);
        StringAssert.Contains(error, "anonymous", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Wrong_password_is_an_error_with_its_source_and_without_the_password()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        folder.LogIn("wrong-password-7c1e");

        var result = await folder.PublishAsync(
            "Greeter",
            "-p:DockerPush=true",
            $"-p:DockerRegistry={TestMachine.AuthRegistry}",
            "-v:diag"
        );

        StringAssert.Contains(
            OneError("DKZ3002", result),
            "does not accept the password from ",
            StringComparison.Ordinal
        );
        Assert.IsFalse(
            result.Output.Contains("wrong-password-7c1e", StringComparison.Ordinal),
            "the password is in the log"
        );
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Failed_step_is_an_error_at_its_line_and_the_earlier_image_keeps_its_tag()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        (await folder.PublishAsync("Greeter")).Succeeded();
        var before = await folder.ImageIdAsync();

        await folder.UseConsoleAppAsync(
            items: """<DockerRun Include="fails" Command="echo the disk is full; exit 7" />"""
        );
        var error = OneError("DKZ2008", await folder.PublishAsync("Greeter"));

        StringAssert.Matches(error, new Regex(@"docker/Dockerfile\((\d+),1\): error DKZ2008"));
        var line = int.Parse(
            Regex.Match(error, @"Dockerfile\((\d+),1\)").Groups[1].Value,
            CultureInfo.InvariantCulture
        );
        StringAssert.StartsWith(
            (
                await File.ReadAllLinesAsync(
                    Path.Combine(folder.Path, "Greeter", "obj", "Release", "net10.0", "docker", "Dockerfile")
                )
            )[line - 1],
            "RUN echo the disk",
            StringComparison.Ordinal
        );
        // The messages of BuildKit and of Podman.
        StringAssert.Matches(error, new Regex("exit code: 7|exit status 7"));
        StringAssert.Contains(error, "the disk is full", StringComparison.Ordinal);
        Assert.AreEqual(before, await folder.ImageIdAsync());
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
        var start =
            result.Output.LastIndexOf('\n', result.Output.IndexOf("error " + code, StringComparison.Ordinal)) + 1;
        return result.Output[start..];
    }
}
