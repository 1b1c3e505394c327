using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Dockerize.Package.Tests;

/// <summary>
/// Tags that a publish creates from properties, from git, and from tools that compute versions.
/// </summary>
[TestClass]
public sealed class TagTests
{
    [TestMethod]
    [TestCategory("AnyEngine")]
    public async Task Tag_tokens_contain_branch_commit_configuration_and_time()
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject(
            "Greeter/Greeter.csproj",
            """
            <DockerTags>
              {branch}-{sha}
              {Configuration};{date}, {timestamp}
            </DockerTags>
            """
        );
        folder.Write(".gitignore", "bin\nobj\n");
        var sha = GitFolder.Create(folder.Path, "feature/login").Commit()[..7];
        folder.SetEnvironment("SOURCE_DATE_EPOCH", "1000000000");

        var result = await folder.PublishAsync("Greeter");

        StringAssert.Contains(
            result.Succeeded(),
            $"Greeter -> {folder.Image}:feature-login-{sha}, {folder.Image}:Release, {folder.Image}:20010909, "
                + $"{folder.Image}:20010909014640",
            StringComparison.Ordinal
        );
        var warning = Regex
            .Matches(result.Output, @".*warning DKZ1032.*")
            .Select(match => match.Value)
            .Distinct()
            .Single();
        StringAssert.Contains(warning, "Greeter.csproj", StringComparison.Ordinal);
        StringAssert.Contains(warning, "'feature-login'", StringComparison.Ordinal);
        Assert.AreNotEqual("", await folder.ImageIdAsync($"feature-login-{sha}"));
    }

    [TestMethod]
    [TestCategory("Nightly")]
    [TestCategory("AnyEngine")]
    public async Task Version_of_MinVer_is_available_to_tags_with_and_without_a_build()
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject(
            "Greeter/Greeter.csproj",
            "<MinVerTagPrefix>v</MinVerTagPrefix><DockerTags>{semver}</DockerTags>",
            """<PackageReference Include="MinVer" Version="8.0.0" PrivateAssets="all" />"""
        );
        folder.Write(".gitignore", "bin\nobj\n");
        var git = GitFolder.Create(folder.Path);
        git.Commit();
        git.Run("tag", "v1.4.2");

        Assert.AreEqual("1.4.2 1.4 1 latest", await TagsAsync(folder));
        Assert.AreEqual("1.4.2 1.4 1 latest", await TagsAsync(folder, "--no-build"));

        git.Commit();
        Assert.AreEqual("1.4.3-alpha.0.1", await TagsAsync(folder));
    }

    [TestMethod]
    [TestCategory("AnyEngine")]
    public async Task Version_that_a_target_computes_is_available_to_tags()
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject("Greeter/Greeter.csproj");
        folder.Write(
            "Directory.Build.targets",
            """
            <Project>
              <PropertyGroup>
                <GetPackageVersionDependsOn>$(GetPackageVersionDependsOn);ComputeVersion</GetPackageVersionDependsOn>
                <DockerTags>{version} {major}</DockerTags>
              </PropertyGroup>
              <Target Name="ComputeVersion">
                <PropertyGroup>
                  <PackageVersion>3.1.0+build.5</PackageVersion>
                </PropertyGroup>
              </Target>
            </Project>
            """
        );

        Assert.AreEqual("3.1.0-build.5 3", await TagsAsync(folder));
    }

    // Publishes, and returns the tags of the image.
    private static async Task<string> TagsAsync(UserFolder folder, params string[] arguments)
    {
        var json = (await folder.PublishAsync("Greeter", [.. arguments, "-getItem:GeneratedDockerImage"])).Succeeded();
        var references = JsonNode.Parse(json)!["Items"]!["GeneratedDockerImage"]!
            .AsArray()
            .Select(item => (string)item!["Identity"]!)
            .ToList();
        Assert.IsTrue(
            references.TrueForAll(reference => reference.StartsWith(folder.Image + ":", StringComparison.Ordinal)),
            json
        );
        return string.Join(' ', references.Select(reference => reference[(folder.Image.Length + 1)..]));
    }
}
